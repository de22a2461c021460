from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.reports.rules.calendar import Calendar
from seawall.domain.reports.rules.clocks import (
    CLOCK_LABELS,
    Clock,
    ClockName,
    ClockState,
    Dues,
    Happening,
    HappeningKind,
    Targets,
    advance,
    at_risk,
    compute,
    dues_of,
    initial_dues,
    kind_of_move,
    next_due,
    risk_horizon,
    shift,
)
from seawall.domain.reports.rules.workflow import MOVES, State

CALENDAR = Calendar("UTC")
TARGETS = Targets(first_response_days=1, triage_days=2, reward_days=3, resolution_days=10)
HOUR = 3600


def _remaining(clock: Clock) -> int:
    assert clock.remaining_seconds is not None
    return clock.remaining_seconds


def day(number: int, hour: int = 9) -> datetime:
    """March 2026: the 2nd is a Monday."""
    return datetime(2026, 3, number, hour, tzinfo=UTC)


def clocks_of(
    *history: tuple[str, datetime], now: datetime, targets: Targets = TARGETS
) -> dict[str, Clock]:
    happenings = [Happening(at, HappeningKind(kind)) for kind, at in history]
    return {clock.name: clock for clock in compute(happenings, targets, CALENDAR, now)}


def one(name: str, *history: tuple[str, datetime], now: datetime) -> Clock:
    return clocks_of(*history, now=now)[ClockName(name)]


def test_a_new_report_has_three_clocks_running_and_one_waiting():
    clocks = clocks_of(("submitted", day(2)), now=day(2, 10))
    assert clocks["first_response"].due_at == day(3)
    assert clocks["triage"].due_at == day(4)
    assert clocks["resolution"].due_at == day(16)
    assert clocks["reward"] == Clock(ClockName.REWARD)
    assert next_due(clocks.values()) == day(3)


def test_a_draft_has_no_clock():
    assert all(clock.state is ClockState.WAITING for clock in clocks_of(now=day(2)).values())


@pytest.mark.parametrize("kind", ["team_responded", "paused", "triaged", "closed", "resolved"])
def test_what_the_team_does_first_is_the_first_response(kind):
    clock = one("first_response", ("submitted", day(2)), (kind, day(3, 8)), now=day(20))
    assert (clock.stopped_at, clock.state) == (day(3, 8), ClockState.MET)
    assert clock.remaining_seconds == HOUR


def test_a_second_response_changes_nothing():
    history = [("submitted", day(2)), ("team_responded", day(2, 12))]
    before = one("first_response", *history, now=day(20))
    assert one("first_response", *history, ("team_responded", day(9)), now=day(20)) == before


def test_a_clock_stopped_after_its_due_moment_is_missed():
    clock = one("triage", ("submitted", day(2)), ("triaged", day(4, 10)), now=day(20))
    assert (clock.state, clock.remaining_seconds) == (ClockState.MISSED, -HOUR)


def test_a_clock_that_still_runs_after_its_due_moment_is_late():
    clock = one("triage", ("submitted", day(2)), now=day(5))
    assert (clock.state, clock.remaining_seconds) == (ClockState.LATE, -24 * HOUR)
    assert clock.fraction_used == 1.5


def test_the_reward_clock_runs_from_triage_until_the_award():
    history = [("submitted", day(2)), ("triaged", day(3))]
    assert one("reward", *history, now=day(4)).due_at == day(6)
    paid = one("reward", *history, ("resolved", day(4)), ("rewarded", day(5)), now=day(20))
    assert (paid.state, paid.stopped_at) == (ClockState.MET, day(5))


@pytest.mark.parametrize("kind", ["reward_ineligible", "closed"])
def test_no_reward_stops_the_reward_clock_too(kind):
    history = [("submitted", day(2)), ("triaged", day(3)), (kind, day(4))]
    assert one("reward", *history, now=day(20)).state is ClockState.MET


def test_a_report_that_was_closed_untriaged_never_starts_the_reward_clock():
    history = [("submitted", day(2)), ("closed", day(3))]
    assert one("reward", *history, now=day(20)).state is ClockState.WAITING


def test_waiting_for_the_reporter_moves_the_due_moments():
    history = [("submitted", day(2)), ("paused", day(3)), ("resumed", day(5))]
    clocks = clocks_of(*history, now=day(5))
    assert clocks["triage"].due_at == day(6)
    assert clocks["triage"].fraction_used == 0.5
    assert clocks["resolution"].due_at == day(18)


def test_during_a_pause_nothing_passes_and_nothing_is_due():
    history = [("submitted", day(2)), ("paused", day(3))]
    early, late = clocks_of(*history, now=day(4)), clocks_of(*history, now=day(30))
    assert early == late
    assert early["triage"].state is ClockState.PAUSED
    assert early["triage"].paused
    assert early["triage"].remaining_seconds == 24 * HOUR
    assert next_due(late.values()) is None


def test_a_weekend_inside_a_pause_moves_nothing():
    history = [("submitted", day(6)), ("paused", day(7)), ("resumed", day(8))]
    assert one("triage", *history, now=day(8)).due_at == day(10)


@pytest.mark.parametrize("kind", ["triaged", "closed", "resolved"])
def test_leaving_needs_info_by_any_move_ends_the_pause(kind):
    history = [("submitted", day(2)), ("paused", day(3)), (kind, day(10))]
    clock = one("triage", *history, now=day(20))
    assert (clock.state, clock.remaining_seconds) == (ClockState.MET, 24 * HOUR)


def test_a_pause_after_the_due_moment_moves_it_no_more():
    history = [("submitted", day(2)), ("paused", day(5)), ("resumed", day(11))]
    clock = one("triage", *history, now=day(11))
    assert (clock.state, clock.due_at) == (ClockState.LATE, day(4))
    assert clock.remaining_seconds == -24 * HOUR


def test_a_late_clock_stays_late_while_paused():
    clock = one("triage", ("submitted", day(2)), ("paused", day(5)), now=day(25))
    assert (clock.state, clock.paused) == (ClockState.LATE, True)


def test_reopening_changes_no_clock():
    history = [("submitted", day(2)), ("triaged", day(3)), ("closed", day(4))]
    before = clocks_of(*history, now=day(4))
    again = [*history, ("reopened", day(9)), ("paused", day(10)), ("resumed", day(11))]
    after = clocks_of(*again, ("triaged", day(12)), ("resolved", day(30)), now=day(31))
    assert after == before


def test_a_target_that_nobody_set_promises_nothing():
    clocks = clocks_of(("submitted", day(2)), now=day(20), targets=Targets())
    assert all(clock.due_at is None for clock in clocks.values())
    assert clocks["triage"].state is ClockState.RUNNING
    assert next_due(clocks.values()) is None


def test_what_lies_ahead_is_not_seen():
    history = [("submitted", day(2)), ("triaged", day(3))]
    assert one("triage", *history, now=day(2, 12)).state is ClockState.RUNNING


def test_a_clock_is_at_risk_in_its_last_four_business_hours():
    targets = Targets(first_response_days=1)
    start = ("submitted", datetime(2026, 3, 6, 22, tzinfo=UTC))
    friday_night = clocks_of(start, now=datetime(2026, 3, 6, 23, tzinfo=UTC), targets=targets)
    assert not at_risk(friday_night["first_response"])
    monday = clocks_of(start, now=day(9, 18), targets=targets)
    assert at_risk(monday["first_response"])
    assert at_risk(clocks_of(start, now=day(20), targets=targets)["first_response"])
    assert risk_horizon(day(9, 18), CALENDAR) == day(9, 22)


def test_a_stopped_or_paused_clock_is_not_at_risk():
    assert not at_risk(one("triage", ("submitted", day(2)), ("triaged", day(9)), now=day(9)))
    assert not at_risk(one("triage", ("submitted", day(2)), ("paused", day(9)), now=day(9)))


def test_every_clock_has_a_label_and_every_move_a_meaning():
    assert set(CLOCK_LABELS) == set(ClockName)
    for name, move in MOVES.items():
        closes = move.closes and move.target is not State.RESOLVED
        assert (kind_of_move(name) is HappeningKind.CLOSED) == closes


def test_the_row_at_submission_and_after_a_pause():
    dues = initial_dues(day(2), TARGETS, CALENDAR)
    assert dues == Dues(day(3), day(4), None, day(16))
    assert dues.earliest == day(3)
    assert shift(dues, day(3), day(5), CALENDAR) == Dues(day(3), day(6), None, day(18))
    assert Dues().earliest is None


K = HappeningKind
NEXT = {
    "new": [(K.TEAM_RESPONDED, "new"), (K.PAUSED, "asked"), (K.TRIAGED, "triaged"),
            (K.CLOSED, "closed")],
    "asked": [(K.RESUMED, "new"), (K.TRIAGED, "triaged"), (K.CLOSED, "closed"),
              (K.TEAM_RESPONDED, "asked")],
    "triaged": [(K.TEAM_RESPONDED, "triaged"), (K.REWARDED, "triaged"), (K.CLOSED, "closed"),
                (K.REWARD_INELIGIBLE, "triaged"), (K.RESOLVED, "closed")],
    "closed": [(K.REOPENED, "new"), (K.REWARDED, "closed")],
}  # fmt: skip


@st.composite
def histories(draw) -> list[Happening]:
    """A walk through the workflow with any time between its steps."""
    gaps = st.timedeltas(timedelta(0), timedelta(days=9))
    at = day(1) + draw(st.timedeltas(timedelta(0), timedelta(days=300)))
    history, state = [Happening(at, K.SUBMITTED)], "new"
    for _ in range(draw(st.integers(0, 12))):
        kind, state = draw(st.sampled_from(NEXT[state]))
        at += draw(gaps)
        history.append(Happening(at, kind))
    return history


def row_after(history: list[Happening], targets: Targets, calendar: Calendar) -> Dues:
    dues = initial_dues(history[0].at, targets, calendar)
    paused_at, triaged_before = None, False
    for happening in history[1:]:
        dues = advance(
            dues,
            happening,
            paused_at=paused_at,
            triaged_before=triaged_before,
            targets=targets,
            calendar=calendar,
        )
        if happening.kind is K.PAUSED:
            paused_at = happening.at
        elif happening.kind in (K.RESUMED, K.TRIAGED, K.CLOSED, K.RESOLVED):
            paused_at = None
        triaged_before = triaged_before or happening.kind is K.TRIAGED
    return dues


DAYS = st.none() | st.integers(0, 20)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo"])


@given(histories(), st.builds(Targets, DAYS, DAYS, DAYS, DAYS), ZONES)
def test_the_row_kept_step_by_step_is_the_row_recomputed(history, targets, zone):
    calendar = Calendar(zone)
    clocks = compute(history, targets, calendar, history[-1].at)
    assert row_after(history, targets, calendar) == dues_of(clocks)


@given(histories(), st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_running_clock_is_late_exactly_after_its_due_moment(history, later):
    now = history[-1].at + later
    for clock in compute(history, TARGETS, CALENDAR, now):
        if clock.is_running and not clock.paused:
            assert (clock.state is ClockState.LATE) == (now > clock.due_at)
            assert (clock.fraction_used > 1) == (_remaining(clock) < 0)


@given(histories())
def test_computing_twice_or_from_a_shuffled_history_of_distinct_moments_is_the_same(history):
    now = history[-1].at
    clocks = compute(history, TARGETS, CALENDAR, now)
    assert compute(history, TARGETS, CALENDAR, now) == clocks
    if len({happening.at for happening in history}) == len(history):
        assert compute(reversed(history), TARGETS, CALENDAR, now) == clocks
