"""One report in numbers, from its events alone. Monday, 2 November 2026 is the beginning."""

from datetime import UTC, datetime, timedelta

import pytest

from seawall.domain.insights.rules.timing import Logged, numbers_of
from seawall.domain.reports.rules.calendar import Calendar
from seawall.domain.reports.rules.clocks import Targets

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = 3600, 86400


def targets(priority):
    return Targets(1, 3, 5, 10 if priority and priority <= 2 else 30)


def at(days=0, hours=0):
    return MONDAY + timedelta(days=days, hours=hours)


def sent(priority=3):
    return Logged(MONDAY, "report.submitted", {"priority": priority})


def moved(move, to_state, **when):
    return Logged(at(**when), "report.moved", {"move": move, "to_state": to_state})


def said(side="team", audience="participants", **when):
    return Logged(at(**when), "report.commented", {"side": side, "audience": audience})


def rated(priority, side="triage", **when):
    return Logged(at(**when), "report.severity_set", {"side": side, "priority": priority})


def numbers(*events):
    return numbers_of([sent(), *events], targets, Calendar())


def test_what_was_not_sent_has_no_numbers():
    assert numbers_of([said()], targets, Calendar()) is None


def test_a_whole_life_in_time():
    found = numbers(
        said(hours=5),
        moved("triage", "triaged", days=1),
        moved("accept", "accepted", days=2),
        Logged(
            at(days=3), "award.approved", {"award": "A-1", "amount_minor": 500, "currency": "USD"}
        ),
        moved("resolve", "resolved", days=4),
    )

    assert (found.response_seconds, found.triage_seconds) == (5 * HOUR, DAY)
    assert (found.reward_seconds, found.resolution_seconds) == (2 * DAY, 4 * DAY)
    assert (found.missed, found.late_from, found.state) == ("", None, "resolved")
    assert (found.awarded_minor, found.currency) == (500, "USD")
    assert not found.is_violated(at(days=400))


def test_a_note_of_the_team_and_a_word_of_the_reporter_are_no_response():
    found = numbers(said(audience="team", hours=1), said(side="reporter", hours=2))

    assert found.response_seconds is None


def test_what_stopped_late_is_missed_for_ever_and_what_runs_is_late_from_its_due_moment():
    found = numbers(moved("triage", "triaged", days=2))

    assert found.missed == "first_response"
    late = numbers(said(hours=1))
    assert late.late_from == at(days=3)
    assert not late.is_violated(at(days=3))
    assert late.is_violated(at(days=3, hours=1))


def test_the_time_of_a_question_and_a_week_end_do_not_count():
    found = numbers(
        moved("ask", "needs_info", hours=1),
        moved("answer", "new", days=2, hours=1),
        moved("triage", "triaged", days=7),
    )

    # A week less two days of waiting and the two of the week-end.
    assert found.triage_seconds == 3 * DAY
    assert found.missed == ""
    paused = numbers(moved("ask", "needs_info", hours=1))
    assert paused.late_from is None


def test_a_better_priority_has_the_shorter_target():
    slow = numbers(moved("triage", "triaged", hours=1))
    fast = numbers(moved("triage", "triaged", hours=1), rated(1, hours=2))

    assert slow.late_from == fast.late_from == at(days=7, hours=1)
    rewarded = Logged(at(hours=3), "award.not_eligible", {})
    assert numbers(moved("triage", "triaged", hours=1), rewarded).late_from == at(days=42)
    assert numbers(
        moved("triage", "triaged", hours=1), rated(1, hours=2), rewarded
    ).late_from == at(days=14)


@pytest.mark.parametrize(
    ("ratings", "priority", "is_downgraded"),
    [
        ([], 3, False),
        ([rated(4, hours=1)], 4, True),
        ([rated(2, hours=1)], 2, False),
        ([rated(5, hours=1), rated(3, side="final", hours=2)], 3, False),
        ([rated(1, side="final", hours=1), rated(5, hours=2)], 1, False),
    ],
)
def test_the_priority_that_counts_is_compared_with_the_one_it_came_with(
    ratings, priority, is_downgraded
):
    found = numbers(*ratings)

    assert (found.priority, found.claimed, found.is_downgraded) == (priority, 3, is_downgraded)


def test_objections_and_sums_are_counted_and_what_was_reversed_is_not():
    award = {"award": "A-1", "amount_minor": 500, "currency": "USD"}
    found = numbers(
        Logged(at(hours=1), "award.approved", award),
        Logged(at(hours=2), "award.approved", award | {"award": "A-2", "amount_minor": 70}),
        Logged(at(hours=3), "award.reversed", {"award": "A-1"}),
        Logged(at(hours=4), "report.appealed", {}),
        Logged(at(hours=5), "report.appealed", {}),
        Logged(at(hours=6), "report.appealed", {}),
        Logged(at(hours=7), "report.appeal_decided", {"outcome": "partly"}),
        Logged(at(hours=8), "report.appeal_decided", {"outcome": "rejected"}),
    )

    assert found.awarded_minor == 70
    assert (found.appeals, found.appeals_decided, found.appeals_upheld) == (3, 2, 1)
