from itertools import product
from typing import Any

import pytest

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports.rules.deciding import RewardReason
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards.rules.awarding import (
    AWARD_MOVES,
    AWARD_STATE_LABELS,
    AwardKind,
    AwardState,
    Proposal,
    RewardRange,
    approval_allowed,
    check_approver,
    check_award_move,
    check_eligible,
    check_proposal,
    kind_named,
)

TABLE = RewardRange(20_000, 650_000)
MAXIMUM = 2_000_000


def propose(amount_minor: int, **changes) -> Proposal:
    given: dict[str, Any] = {
        "offered": TABLE,
        "program_maximum_minor": MAXIMUM,
        "kind": "bounty",
        "reason": "",
    }
    return check_proposal(amount_minor, **(given | changes))


@pytest.mark.parametrize("amount_minor", [20_000, 100_000, 650_000])
def test_a_bounty_inside_the_range_needs_no_reason(amount_minor):
    assert propose(amount_minor) == Proposal(AwardKind.BOUNTY, False, False)


@pytest.mark.parametrize("amount_minor", [1, 19_999, 650_001, MAXIMUM])
def test_a_bounty_outside_the_range_needs_a_reason(amount_minor):
    with pytest.raises(Invalid, match="outside the range") as refusal:
        propose(amount_minor, reason="  ")
    assert "reason" in refusal.value.fields
    unusual = propose(amount_minor, reason="Chained with another finding.")
    assert (unusual.outside_range, unusual.above_maximum) == (True, False)
    assert unusual.is_exceptional


def test_above_the_maximum_a_reason_is_needed_too():
    with pytest.raises(Invalid, match="above the maximum"):
        propose(MAXIMUM + 1)
    assert propose(MAXIMUM + 1, reason="Exceptional.").above_maximum


def test_the_maximum_is_per_finding():
    assert propose(100_000, awarded_minor=MAXIMUM - 1, reason="More.").above_maximum
    assert not propose(100_000, awarded_minor=MAXIMUM - 100_000).above_maximum


def test_without_a_row_in_the_table_every_bounty_is_outside():
    assert propose(100, offered=None, program_maximum_minor=None, reason="Thanks.").outside_range


def test_a_bonus_is_outside_no_range_but_says_what_it_is_for():
    with pytest.raises(Invalid, match="what the bonus is for"):
        propose(500, kind="bonus")
    assert propose(500, kind="bonus", reason="A clear report.") == Proposal(
        AwardKind.BONUS, False, False, RewardReason.BONUS
    )


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_nothing_is_no_award(amount_minor):
    with pytest.raises(Invalid) as refusal:
        propose(amount_minor, reason="x")
    assert "amount_minor" in refusal.value.fields


def test_a_reimbursement_does_not_exist():
    with pytest.raises(Invalid, match="are not reimbursed") as refusal:
        kind_named("reimbursement")
    assert refusal.value.code == "no_reimbursement"
    with pytest.raises(Invalid, match="bounty or bonus"):
        propose(500, kind="swag")


@pytest.mark.parametrize("state", State)
def test_only_what_was_accepted_is_awarded(state):
    if state in (State.ACCEPTED, State.RETESTING, State.RETESTED, State.RESOLVED):
        check_eligible(state)
    else:
        with pytest.raises(Conflict):
            check_eligible(state)


def test_nobody_approves_their_own_proposal():
    assert approval_allowed(1, 2)
    assert not approval_allowed(1, 1)
    check_approver(1, 2)
    with pytest.raises(NotAllowed, match="second person"):
        check_approver(1, 1)


EXPECTED = {
    ("proposed", "approve"): "approved",
    ("proposed", "reject"): "rejected",
    ("approved", "pay"): "paid",
    ("approved", "reverse"): "reversed",
    ("paid", "reverse"): "reversed",
}


@pytest.mark.parametrize(("state", "move"), list(product(AwardState, AWARD_MOVES)))
def test_an_award_moves_only_forward(state, move):
    if (state, move) in EXPECTED:
        assert check_award_move(move, state) == EXPECTED[state, move]
    else:
        with pytest.raises(Conflict):
            check_award_move(move, state)


def test_every_state_of_an_award_has_a_label():
    assert set(AWARD_STATE_LABELS) == set(AwardState)


def test_a_reason_is_classed_by_what_was_chosen_or_by_what_is_plain():
    assert propose(100_000).reason_code == RewardReason.BY_THE_TABLE
    assert propose(100, reason="Little.").reason_code == RewardReason.OTHER
    chosen = propose(100, reason="Little.", reason_code="impact_lower")
    assert chosen.reason_code == RewardReason.IMPACT_LOWER
    for wrong in ("by_the_table", "weather"):
        with pytest.raises(Invalid) as refusal:
            propose(100, reason="Little.", reason_code=wrong)
        assert set(refusal.value.fields) == {"reason_code"}
