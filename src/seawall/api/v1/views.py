"""Saved views: filters under a name, one's own or a team's."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.views import ViewBody, ViewListOut, ViewOut, ViewPatch
from seawall.domain.accounts import queries as accounts
from seawall.domain.errors import Invalid
from seawall.domain.search import queries
from seawall.domain.search.commands import views as commands
from seawall.domain.search.commands.views import ViewIn
from seawall.domain.search.queries import ViewRow
from seawall.lib.text import gettext_noop

router = Router(tags=["views"], auth=Token())


@router.get("/views", response=ViewListOut, summary="List saved views")
def index(request: HttpRequest) -> ViewListOut:
    """Your own, then your teams', in their order. `count` is how many reports fit now: "99+" for
    more, "7+" where only the newest were looked through, null for a filter with words.
    """
    actor = actor_of(request)
    rows = queries.views(actor)
    counts = queries.counts_of(actor, rows)
    return ViewListOut(items=[_shown(row, counts.get(row.public_id)) for row in rows])


@router.post("/views", response={201: ViewOut}, summary="Save a view")
@once(201)
def create(request: HttpRequest, payload: ViewBody) -> ViewOut:
    """`organization` or `program` share it with that team; with neither it is yours alone."""
    actor = actor_of(request)
    organization_id = None
    if payload.organization:
        found = {one.slug: one.id for one in accounts.organizations_of(actor)}
        organization_id = found.get(payload.organization)
        if organization_id is None:
            raise Invalid(gettext_noop("There is no such organisation."), field="organization")
    given = ViewIn(payload.name, payload.query, organization_id, payload.program or "")
    return _one(request, commands.save_view(given, actor=actor).public_id)


@router.patch("/views/{id}", response=ViewOut, summary="Change a view")
def change(request: HttpRequest, id: str, payload: ViewPatch) -> ViewOut:  # noqa: A002
    """Another name or filter; what is not given stays."""
    row = commands.change_view(id, name=payload.name, query=payload.query, actor=actor_of(request))
    return _one(request, row.public_id)


@router.delete("/views/{id}", response={204: None}, summary="Delete a view")
def remove(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """No report is touched."""
    commands.remove_view(id, actor=actor_of(request))
    return HttpResponse(status=204)


def _one(request: HttpRequest, public_id: str) -> ViewOut:
    rows = queries.views(actor_of(request))
    return _shown(next(row for row in rows if row.public_id == public_id), None)


def _shown(row: ViewRow, count: str | None) -> ViewOut:
    return ViewOut(
        id=row.public_id,
        name=row.name,
        query=row.query,
        organization=row.organization or None,
        program=row.program or None,
        count=count,
    )
