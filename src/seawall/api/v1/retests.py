"""Retests of a fix: asked for by the team, answered by the reporter, judged by the team."""

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
from seawall.domain.readings.rules import Door
from seawall.domain.reports import commands, queries
from seawall.domain.reports.queries import RetestView
from seawall.domain.rewards import commands as rewards

router = Router(tags=["retests"], auth=Token())

RetestStateName = Literal[
    "invited",
    "taken_on",
    "answered",
    "confirmed",
    "rejected",
    "declined",
    "cancelled",
    "expired",
]


class RetestOut(Out):
    """One retest. `pay_minor` is null where nothing is promised or you read no sums;
    `reproduced` is null until the reporter answered.
    """

    id: str
    state: RetestStateName
    fix: str
    note: str
    asked_at: datetime
    asked_by: PersonOut
    due_at: datetime
    pay_minor: int | None
    currency: str | None
    accepted_at: datetime | None
    reproduced: bool | None
    summary: str
    attachments: list[str]
    answered_at: datetime | None
    reason: str
    ended_at: datetime | None
    ended_by: PersonOut | None


class RetestListOut(Out):
    """All retests of a report, the oldest first."""

    items: list[RetestOut]


class RetestIn(In):
    """A request. `fix` may be left out for a resolved report, which names one. `pay_minor` is in
    the currency of the brief that the report is pinned to.
    """

    days: Annotated[int, Field(ge=1, le=1000)] = 14
    fix: str = ""
    note: str = ""
    pay_minor: Annotated[int, Field(ge=1)] | None = None


class RetestAnswerIn(In):
    """What the reporter found. `attachments` are ids of files uploaded to the report before."""

    reproduced: bool
    summary: str
    attachments: list[str] = []


class RetestStepIn(In):
    """What becomes of a request that waits. `note` says why, for the other side to read."""

    step: Literal["accept", "decline", "cancel"]
    note: str = ""


class RetestVerdictIn(In):
    """Confirm what the reporter found, or reject it with a `note` that says why."""

    verdict: Literal["confirm", "reject"]
    note: str = ""


@router.get("/reports/{id}/retests", response=RetestListOut, summary="List retests")
def index(request: HttpRequest, id: str) -> RetestListOut:  # noqa: A002  # the path's public word
    """Who was asked to try which fix, what came of it. The same for both sides but for sums."""
    found = queries.retests(actor_of(request), id, door=Door.API)
    return RetestListOut(items=[_retest(one) for one in found.views])


@router.post("/reports/{id}/retests", response={201: RetestOut}, summary="Ask for a retest")
@once(201)
def ask(request: HttpRequest, id: str, payload: RetestIn) -> RetestOut:  # noqa: A002
    """For an accepted or resolved report, 5 to 30 days. Pay needs `awards:write` as well."""
    actor = actor_of(request)
    commands.ask_retest(
        id,
        days=payload.days,
        fix=payload.fix,
        note=payload.note,
        pay_minor=payload.pay_minor,
        actor=actor,
    )
    return _newest(actor, id)


@router.post("/reports/{id}/retest/answer", response=RetestOut, summary="Answer a retest")
@once(200)
def answer(request: HttpRequest, id: str, payload: RetestAnswerIn) -> RetestOut:  # noqa: A002
    """By the reporter, until `due_at`. Nothing changes before the team confirms it."""
    actor = actor_of(request)
    commands.answer_retest(
        id,
        is_fixed=not payload.reproduced,
        summary=payload.summary,
        attachments=payload.attachments,
        actor=actor,
    )
    return _newest(actor, id)


@router.post("/reports/{id}/retest/step", response=RetestOut, summary="Accept, decline or cancel")
@once(200)
def step(request: HttpRequest, id: str, payload: RetestStepIn) -> RetestOut:  # noqa: A002
    """The reporter accepts a retest, or declines it before it is answered; the team cancels it,
    until it was accepted. Declined and cancelled ones lead back to where the report stood.
    """
    actor = actor_of(request)
    match payload.step:
        case "accept":
            commands.accept_retest(id, actor=actor)
        case "decline":
            commands.decline_retest(id, note=payload.note, actor=actor)
        case "cancel":
            commands.cancel_retest(id, note=payload.note, actor=actor)
    return _newest(actor, id)


@router.post("/reports/{id}/retest/verdict", response=RetestOut, summary="Judge a retest")
@once(200)
def verdict(request: HttpRequest, id: str, payload: RetestVerdictIn) -> RetestOut:  # noqa: A002
    """Confirmed: fixed becomes resolved, not fixed becomes accepted, and the pay is proposed as an
    award. Rejected: back to where the report stood, with the reason.
    """
    actor = actor_of(request)
    rewards.judge_retest(id, confirm=payload.verdict == "confirm", note=payload.note, actor=actor)
    return _newest(actor, id)


def _newest(actor: Actor, public_id: str) -> RetestOut:
    return _retest(queries.retests(actor, public_id, door=None).views[-1])


def _retest(view: RetestView) -> RetestOut:
    return RetestOut(
        id=view.public_id,
        state=view.state.value,
        fix=view.fix,
        note=view.note,
        asked_at=view.asked_at,
        asked_by=showing.person(view.asked_by),
        due_at=view.due_at,
        pay_minor=view.pay_minor,
        currency=view.currency or None,
        accepted_at=view.accepted_at,
        reproduced=None if view.is_fixed is None else not view.is_fixed,
        summary=view.summary,
        attachments=[file.public_id for file in view.attachments],
        answered_at=view.answered_at,
        reason=view.reason,
        ended_at=view.ended_at,
        ended_by=showing.person(view.ended_by) if view.ended_by else None,
    )
