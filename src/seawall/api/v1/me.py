"""Who the token stands for."""

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.v1.shapes.me import MeOut
from seawall.domain.accounts import queries
from seawall.domain.accounts.rules import TokenScope

router = Router(tags=["me"], auth=Token())


@router.get("/me", response=MeOut, summary="Who am I")
def me(request: HttpRequest) -> MeOut:
    """The person and what this token may do; with `profile:read` also their roles and factor."""
    actor = actor_of(request)
    if not actor.has_scope(TokenScope.PROFILE_READ):
        return MeOut(handle=actor.handle, organizations={}, scopes=sorted(actor.scopes or ()))
    organizations = {one.slug: actor.roles[one.id] for one in queries.organizations_of(actor)}
    return MeOut(
        handle=actor.handle,
        organizations=organizations,
        scopes=sorted(actor.scopes or ()),
        second_factor=actor.second_factor,
    )
