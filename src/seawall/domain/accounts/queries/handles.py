"""Between ids in the log and the handles that people read. Handles are no secret."""

from collections.abc import Iterable

from seawall.domain.accounts.models import User


def handles_of(user_ids: Iterable[int]) -> dict[int, str]:
    """The handles of these people, in one statement."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "handle"))


def user_id_of(handle: str) -> int | None:
    """Whose handle it is now; None for nobody's."""
    wanted = handle.strip().lower().removeprefix("@")
    return User.objects.filter(handle=wanted).values_list("pk", flat=True).first()
