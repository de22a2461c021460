"""What can happen to an award. Sums are states here: the log is where they can be checked.

`report` or `leak` names what it is for; the other one is empty.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AwardProposed:
    """Somebody proposed a sum for a report or a leaked key."""

    name: ClassVar[str] = "award.proposed"
    award: str
    report: str
    kind: str
    amount_minor: int
    currency: str
    is_exceptional: bool
    leak: str = ""


@dataclass(frozen=True, slots=True)
class AwardApproved:
    """A second person approved it; the ledger has its entries."""

    name: ClassVar[str] = "award.approved"
    award: str
    report: str
    kind: str
    amount_minor: int
    currency: str
    transaction: str
    leak: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class AwardRejected:
    """A second person rejected it."""

    name: ClassVar[str] = "award.rejected"
    award: str
    report: str
    leak: str = ""


@dataclass(frozen=True, slots=True)
class AwardReversed:
    """A correction: every entry of the award has its opposite."""

    name: ClassVar[str] = "award.reversed"
    award: str
    report: str
    transaction: str
    leak: str = ""


@dataclass(frozen=True, slots=True)
class PayoutRecorded:
    """Money left; `user_id` is who received it."""

    name: ClassVar[str] = "payout.recorded"
    award: str
    report: str
    user_id: int
    amount_minor: int
    currency: str
    transaction: str
    leak: str = ""


@dataclass(frozen=True, slots=True)
class RewardDeclined:
    """The report was declared not eligible for a reward."""

    name: ClassVar[str] = "award.not_eligible"
    report: str
    reason_code: str = ""
