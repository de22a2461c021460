"""Every state, every move and every role, through the one door."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from seawall.domain.accounts.rules import PERMISSIONS, Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.models import Report, ReportMove, StateCount
from seawall.domain.reports.rules.workflow import (
    INTERNAL_MOVES,
    MOVES,
    Checklist,
    MoveInput,
    Party,
    State,
    turn_of,
)
from seawall.lib import clock
from tests.factories import accounts, programs, reports
from tests.factories.log import enter_log

pytestmark = pytest.mark.django_db

NOTE = "Because of what was found."


def enough(original: str = "", known_issue: str = "") -> MoveInput:
    """Everything that any move asks for."""
    return MoveInput(
        note=NOTE,
        checklist=reports.VALID,
        original=original,
        known_issue=known_issue,
        rule="X1",
        fix="commit abc",
    )


def outcome(report, move, actor, given):
    """What the command answers, without leaving a trace."""
    from django.db import transaction

    point = transaction.savepoint()
    try:
        after = commands.make_move(report.public_id, move, actor=actor, given=given)
        return after.state
    except DomainError as refusal:
        assert refusal.message  # noqa: PT017
        return type(refusal)
    finally:
        transaction.savepoint_rollback(point)


def expected(state, move, by_team, permissions):
    row = MOVES[move]
    if state == State.DRAFT and by_team:
        return NotFound
    if move in INTERNAL_MOVES:
        return Conflict
    if row.by == Party.TEAM:
        allowed = by_team and row.permission in permissions
    else:
        # `answer_late` is for what was closed for want of an answer: test_expiring.
        allowed = not by_team and move != "answer_late"
    if not allowed:
        return NotAllowed
    return row.target if state in row.sources else Conflict


@pytest.mark.parametrize("state", State)
def test_every_move_of_every_role_from_this_state(state):
    program = reports.judged_program()
    original, known = reports.report(program=program), programs.known_issue(program)
    enter_log()
    report = reports.report(state, program=program, original=original)
    given = enough(original.public_id, known.public_id)
    people = {
        role: (reports.team_actor(program, role), True, PERMISSIONS[role])
        for role in Role
        if role is not Role.FINANCE
    }
    people["reporter"] = (accounts.actor(report.reporter), False, frozenset())

    answers = {
        (name, move): outcome(report, move, actor, given)
        for name, (actor, _by_team, _permissions) in people.items()
        for move in MOVES
    }

    assert answers == {
        (name, move): expected(state, move, by_team, permissions)
        for name, (_actor, by_team, permissions) in people.items()
        for move in MOVES
    }


@pytest.mark.parametrize("state", State)
def test_who_sees_nothing_moves_nothing(state):
    program = reports.judged_program()
    report = reports.report(state, program=program)

    for actor in (accounts.actor(), reports.team_actor(program, Role.FINANCE)):
        for move in MOVES:
            with pytest.raises(NotFound):
                commands.make_move(report.public_id, move, actor=actor, given=enough())


def test_an_illegal_move_says_what_is_possible():
    report = reports.report()

    with pytest.raises(Conflict, match="mark_duplicate") as refusal:
        commands.make_move(
            report.public_id,
            "resolve",
            actor=reports.team_actor(report.program),
            given=enough(),
        )

    assert refusal.value.code == "illegal_move"


def test_an_unknown_move_is_named():
    report = reports.report()

    with pytest.raises(Invalid, match="There is no move"):
        commands.make_move(
            report.public_id, "dance", actor=accounts.actor(report.reporter), given=enough()
        )


@pytest.mark.parametrize(
    ("state", "move", "field"),
    [
        (State.NEW, "ask", "note"),
        (State.TRIAGED, "accept", "checklist"),
        (State.ACCEPTED, "resolve", "fix"),
        (State.NEW, "mark_duplicate", "original"),
        (State.NEW, "close_out_of_scope", "rule"),
        (State.NEW, "close_not_reproducible", "note"),
        (State.NEW, "close_not_applicable", "note"),
        (State.NEW, "close_spam", "note"),
        (State.SPAM, "reopen", "note"),
    ],
)
def test_what_a_move_asks_for_is_demanded(state, move, field):
    report = reports.report(state)

    with pytest.raises(Invalid) as refusal:
        commands.make_move(
            report.public_id,
            move,
            actor=reports.team_actor(report.program),
            given=MoveInput(note=" "),
        )

    assert set(refusal.value.fields) == {field}
    assert Report.objects.get(pk=report.pk).state == state


def test_answers_given_before_count_for_accepting():
    report = reports.report(State.TRIAGED)
    triager = reports.team_actor(report.program)
    commands.answer_checklist(report.public_id, checklist=reports.VALID, actor=triager)

    after = commands.make_move(report.public_id, "accept", actor=triager, given=MoveInput())

    assert after.state == State.ACCEPTED


def test_what_is_not_valid_is_not_accepted():
    report = reports.report(State.TRIAGED)
    wrong = Checklist(in_scope=True, exploitable=True, novel=False)

    with pytest.raises(Invalid, match="novel"):
        commands.make_move(
            report.public_id,
            "accept",
            actor=reports.team_actor(report.program),
            given=MoveInput(checklist=wrong),
        )


@pytest.mark.parametrize(("rule", "known"), [("X1", True), ("blog", True), ("X9", False)])
def test_a_closing_names_a_rule_of_the_brief_that_judges(rule, known):
    report = reports.report()
    reports.new_version(report.program, exclusions=[{"id": "X9", "title": "New"}], targets=[])
    triager = reports.team_actor(report.program)
    given = MoveInput(rule=rule)

    if known:
        after = commands.make_move(
            report.public_id, "close_out_of_scope", actor=triager, given=given
        )
        assert after.closing_rule == rule
    else:
        with pytest.raises(Invalid, match="Version 1"):
            commands.make_move(report.public_id, "close_out_of_scope", actor=triager, given=given)


def duplicate(report, original):
    return commands.make_move(
        report.public_id,
        "mark_duplicate",
        actor=reports.team_actor(report.program),
        given=MoveInput(original=original),
    )


def test_an_original_is_older_seen_of_the_same_organization_and_not_a_circle():
    program = reports.judged_program()
    first, second, third = (reports.report(program=program) for _ in range(3))
    elsewhere = reports.report()
    hidden = reports.draft(program)

    for wrong in (second, third, elsewhere, hidden):
        with pytest.raises(Invalid) as refusal:
            duplicate(second, wrong.public_id)
        assert set(refusal.value.fields) == {"original"}
    with pytest.raises(Invalid):
        duplicate(second, "R-000000")

    assert duplicate(second, first.public_id.lower()).original == first
    assert duplicate(third, second.public_id).original == second


def test_each_move_is_one_row_and_one_event():
    report = reports.report(State.TRIAGED)
    events = Event.objects.filter(report_id=report.pk).order_by("pk")
    moves = ReportMove.objects.filter(report=report).order_by("pk")

    assert [event.name for event in events] == ["report.submitted", "report.moved"]
    assert [(row.move, row.from_state, row.to_state, row.side) for row in moves] == [
        ("submit", "draft", "new", "reporter"),
        ("triage", "new", "triaged", "team"),
    ]
    assert events[1].payload["to_state"] == "triaged"


def test_no_word_of_a_note_is_in_the_log():
    report = reports.report(State.NEEDS_INFO)

    assert NOTE not in str(list(Event.objects.values_list("payload", flat=True)))
    assert report.moves.filter(note=NOTE).count() == 1


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_counters_equal_a_recount(state):
    program = reports.judged_program()
    reports.report(program=program)
    reports.report(state, program=program)

    counted: dict[str, int] = {}
    for row in StateCount.objects.filter(program=program):
        counted[row.state] = counted.get(row.state, 0) + row.reports
    real: dict[str, int] = {}
    for row in Report.objects.filter(program=program):
        real[row.state] = real.get(row.state, 0) + 1

    assert {key: n for key, n in counted.items() if n} == real


@pytest.mark.parametrize("state", State)
def test_it_is_always_exactly_one_partys_turn(state):
    assert reports.report(state).turn == turn_of(state)


def test_reopening_takes_back_what_the_closing_said():
    report = reports.report(State.OUT_OF_SCOPE)

    after = commands.make_move(
        report.public_id,
        "reopen",
        actor=reports.team_actor(report.program),
        given=MoveInput(note="We were wrong."),
    )

    assert (after.state, after.closed_at, after.closing_rule) == (State.NEW, None, "")
    assert after.next_due_at is None


def test_a_pause_moves_what_is_due():
    with clock.frozen_at(clock.now().replace(year=2026, month=3, day=2, hour=9)):
        report = reports.report(State.NEEDS_INFO)
        due = report.resolution_due_at
        assert report.next_due_at is None
    with clock.frozen_at(report.paused_at + timedelta(days=1)):
        after = commands.make_move(
            report.public_id,
            "answer",
            actor=accounts.actor(report.reporter),
            given=MoveInput(note="Here it is."),
        )

    assert after.resolution_due_at == due + timedelta(days=1)
    assert after.response_due_at is None
    assert after.next_due_at == after.triage_due_at


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_at_once_one_wins():
    report = reports.report()
    program = report.program
    actors = [reports.team_actor(program, role) for role in (Role.TRIAGER, Role.OWNER)]
    start = threading.Barrier(2)
    answers = []

    def move(actor):
        start.wait()
        try:
            commands.make_move(report.public_id, "triage", actor=actor, given=MoveInput())
            answers.append("moved")
        except Conflict:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=move, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["moved", "refused"]
    assert ReportMove.objects.filter(report=report, move="triage").count() == 1
    assert connection.is_usable()
