"""An administrator and a release to import."""

import pytest

from seawall.domain.accounts.rules import PLATFORM_PERMISSIONS
from seawall.domain.actor import Actor, ActorKind


@pytest.fixture
def administrator(db) -> Actor:
    # pytest reads this file before Django is ready.
    from seawall.domain.accounts.models import User

    user = User.objects.create(email="root@example.org", handle="root", is_platform_admin=True)
    return Actor(
        kind=ActorKind.PERSON,
        user_id=user.pk,
        handle=user.handle,
        platform=frozenset(PLATFORM_PERMISSIONS),
    )


@pytest.fixture
def upstream():
    """The publisher's JSON of a release with a category and one entry, of any date."""

    def make(release: str = "2019-02-03", name: str = "Left Open") -> dict[str, object]:
        entry = {"id": "left_open", "name": name, "type": "subcategory", "priority": 2}
        category = {"id": "doors", "name": "Doors", "type": "category", "children": [entry]}
        return {"metadata": {"release_date": f"{release}T00:00:00Z"}, "content": [category]}

    return make
