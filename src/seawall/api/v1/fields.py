"""Fields of a programme: what it asks beside the usual parts, and what a report answers."""

from collections.abc import Mapping

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, TokenOrNobody, actor_of
from seawall.api.idempotency import once
from seawall.api.v1 import showing
from seawall.api.v1.shapes.fields import (
    AnswersBody,
    AnswersOut,
    ChangedFieldBody,
    FieldBody,
    FieldListOut,
    FieldOut,
    NewFieldBody,
)
from seawall.domain.programs import commands, queries
from seawall.domain.programs.commands import FieldIn
from seawall.domain.programs.queries.asking import spec
from seawall.domain.programs.rules.fields import FieldSpec
from seawall.domain.reports import commands as reports
from seawall.domain.reports import queries as report_queries

router = Router(tags=["fields"], auth=Token())


@router.get(
    "/programs/{slug}/fields",
    response=FieldListOut,
    auth=TokenOrNobody(),
    summary="What a programme asks",
)
def index(request: HttpRequest, slug: str) -> FieldListOut:
    """What reporters are asked; for the team also its own fields and archived ones."""
    found = queries.fields(actor_of(request), slug)
    return FieldListOut(items=[_field(one) for one in found])


@router.post("/programs/{slug}/fields", response={201: FieldOut}, summary="Ask one thing more")
@once(201)
def create(request: HttpRequest, slug: str, payload: NewFieldBody) -> FieldOut:
    """422 for a pattern that RE2 does not know, with what to change."""
    row = commands.add_field(
        slug,
        name=payload.name,
        kind=payload.kind,
        audience=payload.audience,
        asked=_asked(payload),
        actor=actor_of(request),
    )
    return _field(spec(row))


@router.post("/programs/{slug}/fields/{name}", response={200: FieldOut}, summary="Ask it otherwise")
@once(200)
def change(request: HttpRequest, slug: str, name: str, payload: ChangedFieldBody) -> FieldOut:
    """What was answered stays as it is; an archived field stays readable where it was answered."""
    row = commands.change_field(
        slug,
        name,
        asked=_asked(payload),
        is_archived=payload.is_archived,
        actor=actor_of(request),
    )
    return _field(spec(row))


@router.post("/reports/{id}/fields", response={200: AnswersOut}, summary="Answer fields")
@once(200)
def answer(request: HttpRequest, id: str, payload: AnswersBody) -> AnswersOut:  # noqa: A002
    """The reporter answers what researchers are asked, the team its own fields; others stay as
    they are. 409 `unchanged` where nothing changes.
    """
    actor = actor_of(request)
    changed = reports.set_fields(id, values=texts(payload.values), actor=actor)
    page = report_queries.thread(actor, id)
    return AnswersOut(
        report=page.row.public_id, changed=list(changed), fields=showing.answers(page)
    )


def texts(values: Mapping[str, str | bool | None]) -> dict[str, str]:
    """What the domain reads: a tick is yes, its absence nothing."""
    said = {True: "yes", False: "", None: ""}
    return {
        name: value if isinstance(value, str) else said[value] for name, value in values.items()
    }


def _asked(payload: FieldBody) -> FieldIn:
    return FieldIn(
        label=payload.label,
        is_required=payload.is_required,
        choices=tuple(payload.choices),
        pattern=payload.pattern,
        message=payload.message,
        help=payload.help,
    )


def _field(one: FieldSpec) -> FieldOut:
    return FieldOut(
        name=one.name,
        label=one.label,
        kind=one.kind,
        audience=one.audience,
        is_required=one.is_required,
        choices=list(one.choices),
        pattern=one.pattern,
        message=one.message,
        help=one.help,
        is_archived=one.is_archived,
    )
