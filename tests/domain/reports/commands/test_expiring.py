"""Questions that wait: reminder, closing by time, and the answer that comes after all."""

from datetime import timedelta

import pytest

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotAllowed
from seawall.domain.reports import commands, jobs
from seawall.domain.reports.commands import expiring
from seawall.domain.reports.models import Report, ReportMove
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import clock
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked():
    return reports.report(State.NEEDS_INFO)


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def now_of(report):
    report.refresh_from_db()
    return report.state, report.turn, report.answer_due_at


def test_a_question_waits_for_the_days_of_its_programme(asked):
    assert asked.answer_due_at == asked.paused_at + 30 * DAY
    assert asked.next_due_at is None


def test_zero_days_wait_for_ever():
    program = reports.judged_program()
    program.unanswered_days = 0
    program.save()

    assert reports.report(State.NEEDS_INFO, program=program).answer_due_at is None


def test_nothing_happens_before_its_time(asked, monkeypatch):
    at(monkeypatch, asked.answer_due_at - 4 * DAY)

    jobs.watch_questions()

    assert now_of(asked)[0] == State.NEEDS_INFO
    assert not Event.objects.filter(name="report.answer_due").exists()


def test_its_people_are_reminded_once(asked, monkeypatch):
    at(monkeypatch, asked.answer_due_at - 2 * DAY)

    jobs.watch_questions()
    jobs.watch_questions()

    (event,) = Event.objects.filter(name="report.answer_due")
    assert event.report_id == asked.pk
    assert now_of(asked)[0] == State.NEEDS_INFO


def test_time_closes_it_as_informational_by_nobody(asked, monkeypatch):
    due = asked.answer_due_at
    at(monkeypatch, due)

    jobs.watch_questions()
    jobs.watch_questions()

    assert now_of(asked) == (State.INFORMATIONAL, "nobody", None)
    (move,) = ReportMove.objects.filter(report=asked, move="close_unanswered")
    assert (move.moved_by_id, move.side, move.moved_at) == (None, "nobody", due)
    assert asked.is_unanswered
    assert asked.closed_at == due


def test_an_answer_opens_it_again(asked, monkeypatch):
    at(monkeypatch, asked.answer_due_at)
    expiring.close_unanswered(asked.pk, actor=SYSTEM)

    commands.make_move(
        asked.public_id,
        "answer_late",
        actor=accounts.actor(asked.reporter),
        given=MoveInput(note="I was away."),
    )

    assert now_of(asked) == (State.NEW, "team", None)
    assert not asked.is_unanswered


def test_a_comment_of_its_reporter_opens_it_again(asked, monkeypatch):
    at(monkeypatch, asked.answer_due_at)
    expiring.close_unanswered(asked.pk, actor=SYSTEM)
    commands.comment(
        asked.public_id,
        body="We still wait.",
        audience="participants",
        actor=reports.team_actor(asked.program),
    )
    assert now_of(asked)[0] == State.INFORMATIONAL

    commands.comment(
        asked.public_id,
        body="I was away.",
        audience="participants",
        actor=accounts.actor(asked.reporter),
    )

    assert now_of(asked)[0] == State.NEW
    names = list(Event.objects.order_by("-pk").values_list("name", flat=True)[:2])
    assert names == ["report.moved", "report.commented"]


def test_what_the_team_closed_is_not_answered_late():
    closed = reports.report(State.INFORMATIONAL)

    with pytest.raises(NotAllowed):
        commands.make_move(
            closed.public_id,
            "answer_late",
            actor=accounts.actor(closed.reporter),
            given=MoveInput(note="But look."),
        )


def test_words_of_the_reporter_start_the_days_anew(asked, monkeypatch):
    later = asked.answer_due_at - DAY
    at(monkeypatch, later)
    expiring.remind(asked.pk, actor=SYSTEM)

    commands.comment(
        asked.public_id,
        body="I need some days more.",
        audience="participants",
        actor=accounts.actor(asked.reporter),
    )

    assert now_of(asked) == (State.NEEDS_INFO, "reporter", later + 30 * DAY)
    assert asked.answer_reminded_at is None


def test_an_answer_in_time_ends_the_waiting(asked):
    commands.make_move(
        asked.public_id,
        "answer",
        actor=accounts.actor(asked.reporter),
        given=MoveInput(note="Here it is."),
    )

    assert now_of(asked) == (State.NEW, "team", None)
    assert expiring.close_unanswered(asked.pk, actor=SYSTEM) is False
    assert Report.objects.filter(answer_due_at__isnull=False).count() == 0
