"""Groups of members. They are made and filled in the browser: they decide who sees what."""

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.v1.shapes.common import Out
from seawall.domain.accounts import queries as accounts

router = Router(tags=["groups"], auth=Token())


class GroupOut(Out):
    """One group. `handle` is what `assign` and the filter take; `mail_domain` the only one that
    its members may have an address of, empty for any.
    """

    handle: str
    name: str
    mail_domain: str = ""


class GroupListOut(Out):
    """All groups of the organization, by name."""

    items: list[GroupOut]


@router.get("/organizations/{slug}/groups", response=GroupListOut, summary="List groups")
def index(request: HttpRequest, slug: str) -> GroupListOut:
    """For members who read reports; 404 for others."""
    actor = actor_of(request)
    organization = accounts.organization(slug, actor=actor)
    rows = accounts.groups(actor, organization.id)
    return GroupListOut(
        items=[
            GroupOut(handle=row.handle, name=row.name, mail_domain=row.mail_domain) for row in rows
        ]
    )
