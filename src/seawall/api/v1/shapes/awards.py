"""Rewards."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from seawall.api.v1.shapes.common import In, Minor, Out


class AwardOut(Out):
    """An award. `is_exceptional`: outside the range or above the maximum when it was proposed.

    Either `report` or `leak` names what it is for.
    """

    id: str
    report: str | None
    leak: str | None
    kind: str
    state: str
    amount_minor: int
    currency: str
    reason: str
    is_exceptional: bool
    proposed_at: datetime
    decided_at: datetime | None


class AwardRowOut(Out):
    """An award in a list. `subject_state` is the state of the report or the leaked key."""

    id: str
    report: str | None
    leak: str | None
    program: str
    subject_state: str
    kind: str
    state: str
    amount_minor: int
    currency: str
    is_exceptional: bool
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str


class AwardListOut(Out):
    """Those that wait for a decision first, then newest first."""

    items: list[AwardRowOut]
    next_cursor: str | None


class AwardIn(In):
    """A sum to propose. `kind` is bounty or bonus."""

    amount_minor: Minor
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    kind: str = "bounty"
    reason: str = ""
    reason_code: str = ""


class LeakAwardIn(AwardIn):
    """A sum to propose for a leaked key. `priority` is what the key is judged to be, 1 to 5."""

    priority: int = Field(ge=1, le=5)


class DecisionIn(In):
    """A note beside a decision."""

    note: str = ""


class RejectionIn(In):
    """Why an award is rejected."""

    note: str


class DeclineIn(In):
    """Why there is no reward; the reporter reads it."""

    reason: str
    reason_code: str = ""


class DeclinedOut(Out):
    """A report without a reward."""

    report: str
    is_eligible: bool = False
