"""Locked reports, where nobody but the team writes, and reports made of others."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.common import In, Out
from seawall.domain.reports import commands

router = Router(tags=["reports"], auth=Token())


class LockIn(In):
    """Why, for everybody who sees the report."""

    reason: str


class LockedOut(Out):
    """The lock of a report; `locked_at` is null for one that is unlocked."""

    id: str
    locked_at: datetime | None
    reason: str


@router.post("/reports/{id}/lock", response=LockedOut, summary="Lock a report")
@once(200)
def lock(request: HttpRequest, id: str, payload: LockIn) -> LockedOut:  # noqa: A002
    """What the reporter's side writes is refused from now on with 409 and the code `locked`."""
    row = commands.lock_report(id, reason=payload.reason, actor=actor_of(request))
    return LockedOut(id=row.public_id, locked_at=row.locked_at, reason=row.lock_reason)


@router.post("/reports/{id}/unlock", response=LockedOut, summary="Unlock a report")
@once(200)
def unlock(request: HttpRequest, id: str) -> LockedOut:  # noqa: A002
    """409 for one that is not locked."""
    row = commands.unlock_report(id, actor=actor_of(request))
    return LockedOut(id=row.public_id, locked_at=None, reason="")


class ClonedOut(Out):
    """The new report, and the one that it was made of."""

    id: str
    origin: str


@router.post("/reports/{id}/clone", response={201: ClonedOut}, summary="Make another report of it")
@once(201)
def clone(request: HttpRequest, id: str) -> ClonedOut:  # noqa: A002
    """Of the same reporter, programme, brief and terms, with the newest words and the files that
    came with the report. Nothing of the team's is carried over; its clocks start now.
    """
    row = commands.clone_report(id, actor=actor_of(request))
    return ClonedOut(id=row.public_id, origin=row.origin.public_id if row.origin else "")
