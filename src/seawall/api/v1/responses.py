"""Canned responses: a team's, and in the words for one report."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.responses import (
    FilledListOut,
    FilledOut,
    ResponseBody,
    ResponseListOut,
    ResponseOut,
    ResponsePatch,
)
from seawall.domain.accounts import queries as accounts
from seawall.domain.automation import queries
from seawall.domain.automation.commands import responses as commands
from seawall.domain.automation.commands.responses import ResponseIn
from seawall.domain.automation.queries import ResponseRow

router = Router(tags=["responses"], auth=Token())


@router.get(
    "/organizations/{slug}/responses", response=ResponseListOut, summary="List canned responses"
)
def index(request: HttpRequest, slug: str) -> ResponseListOut:
    """By name. For members who read reports; 404 for others."""
    actor = actor_of(request)
    rows = queries.responses(actor, accounts.organization(slug, actor=actor).id)
    return ResponseListOut(items=[_shown(row) for row in rows])


@router.post(
    "/organizations/{slug}/responses", response={201: ResponseOut}, summary="Write a response"
)
@once(201)
def create(request: HttpRequest, slug: str, payload: ResponseBody) -> ResponseOut:
    """422 names the first variable of the text that does not exist."""
    actor = actor_of(request)
    organization_id = accounts.organization(slug, actor=actor).id
    given = ResponseIn(**payload.model_dump())
    row = commands.save_response(organization_id, given, actor=actor)
    return _shown(queries.response(actor, row.public_id))


@router.patch("/responses/{id}", response=ResponseOut, summary="Change a response")
def change(request: HttpRequest, id: str, payload: ResponsePatch) -> ResponseOut:  # noqa: A002
    """What is not given stays."""
    actor = actor_of(request)
    old = queries.response(actor, id)
    kept = {name: getattr(old, name) for name in ("name", "text", "default_for", "program")}
    given = ResponseIn(**kept | payload.model_dump(exclude_none=True))
    commands.change_response(id, given, actor=actor)
    return _shown(queries.response(actor, id))


@router.delete("/responses/{id}", response={204: None}, summary="Delete a response")
def remove(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """What was sent with it stays."""
    commands.remove_response(id, actor=actor_of(request))
    return HttpResponse(status=204)


@router.get(
    "/reports/{id}/responses", response=FilledListOut, summary="Fill the responses in for a report"
)
def for_report(request: HttpRequest, id: str) -> FilledListOut:  # noqa: A002
    """Every response for this report with the variables' values in it. For the report's team."""
    found = queries.filled(actor_of(request), id)
    return FilledListOut(
        items=[
            FilledOut(id=one.public_id, name=one.name, text=one.text, default_for=one.default_for)
            for one in found
        ]
    )


def _shown(row: ResponseRow) -> ResponseOut:
    return ResponseOut(
        id=row.public_id,
        name=row.name,
        text=row.text,
        default_for=row.default_for,
        program=row.program,
    )
