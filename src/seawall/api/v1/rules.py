"""Rules on events: a team's, their runs, and what one would have done."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.rules import (
    ActedOut,
    RuleBody,
    RuleDo,
    RuleListOut,
    RuleOut,
    RunListOut,
    RunOut,
    ThenOut,
    TrialOut,
)
from seawall.domain.accounts import queries as accounts
from seawall.domain.automation import queries
from seawall.domain.automation.commands import rules as commands
from seawall.domain.automation.commands.rules import RuleIn
from seawall.domain.automation.queries import RuleRow
from seawall.domain.automation.rules.ruling import Then
from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop

router = Router(tags=["rules"], auth=Token())


@router.get("/organizations/{slug}/rules", response=RuleListOut, summary="List rules")
def index(request: HttpRequest, slug: str) -> RuleListOut:
    """In their order. For who keeps them; 404 for others."""
    actor = actor_of(request)
    rows = queries.rules(actor, accounts.organization(slug, actor=actor).id)
    return RuleListOut(items=[_shown(row) for row in rows])


@router.post("/organizations/{slug}/rules", response={201: RuleOut}, summary="Write a rule")
@once(201)
def create(request: HttpRequest, slug: str, payload: RuleBody) -> RuleOut:
    """It begins switched off."""
    actor = actor_of(request)
    organization_id = accounts.organization(slug, actor=actor).id
    row = commands.save_rule(organization_id, _given(payload), actor=actor)
    return _shown(queries.rule(actor, row.public_id))


@router.post("/organizations/{slug}/rules/try", response=TrialOut, summary="Try a rule")
@once(200)
def try_rule(request: HttpRequest, slug: str, payload: RuleBody, days: int = 30) -> TrialOut:
    """Which reports it would have acted on in the last `days`, at most 90. Nothing is written; the
    condition reads each report as it stands now.
    """
    actor = actor_of(request)
    found = queries.trial(
        actor,
        accounts.organization(slug, actor=actor).id,
        triggers=payload.triggers,
        condition=payload.condition,
        program=payload.program,
        days=days,
    )
    return TrialOut.model_validate(found)


@router.patch("/rules/{id}", response=RuleOut, summary="Change a rule")
def change(request: HttpRequest, id: str, payload: RuleBody) -> RuleOut:  # noqa: A002
    """A new version of it, whole."""
    actor = actor_of(request)
    commands.change_rule(id, _given(payload), actor=actor)
    return _shown(queries.rule(actor, id))


@router.post("/rules/{id}/do", response=RuleOut, summary="Switch or move a rule")
@once(200)
def do(request: HttpRequest, id: str, payload: RuleDo) -> RuleOut:  # noqa: A002
    """Switched on, it acts on what happens from then on, with your rights."""
    actor = actor_of(request)
    match payload.do:
        case "on" | "off":
            commands.switch_rule(id, on=payload.do == "on", actor=actor)
        case "up" | "down":
            commands.move_rule(id, up=payload.do == "up", actor=actor)
        case _:
            queries.rule(actor, id)
            raise Invalid(gettext_noop("Choose on, off, up or down."), field="do")
    return _shown(queries.rule(actor, id))


@router.delete("/rules/{id}", response={204: None}, summary="Delete a rule")
def remove(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """With its list of runs. What it did stays."""
    commands.remove_rule(id, actor=actor_of(request))
    return HttpResponse(status=204)


@router.get("/rules/{id}/runs", response=RunListOut, summary="List the runs of a rule")
def runs(request: HttpRequest, id: str) -> RunListOut:  # noqa: A002
    """The newest hundred, with what became of each act."""
    return RunListOut(
        items=[
            RunOut(
                report=row.report,
                event=row.event,
                version=row.version,
                at=row.at,
                is_done=row.is_done,
                outcomes=[ActedOut(act=act, refusal=refusal) for act, refusal in row.outcomes],
            )
            for row in queries.runs(actor_of(request), id)
        ]
    )


def _given(payload: RuleBody) -> RuleIn:
    then = Then.from_document(payload.then.model_dump())
    return RuleIn(
        name=payload.name,
        triggers=tuple(payload.triggers),
        condition=payload.condition,
        then=then,
        program=payload.program,
        most_per_hour=payload.most_per_hour,
    )


def _shown(row: RuleRow) -> RuleOut:
    return RuleOut(
        id=row.public_id,
        name=row.name,
        triggers=list(row.triggers),
        condition=row.condition,
        then=ThenOut(**row.then.to_document()),
        program=row.program,
        most_per_hour=row.most_per_hour,
        version=row.version,
        acts_for=row.acts_for,
        off=row.off_reason,
    )
