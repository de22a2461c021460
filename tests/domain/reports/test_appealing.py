"""Decisions with their reasons, and objections that somebody else answers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Appeal, Decision, Report
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db

HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
LOWER = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N"


@pytest.fixture
def reporter():
    return factories.person("mira")


@pytest.fixture
def report(reporter):
    return factories.report(State.TRIAGED, reporter=reporter, cvss=HIGH)


def rate(report, by, *, cvss=LOWER, priority=4, side="triage"):
    commands.set_severity(
        report.public_id,
        side=side,
        priority=priority,
        cvss=cvss,
        reason_code="preconditions",
        reason="It needs a session.",
        actor=by,
    )
    return report.decisions.latest("pk")


def team(report, role=Role.TRIAGER):
    return factories.team_actor(report.program, role)


def object_to(report, decision, who, **changes):
    given = {"text": "There is none needed.", "priority": 1, "cvss": HIGH} | changes
    return commands.appeal(
        report.public_id, decision.public_id, actor=factories.actor(who), **given
    )


def answer(report, decision, by, **changes):
    given = {"outcome": "upheld", "reason": "True, it needs none."} | changes
    return commands.decide_appeal(report.public_id, decision.public_id, actor=by, **given)


def test_both_sides_read_what_a_rating_changed_and_why(report, reporter):
    rate(report, team(report))

    for actor in (factories.actor(reporter), team(report, Role.VIEWER)):
        (view,) = queries.decisions(actor, report.public_id)
        assert (view.kind, view.reason_code, view.reason) == (
            "severity",
            "preconditions",
            "It needs a session.",
        )
        assert view.before == {"priority": report.priority, "cvss": HIGH}
        assert view.after == {"priority": 4, "cvss": LOWER}
        assert [(one.code, one.before, one.after) for one in view.changes] == [
            ("PR", "None", "Low"),
            ("C", "High", "Low"),
            ("I", "High", "None"),
            ("A", "High", "None"),
        ]
        assert view.can_appeal is (actor.user_id == reporter.pk)


def test_an_objection_has_its_own_clock_and_is_told_of(report, reporter):
    decision = rate(report, team(report))
    Report.objects.get(pk=report.pk).program.__class__.objects.update(appeal_days=2)

    row = object_to(report, decision, reporter)

    assert timedelta(days=2) <= row.due_at - row.filed_at <= timedelta(days=4)
    event = Event.objects.get(name="report.appealed")
    assert event.payload == {
        "report": report.public_id,
        "decision": decision.public_id,
        "kind": "severity",
        "priority": 1,
        "due_at": row.due_at.isoformat(),
    }


def test_who_decided_does_not_answer_and_another_does(report, reporter):
    decider = team(report)
    decision = rate(report, decider)
    object_to(report, decision, reporter)

    with pytest.raises(NotAllowed):
        answer(report, decision, decider)
    with pytest.raises(NotAllowed):
        answer(report, decision, team(report, Role.VIEWER))
    with pytest.raises(NotAllowed):
        answer(report, decision, factories.actor(reporter))
    answer(report, decision, team(report, Role.PROGRAM_MANAGER))

    row = Report.objects.get(pk=report.pk)
    newest = row.decisions.latest("pk")
    assert row.priority == 1
    assert (newest.side, newest.reason_code, newest.follows_appeal) == (
        "final",
        "appeal_upheld",
        True,
    )
    told = Event.objects.get(name="report.appeal_decided").payload
    assert (told["outcome"], told["priority"]) == ("upheld", 1)


def test_the_database_refuses_an_answer_by_who_decided(report, reporter):
    decision = rate(report, team(report))
    row = object_to(report, decision, reporter)

    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=row.pk).update(
            decided_by=row.against_id, decided_at=clock.now(), outcome="rejected"
        )


def test_a_rejected_objection_changes_nothing_and_is_the_last(report, reporter):
    decision = rate(report, team(report))
    object_to(report, decision, reporter)

    answer(report, decision, team(report, Role.OWNER), outcome="rejected", reason="It stands.")

    assert Report.objects.get(pk=report.pk).priority == 4
    assert Decision.objects.count() == 1
    with pytest.raises(Conflict):
        object_to(report, decision, reporter)
    with pytest.raises(Conflict):
        answer(report, decision, team(report, Role.OWNER))


def test_one_right_in_part_says_what_follows(report, reporter):
    decision = rate(report, team(report))
    object_to(report, decision, reporter)
    owner = team(report, Role.OWNER)

    with pytest.raises(Invalid):
        answer(report, decision, owner, outcome="partly")
    answer(report, decision, owner, outcome="partly", priority=2)

    assert Report.objects.get(pk=report.pk).priority == 2


def test_only_the_newest_of_a_kind_can_be_objected_to_and_not_what_followed(report, reporter):
    first = rate(report, team(report))
    second = rate(report, team(report), priority=3, cvss="")
    with pytest.raises(Conflict, match="newer"):
        object_to(report, first, reporter)
    object_to(report, second, reporter)
    answer(report, second, team(report, Role.OWNER))

    follows = report.decisions.latest("pk")
    with pytest.raises(Conflict, match="final"):
        object_to(report, follows, reporter, priority=2, cvss="")


def test_only_the_reporter_objects_in_time_with_words_and_another_rating(report, reporter):
    decision = rate(report, team(report))
    with pytest.raises(NotAllowed):
        commands.appeal(
            report.public_id, decision.public_id, text="No.", priority=1, actor=team(report)
        )
    with pytest.raises(NotFound):
        object_to(report, decision, factories.person())
    for changes in (
        {"text": " "},
        {"priority": 4, "cvss": ""},
        {"priority": None, "cvss": ""},
        {"cvss": "CVSS:3.1/AV:X"},
        {"text": "x" * 8001},
    ):
        with pytest.raises(Invalid):
            object_to(report, decision, reporter, **changes)
    with clock.frozen_at(clock.now() + timedelta(days=91)), pytest.raises(Conflict):
        object_to(report, decision, reporter)
    assert not Appeal.objects.exists()


def test_a_ruling_on_scope_that_was_wrong_is_taken_back(reporter):
    report = factories.report(reporter=reporter)
    commands.make_move(
        report.public_id,
        "close_out_of_scope",
        actor=team(report),
        given=MoveInput(rule="X1", note="A load test."),
    )
    decision = report.decisions.get()
    assert (decision.reason_code, decision.after["rule"]) == ("excluded_topic", "X1")
    object_to(report, decision, reporter, priority=None, cvss="")

    with pytest.raises(Invalid):
        answer(report, decision, team(report, Role.OWNER), outcome="partly")
    answer(report, decision, team(report, Role.OWNER))

    assert Report.objects.get(pk=report.pk).state == State.NEW
    newest = report.decisions.latest("pk")
    assert (newest.kind, newest.reason_code, newest.follows_appeal) == (
        "scope",
        "ruling_taken_back",
        True,
    )


def test_a_reward_is_a_decision_of_two_who_both_do_not_answer():
    award = factories.award("approved")
    report, decision = award.report, award.report.decisions.get(kind="reward")
    assert (decision.before["amount_minor"], decision.after["amount_minor"]) == (
        0,
        award.amount_minor,
    )
    object_to(report, decision, report.reporter, priority=None, cvss="")

    for by in (factories.proposer(report), factories.approver(report)):
        with pytest.raises(NotAllowed):
            answer(report, decision, by, reason="Ours.")
    answer(report, decision, team(report, Role.OWNER), reason="More will follow.")

    seen = queries.decisions(team(report, Role.DEVELOPER), report.public_id)
    assert [view.kind for view in seen if view.kind == "reward"] == []


def test_a_secret_in_an_objection_is_taken_out(report, reporter):
    decision = rate(report, team(report))

    row = object_to(report, decision, reporter, text="Try AKIAIOSFODNN7ABCDEFG now.")

    assert "AKIAIOSFODNN7ABCDEFG" not in row.text


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_of_objections_costs_the_same_for_any_number(
    report, reporter, rows, django_assert_num_queries
):
    decision = rate(report, team(report))
    first = object_to(report, decision, reporter)
    for _ in range(rows - 1):
        decision.pk, decision._state.adding = None, True
        decision.public_id = f"D-{_:06d}"
        decision.save()
        first.pk, first._state.adding, first.decision = None, True, decision
        first.save()
    manager = team(report, Role.PROGRAM_MANAGER)
    queries.appeals(manager, is_open=True)

    with django_assert_num_queries(2):
        found = queries.appeals(manager, is_open=True)

    assert len(found) == rows
    assert queries.appeals(factories.actor(reporter), is_open=True) == ()
