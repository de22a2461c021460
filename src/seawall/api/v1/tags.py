"""Tags: words that a team puts on its reports. Reporters never see them."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.tags import TaggingIn, TagIn, TagListOut, TagOut, TagPatch, TagsOut
from seawall.domain.accounts import queries as accounts
from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.reports.commands import tagging as commands
from seawall.domain.reports.queries import TagRow
from seawall.lib import ids

router = Router(tags=["tags"], auth=Token())


@router.post("/reports/{id}/tags", response={200: TagsOut}, summary="Tag a report")
@once(200)
def tag(request: HttpRequest, id: str, payload: TaggingIn) -> TagsOut:  # noqa: A002
    """For members of its team; 404 for others. 409 `unchanged` when nothing is to be done."""
    names = commands.tag(id, add=payload.add, remove=payload.remove, actor=actor_of(request))
    return TagsOut(id=ids.normalize(id), tags=list(names))


@router.get("/organizations/{slug}/tags", response=TagListOut, summary="List tags")
def index(request: HttpRequest, slug: str) -> TagListOut:
    """For members who read reports; 404 for others."""
    actor = actor_of(request)
    organization = accounts.organization(slug, actor=actor)
    return TagListOut(items=[_shown(row) for row in queries.tags(actor, organization.id)])


@router.post("/organizations/{slug}/tags", response={201: TagOut}, summary="Make a tag")
@once(201)
def create(request: HttpRequest, slug: str, payload: TagIn) -> TagOut:
    """One word; spaces become hyphens. 422 for a name that is there already."""
    actor = actor_of(request)
    organization = accounts.organization(slug, actor=actor)
    row = commands.make_tag(organization.id, name=payload.name, tone=payload.tone, actor=actor)
    return _one(row.public_id, row.organization_id, actor)


@router.patch("/tags/{id}", response=TagOut, summary="Change a tag")
def change(request: HttpRequest, id: str, payload: TagPatch) -> TagOut:  # noqa: A002
    """It stays on its reports under the other name. An archived one is put on no more reports."""
    actor = actor_of(request)
    row = commands.change_tag(
        id, name=payload.name, tone=payload.tone, is_archived=payload.is_archived, actor=actor
    )
    return _one(row.public_id, row.organization_id, actor)


@router.delete("/tags/{id}", response={204: None}, summary="Delete a tag")
def remove(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """It is taken off every report, for good."""
    commands.delete_tag(id, actor=actor_of(request))
    return HttpResponse(status=204)


def _one(public_id: str, organization_id: int, actor: Actor) -> TagOut:
    found = queries.tags(actor, organization_id)
    return _shown(next(one for one in found if one.public_id == public_id))


def _shown(row: TagRow) -> TagOut:
    return TagOut(
        id=row.public_id,
        name=row.name,
        tone=row.tone,
        is_archived=row.is_archived,
        reports=row.reports,
    )
