"""Awards: list, propose, and approve or reject as a second person."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.awards import (
    AwardIn,
    AwardListOut,
    AwardOut,
    AwardRowOut,
    DecisionIn,
    DeclinedOut,
    DeclineIn,
    LeakAwardIn,
    RejectionIn,
)
from seawall.domain.rewards import commands, queries
from seawall.lib import ids

router = Router(tags=["awards"], auth=Token())


@router.get("/awards", response=AwardListOut, summary="List awards")
def index(
    request: HttpRequest, state: str = "", program: str = "", limit: int = 30, cursor: str = ""
) -> AwardListOut:
    """The awards of the programmes where you may read them; `program` is a slug."""
    found = queries.awards(
        actor_of(request), state=state, program=program, cursor=cursor or None, limit=limit
    )
    return AwardListOut(
        items=[
            AwardRowOut(
                id=row.public_id,
                report=row.report or None,
                leak=row.leak or None,
                program=row.program_slug,
                subject_state=row.subject_state,
                kind=row.kind,
                state=row.state,
                amount_minor=row.amount_minor,
                currency=row.currency,
                is_exceptional=row.is_exceptional,
                proposed_at=row.proposed_at,
                proposed_by=row.proposed_by,
                decided_at=row.decided_at,
                decided_by=row.decided_by,
            )
            for row in found.items
        ],
        next_cursor=found.next_cursor,
    )


@router.post("/reports/{id}/awards", response={201: AwardOut}, summary="Propose an award")
@once(201)
def propose(request: HttpRequest, id: str, payload: AwardIn) -> AwardOut:  # noqa: A002
    """Outside the range of the pinned table, or above the maximum, `reason` is needed.

    `reason_code` classes it; an unknown one is answered with those that are known.
    """
    award = commands.propose(
        id,
        amount_minor=payload.amount_minor,
        currency=payload.currency,
        kind=payload.kind,
        reason=payload.reason,
        reason_code=payload.reason_code,
        actor=actor_of(request),
    )
    return _shown(award)


@router.post(
    "/leaks/{id}/awards", response={201: AwardOut}, summary="Propose an award for a leaked key"
)
@once(201)
def propose_for_leak(request: HttpRequest, id: str, payload: LeakAwardIn) -> AwardOut:  # noqa: A002
    """For a revoked key. The brief in force when it was reported says what `priority` earns."""
    award = commands.propose_for_leak(
        id,
        priority=payload.priority,
        amount_minor=payload.amount_minor,
        currency=payload.currency,
        kind=payload.kind,
        reason=payload.reason,
        actor=actor_of(request),
    )
    return _shown(award)


@router.post(
    "/reports/{id}/decline-reward",
    response={200: DeclinedOut},
    summary="Declare a report not eligible",
)
@once(200)
def decline(request: HttpRequest, id: str, payload: DeclineIn) -> DeclinedOut:  # noqa: A002
    """The reward clock stops; the reporter reads `reason` as a comment. Without a known
    `reason_code` the answer is 422 and names them.
    """
    commands.decline_reward(
        id,
        reason=payload.reason,
        reason_code=payload.reason_code,
        actor=actor_of(request),
    )
    return DeclinedOut(report=ids.normalize(id))


@router.post("/awards/{id}/approve", response={200: AwardOut}, summary="Approve an award")
@once(200)
def approve(request: HttpRequest, id: str, payload: DecisionIn | None = None) -> AwardOut:  # noqa: A002
    """Never by who proposed it. The ledger gets its entries in the same moment."""
    note = payload.note if payload else ""
    return _shown(commands.approve(id, actor=actor_of(request), note=note))


@router.post("/awards/{id}/reject", response={200: AwardOut}, summary="Reject an award")
@once(200)
def reject(request: HttpRequest, id: str, payload: RejectionIn) -> AwardOut:  # noqa: A002
    """Never by who proposed it, and with the reason. Nothing is posted."""
    return _shown(commands.reject(id, note=payload.note, actor=actor_of(request)))


def _shown(award: Any) -> AwardOut:
    return AwardOut(
        id=award.public_id,
        report=award.report_name or None,
        leak=award.leak_name or None,
        kind=award.kind,
        state=award.state,
        amount_minor=award.amount_minor,
        currency=award.currency,
        reason=award.reason,
        is_exceptional=award.is_exceptional,
        proposed_at=award.proposed_at,
        decided_at=award.decided_at,
    )
