"""Decisions on a report, and objections to them."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1 import showing
from seawall.api.v1.shapes.common import In, Out, PersonOut
from seawall.domain.actor import Actor
from seawall.domain.reports import commands, queries
from seawall.domain.reports.queries import AppealView, DecisionView
from seawall.lib import ids

router = Router(tags=["decisions"], auth=Token())


class MetricOut(Out):
    """A metric of CVSS that differs; null where a version has none of it."""

    metric: str
    before: str | None
    after: str | None


class AppealOut(Out):
    """The reporter's objection. `outcome` is null while it waits until `due_at`."""

    priority: int | None
    cvss: str
    text: str
    filed_at: datetime
    due_at: datetime
    outcome: Literal["upheld", "partly", "rejected"] | None
    reason: str
    decided_at: datetime | None
    decided_by: PersonOut | None


class DecisionOut(Out):
    """A decision on severity, scope or reward. `before` and `after` hold labels and numbers."""

    id: str
    kind: Literal["severity", "scope", "reward"]
    side: str
    before: dict[str, str | int | None]
    after: dict[str, str | int | None]
    changes: list[MetricOut]
    reason_code: str
    reason: str
    made_at: datetime
    made_by: PersonOut
    follows_appeal: bool
    can_appeal: bool
    appeal: AppealOut | None


class DecisionListOut(Out):
    """All decisions on a report, the oldest first."""

    items: list[DecisionOut]


class AppealIn(In):
    """An objection. For severity with one's own rating: a priority, a vector, or both."""

    text: str
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    cvss: str = ""


class AppealAnswerIn(In):
    """An answer. Without a rating an objection to a severity is upheld as the reporter rates it."""

    outcome: Literal["upheld", "partly", "rejected"]
    reason: str
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    cvss: str = ""


@router.get("/reports/{id}/decisions", response=DecisionListOut, summary="List decisions")
def index(request: HttpRequest, id: str) -> DecisionListOut:  # noqa: A002  # the path's public word
    """Why severity, scope and reward are what they are, for both sides. Sums only for who may
    read awards.
    """
    found = queries.decisions(actor_of(request), id)
    return DecisionListOut(items=[_decision(one) for one in found])


@router.post(
    "/reports/{id}/decisions/{decision}/appeal",
    response={201: DecisionOut},
    summary="Object to a decision",
)
@once(201)
def appeal(
    request: HttpRequest,
    id: str,  # noqa: A002
    decision: str,
    payload: AppealIn,
) -> DecisionOut:
    """Once, by the reporter, to the newest decision of its kind, within 90 days; else 409."""
    actor = actor_of(request)
    commands.appeal(
        id,
        decision,
        text=payload.text,
        priority=payload.priority,
        cvss=payload.cvss,
        actor=actor,
    )
    return _now(actor, id, decision)


@router.post(
    "/reports/{id}/decisions/{decision}/answer",
    response={200: DecisionOut},
    summary="Answer an objection",
)
@once(200)
def answer(
    request: HttpRequest,
    id: str,  # noqa: A002
    decision: str,
    payload: AppealAnswerIn,
) -> DecisionOut:
    """403 for who took the decision, or proposed it: somebody else answers."""
    actor = actor_of(request)
    commands.decide_appeal(
        id,
        decision,
        outcome=payload.outcome,
        reason=payload.reason,
        priority=payload.priority,
        cvss=payload.cvss,
        actor=actor,
    )
    return _now(actor, id, decision)


def _now(actor: Actor, public_id: str, decision_id: str) -> DecisionOut:
    wanted = ids.normalize(decision_id)
    found = queries.decisions(actor, public_id)
    return _decision(next(one for one in found if one.public_id == wanted))


def _decision(view: DecisionView) -> DecisionOut:
    """One decision with the objection to it."""
    return DecisionOut(
        id=view.public_id,
        kind=view.kind,  # type: ignore[arg-type]  # only these are stored
        side=view.side,
        before=dict(view.before),
        after=dict(view.after),
        changes=[
            MetricOut(metric=one.code, before=one.before, after=one.after) for one in view.changes
        ],
        reason_code=view.reason_code,
        reason=view.reason,
        made_at=view.made_at,
        made_by=showing.person(view.made_by),
        follows_appeal=view.follows_appeal,
        can_appeal=view.can_appeal,
        appeal=_appeal(view.appeal) if view.appeal else None,
    )


def _appeal(view: AppealView) -> AppealOut:
    """An objection and its answer."""
    return AppealOut(
        priority=view.priority,
        cvss=view.cvss,
        text=view.text,
        filed_at=view.filed_at,
        due_at=view.due_at,
        outcome=view.outcome or None,  # type: ignore[arg-type]  # only these are stored
        reason=view.reason,
        decided_at=view.decided_at,
        decided_by=showing.person(view.decided_by) if view.decided_by else None,
    )
