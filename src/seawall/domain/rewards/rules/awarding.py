"""What may be awarded, when, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.reports.rules.deciding import AWARD_CHOICES, RewardReason, reward_reason
from seawall.domain.reports.rules.workflow import RETEST, State
from seawall.lib.text import gettext_noop, said


class AwardKind(StrEnum):
    """A bounty is for the finding, a bonus for something beside it. There is no third kind."""

    BOUNTY = "bounty"
    BONUS = "bonus"


class AwardState(StrEnum):
    """Where an award stands; rejected and reversed are final."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAID = "paid"
    REVERSED = "reversed"


AWARD_STATE_LABELS: Mapping[AwardState, str] = MappingProxyType(
    {
        AwardState.PROPOSED: gettext_noop("Proposed"),
        AwardState.APPROVED: gettext_noop("Approved"),
        AwardState.REJECTED: gettext_noop("Rejected"),
        AwardState.PAID: gettext_noop("Paid"),
        AwardState.REVERSED: gettext_noop("Reversed"),
    }
)

# From which state each step of an award may be taken, and where it leads.
AWARD_MOVES: Mapping[str, tuple[frozenset[AwardState], AwardState]] = MappingProxyType(
    {
        "approve": (frozenset({AwardState.PROPOSED}), AwardState.APPROVED),
        "reject": (frozenset({AwardState.PROPOSED}), AwardState.REJECTED),
        "pay": (frozenset({AwardState.APPROVED}), AwardState.PAID),
        "reverse": (frozenset({AwardState.APPROVED, AwardState.PAID}), AwardState.REVERSED),
    }
)

ELIGIBLE_STATES = frozenset({State.ACCEPTED, State.RESOLVED}) | RETEST
ELIGIBLE_LEAKS = frozenset({LeakState.REVOKED, LeakState.REWARDED})
PRIORITIES = range(1, 6)
_DECLINABLE_STATES = ELIGIBLE_STATES | {State.NEEDS_INFO, State.TRIAGED}

NO_REIMBURSEMENT = gettext_noop(
    "Purchases and upgrades made while testing are not reimbursed; an award is a bounty or a bonus."
)


def can_decline(state: State, *, is_triaged: bool, is_decided: bool) -> bool:
    """Whether one may still say that there is no reward: a valid report whose clock runs."""
    return state in _DECLINABLE_STATES and is_triaged and not is_decided


@dataclass(frozen=True, slots=True)
class RewardRange:
    """What the pinned table offers for the report, in minor units; "up to" has a minimum of 0."""

    minimum_minor: int
    maximum_minor: int

    def holds(self, amount_minor: int) -> bool:
        return self.minimum_minor <= amount_minor <= self.maximum_minor


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal that may be recorded, and what is unusual about it."""

    kind: AwardKind
    outside_range: bool
    above_maximum: bool
    reason_code: RewardReason = RewardReason.BY_THE_TABLE

    @property
    def is_exceptional(self) -> bool:
        return self.outside_range or self.above_maximum


def kind_named(word: str) -> AwardKind:
    """The kind of award. Raises Invalid(field="kind"), for "reimbursement" with the reason."""
    if word == "reimbursement":
        raise Invalid(NO_REIMBURSEMENT, field="kind", code="no_reimbursement")
    if word not in frozenset(AwardKind):
        raise Invalid(gettext_noop("An award is of the kind bounty or bonus."), field="kind")
    return AwardKind(word)


def check_eligible(state: State) -> None:
    """Return when a report in this state may be awarded; raise Conflict when not."""
    if state not in ELIGIBLE_STATES:
        raise Conflict(
            gettext_noop("Only an accepted or resolved report can be awarded. Accept it first.")
        )


def check_leak_eligible(state: LeakState, *, is_anonymous: bool) -> None:
    """Return when a leaked key in this state may be awarded; raise Conflict when not."""
    if is_anonymous:
        raise Conflict(
            gettext_noop("Who reported this key left no account, so nobody can be paid for it.")
        )
    if state not in ELIGIBLE_LEAKS:
        raise Conflict(gettext_noop("Only a revoked key can be awarded. Revoke it first."))


def check_proposal(
    amount_minor: int,
    *,
    offered: RewardRange | None,
    program_maximum_minor: int | None,
    kind: str,
    reason: str,
    awarded_minor: int = 0,
    reason_code: str = "",
) -> Proposal:
    """What the proposal is, or Invalid for one that cannot be made.

    `offered` is None where the pinned table has no row for the report: then every bounty is
    outside it. `awarded_minor` is what the report already has, bounties and bonuses together, as
    the maximum is per finding. Outside the range, or above the maximum, a reason is needed.
    """
    award_kind = kind_named(kind)
    if amount_minor <= 0:
        raise Invalid(gettext_noop("The amount must be more than zero."), field="amount_minor")
    above_maximum = (
        program_maximum_minor is not None and awarded_minor + amount_minor > program_maximum_minor
    )
    outside_range = award_kind is AwardKind.BOUNTY and not (offered and offered.holds(amount_minor))
    if (above_maximum or outside_range or award_kind is AwardKind.BONUS) and not reason.strip():
        raise Invalid(_why_a_reason(above_maximum, outside_range), field="reason")
    code = _reason_code(reason_code, award_kind, is_usual=not (above_maximum or outside_range))
    return Proposal(award_kind, outside_range, above_maximum, code)


def _reason_code(word: str, kind: AwardKind, *, is_usual: bool) -> RewardReason:
    """Without a word: as the table says, a bonus, or what the sentence explains."""
    if word:
        wrong = word == RewardReason.BY_THE_TABLE and not is_usual
        return reward_reason(word, AWARD_CHOICES[1:] if wrong else AWARD_CHOICES)
    if kind is AwardKind.BONUS:
        return RewardReason.BONUS
    return RewardReason.BY_THE_TABLE if is_usual else RewardReason.OTHER


def _why_a_reason(above_maximum: bool, outside_range: bool) -> str:
    if above_maximum:
        return gettext_noop("This is above the maximum of the programme. Give the reason.")
    if outside_range:
        return gettext_noop("This is outside the range of the reward table. Give the reason.")
    return gettext_noop("Say what the bonus is for.")


def approval_allowed(proposer_id: int, approver_id: int) -> bool:
    """Whether this person may approve: never the one who proposed."""
    return proposer_id != approver_id


def check_approver(proposer_id: int, approver_id: int) -> None:
    """Raise NotAllowed for the one who proposed the award."""
    if not approval_allowed(proposer_id, approver_id):
        raise NotAllowed(gettext_noop("You proposed this award; a second person must approve it."))


def check_award_move(name: str, state: AwardState) -> AwardState:
    """The state after the step. Raises Conflict when the award is not in a state for it."""
    sources, target = AWARD_MOVES[name]
    if state not in sources:
        raise Conflict(
            said(
                gettext_noop("An award that is %(state)s cannot be moved by “%(name)s”."),
                state=state,
                name=name,
            )
        )
    return target
