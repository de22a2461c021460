"""Clocks that are about to run out are told once."""

from datetime import UTC, datetime, timedelta

import pytest

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, NotAllowed
from seawall.domain.notify import commands, jobs
from seawall.domain.notify.queries.clocks import due_soon
from seawall.domain.reports import commands as report_commands
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db

# A Tuesday; the first response is due one business day later.
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)


def _told() -> list[str]:
    events = Event.objects.filter(name="report.clock_at_risk").order_by("pk")
    return [event.payload["clock"] for event in events]


def _look(moment: datetime) -> None:
    with clock.frozen_at(moment):
        jobs.watch_clocks()


def _report() -> Report:
    with clock.frozen_at(TUESDAY):
        return factories.report()


def test_a_clock_with_four_hours_left_is_told_once():
    report = _report()
    due_at = Report.objects.get(pk=report.pk).response_due_at
    assert due_at is not None

    _look(due_at - timedelta(hours=4, seconds=1))
    assert _told() == []
    _look(due_at - timedelta(hours=4))
    _look(due_at - timedelta(hours=3))
    assert _told() == ["first_response"]


def test_each_clock_is_told_on_its_own():
    report = _report()
    row = Report.objects.get(pk=report.pk)
    assert row.response_due_at is not None
    assert row.triage_due_at is not None

    _look(row.response_due_at - timedelta(hours=1))
    _look(row.triage_due_at - timedelta(hours=1))

    assert _told() == ["first_response", "triage"]


def test_a_weekend_is_not_time_left():
    friday = datetime(2026, 3, 6, 22, tzinfo=UTC)
    report = _report()
    Report.objects.filter(pk=report.pk).update(
        response_due_at=datetime(2026, 3, 9, 1, tzinfo=UTC),
        triage_due_at=None,
        next_due_at=datetime(2026, 3, 9, 1, tzinfo=UTC),
    )

    assert [due.clock for due in due_soon(friday)] == ["first_response"]
    assert due_soon(friday - timedelta(hours=2)) == []


def test_a_paused_or_stopped_clock_is_not_told():
    report = _report()
    with clock.frozen_at(TUESDAY):
        report_commands.make_move(
            report.public_id,
            "ask",
            actor=factories.team_actor(report.program),
            given=MoveInput(note="Which version?"),
        )

    _look(TUESDAY + timedelta(days=1))

    assert _told() == []


def test_a_clock_that_ran_out_long_ago_is_no_news():
    _report()

    _look(TUESDAY + timedelta(days=30))

    assert _told() == []


def test_a_clock_that_ran_out_is_told_once_beside_the_warning():
    report = _report()
    due_at = Report.objects.get(pk=report.pk).response_due_at

    _look(due_at - timedelta(hours=1))
    _look(due_at + timedelta(minutes=1))
    _look(due_at + timedelta(hours=1))

    events = Event.objects.filter(name="report.clock_broken")
    assert [one.payload["clock"] for one in events] == ["first_response"]
    assert _told() == ["first_response"]
    with clock.frozen_at(due_at), pytest.raises(Conflict):
        commands.note_clock(report.pk, "triage", is_broken=True, actor=SYSTEM)


def test_the_answer_to_an_objection_has_a_warning_and_a_breach():
    with clock.frozen_at(TUESDAY):
        report = factories.report()
        report_commands.set_severity(
            report.public_id,
            side="triage",
            priority=5,
            reason_code="preconditions",
            reason="It needs a session.",
            actor=factories.team_actor(report.program),
        )
        appeal = report_commands.appeal(
            report.public_id,
            report.decisions.get().public_id,
            text="No.",
            priority=1,
            actor=factories.actor(report.reporter),
        )

    for moment in (-5, -1, -1, 1, 2):
        _look(appeal.due_at + timedelta(hours=moment))

    names = ("report.appeal_at_risk", "report.appeal_broken")
    told = Event.objects.filter(name__in=names).order_by("pk")
    assert [one.name for one in told] == list(names)
    assert {one.payload["decision"] for one in told} == {appeal.decision.public_id}
    with pytest.raises(NotAllowed):
        commands.note_appeal(appeal.pk, is_broken=True, actor=factories.team_actor(report.program))


def test_only_the_system_records_it_and_only_once():
    report = _report()
    with pytest.raises(NotAllowed):
        commands.note_clock(
            report.pk, "triage", is_broken=False, actor=factories.team_actor(report.program)
        )
    commands.note_clock(report.pk, "triage", is_broken=False, actor=SYSTEM)
    with pytest.raises(Conflict):
        commands.note_clock(report.pk, "triage", is_broken=False, actor=SYSTEM)
    with pytest.raises(Conflict):
        commands.note_clock(report.pk, "reward", is_broken=False, actor=SYSTEM)


def test_the_look_makes_a_fixed_number_of_statements(django_assert_num_queries):
    report = _report()
    due_at = Report.objects.get(pk=report.pk).response_due_at
    assert due_at is not None
    due_soon(due_at)

    for _ in range(2):
        with django_assert_num_queries(2):
            due_soon(due_at)
        with clock.frozen_at(TUESDAY):
            factories.report(program=report.program)
            factories.report(program=report.program)
