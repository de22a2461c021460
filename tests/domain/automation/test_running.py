"""Rules at work: once for each event, within somebody's rights, never in a circle."""

import pytest

from seawall.domain.accounts.models import Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event, LogReader
from seawall.domain.automation import jobs, queries
from seawall.domain.automation.commands import rules as commands
from seawall.domain.automation.commands import running
from seawall.domain.automation.models import Rule, RuleRun
from seawall.domain.automation.rules.ruling import Then
from seawall.domain.errors import NotAllowed
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Notice
from seawall.domain.reports import commands as reports
from seawall.domain.reports.models import Comment, Report, SeverityOpinion
from seawall.domain.reports.rules.workflow import MoveInput, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def owner(program):
    return factories.team_actor(program, Role.OWNER)


@pytest.fixture
def triager(program):
    return factories.team_actor(program, Role.TRIAGER)


def comment(report, body="One more thing."):
    reports.comment(
        report.public_id, body=body, audience="participants",
        actor=factories.actor(report.reporter),
    )  # fmt: skip


def at_work(actor, program, **parts):
    """A rule, once what happened before it is behind."""
    worker.settle()
    return factories.rule(actor, program, **parts)


def runs():
    return [
        (run.rule.name, run.depth, {one["act"]: one["refusal"] for one in run.outcomes})
        for run in RuleRun.objects.order_by("pk").select_related("rule")
    ]


def test_everything_a_rule_can_do_and_the_log_names_it(program, owner, triager):
    reports.make_tag(program.organization_id, name="later", actor=owner)
    thanks = factories.canned_response(
        owner, program, "Thanks", "Dear {{ reporter.name }}, {{ assignee.name }} reads it."
    )
    ask = factories.canned_response(owner, program, "Which", "Which steps for *{{report.title}}*?")
    then = Then(
        priority=2, reason="Every comment is urgent.", tags=("later",), assignee=triager.handle,
        comment=thanks.public_id, audience="participants", move="ask", note=ask.public_id,
        notify=("assignee",),
    )  # fmt: skip
    report = factories.report(program=program)
    rule = at_work(owner, program, triggers=("commented",), condition="state:new", then=then)

    comment(report)
    worker.settle()

    row = Report.objects.get(pk=report.pk)
    assert (row.state, row.priority, row.assignee_id) == ("needs_info", 2, triager.user_id)
    assert row.moves.latest("pk").note.startswith("Which steps for *")
    assert SeverityOpinion.objects.get(report=row, side="triage").author_id == owner.user_id
    said = Comment.objects.filter(report=row).latest("pk")
    assert f", {row.assignee.display_name or row.assignee.handle} reads it." in said.body
    assert (said.author_id, said.side) == (owner.user_id, "nobody")
    assert runs() == [
        ("Tell", 1, dict.fromkeys(("rate", "tag", "assign", "comment", "move", "notify"), ""))
    ]
    caused = Event.objects.filter(report_id=row.pk, actor_kind="system")
    assert {one.role for one in caused} == {f"rule {rule.public_id} v1"}
    ran = caused.get(name="rule.ran").payload
    assert (ran["rule"], ran["version"], ran["failed"]) == (rule.public_id, 1, [])
    told = caused.get(name="rule.told")
    assert Notice.objects.filter(user=triager.user_id, event_id=told.pk).count() == 1


def test_an_automatic_comment_is_no_first_response(program, owner):
    text = factories.canned_response(owner, program)
    then = Then(comment=text.public_id, audience="participants")
    at_work(owner, program, then=then)
    report = factories.report(program=program)
    worker.settle()

    row = Report.objects.get(pk=report.pk)
    assert row.comment_count == 1
    assert row.responded_at is None


def test_one_refusal_stops_nothing_else(program, owner, triager):
    then = Then(assignee=triager.handle, move="triage", notify=("assignee",))
    at_work(owner, program, then=then)
    report = factories.report(program=program)
    reports.make_move(report.public_id, "triage", actor=triager, given=MoveInput())
    worker.settle()

    [(_name, _depth, outcomes)] = runs()
    assert [act for act, refusal in outcomes.items() if refusal] == ["move"]
    assert "is not possible in the state triaged" in outcomes["move"]
    assert Report.objects.get(pk=report.pk).assignee_id == triager.user_id


def test_a_batch_given_again_does_nothing_again(program, owner):
    at_work(owner, program)
    factories.report(program=program)
    worker.settle()
    told = Event.objects.filter(name="rule.told").count()

    # As after a crash between the note of how far it came and the end of the process.
    LogReader.objects.filter(name="automation").update(position=-1)
    worker.settle()
    for run in RuleRun.objects.all():
        jobs.run_rule(run.pk)

    assert (told, Event.objects.filter(name="rule.told").count()) == (1, 1)
    assert RuleRun.objects.count() == 1


def test_a_crash_within_the_acts_leaves_nothing_and_the_job_does_it_once(
    program, owner, triager, monkeypatch
):
    then = Then(assignee=triager.handle, notify=("assignee",))
    at_work(owner, program, then=then)
    report = factories.report(program=program)
    events = list(Event.objects.filter(report_id=report.pk, name="report.submitted"))
    [run_id] = running.set_off(running.prepare(events))

    def dies(*_given, **_more):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(running, "_record", dies)
        with pytest.raises(MemoryError):
            jobs.run_rule(run_id)
    assert Report.objects.get(pk=report.pk).assignee_id is None
    assert RuleRun.objects.get(pk=run_id).done_at is None

    for _again in range(2):
        jobs.run_rule(run_id)
    assert Report.objects.get(pk=report.pk).assignee_id == triager.user_id
    assert Event.objects.filter(name="report.assigned").count() == 1


def test_rules_that_set_each_other_off_end(program, owner, triager):
    """Each gives it to the other person: without a guard for ever."""
    for name, person in (("one", owner), ("two", triager)):
        at_work(
            owner, program, name=name, triggers=("submitted", "assigned"),
            then=Then(assignee=person.handle),
        )  # fmt: skip
    factories.report(program=program)
    worker.settle()

    assert [(name, depth) for name, depth, _acts in runs()] == [("one", 1), ("two", 1)]
    assert Event.objects.filter(name="report.assigned").count() == 2


def test_a_chain_ends_at_its_depth(program, owner, triager, monkeypatch):
    monkeypatch.setattr(running, "MOST_DEEP", 2)
    at_work(owner, program, name="first", then=Then(assignee=triager.handle))
    at_work(
        owner, program, name="second", triggers=("assigned",),
        then=Then(priority=2, reason="It is assigned."),
    )  # fmt: skip
    third = Then(move="triage")
    at_work(owner, program, name="third", triggers=("rated",), condition="priority:2", then=third)
    report = factories.report(program=program)
    worker.settle()

    assert [(name, depth) for name, depth, _acts in runs()] == [("first", 1), ("second", 2)]
    assert Report.objects.get(pk=report.pk).state == State.NEW


def test_a_rule_that_is_too_busy_is_switched_off_and_its_keepers_are_told(program, owner):
    rule = at_work(owner, program, most_per_hour=2)
    for _number in range(4):
        factories.report(program=program)
    worker.settle()

    rule.refresh_from_db()
    assert (rule.off_reason, RuleRun.objects.count()) == ("busy", 2)
    off = Event.objects.get(name="rule.switched_off")
    assert off.payload == {"rule": rule.public_id, "reason": "busy"}
    assert Notice.objects.filter(user=owner.user_id, event_id=off.pk).count() == 1


@pytest.mark.parametrize("loss", ["demoted", "gone"])
def test_a_rule_ends_with_the_rights_of_who_wrote_it(program, owner, loss):
    rule = at_work(owner, program)
    mine = Membership.objects.filter(user=owner.user_id)
    if loss == "demoted":
        mine.update(role=Role.TRIAGER)
    else:
        mine.delete()
    factories.report(program=program)
    worker.settle()

    rule.refresh_from_db()
    assert (rule.off_reason, RuleRun.objects.count()) == ("rights", 0)


def test_a_rule_does_no_more_than_its_acts_need(program, owner):
    rule = Rule.objects.get(pk=factories.rule(owner, program).pk)
    actor = running.actor_of(rule, 1, Then(notify=("assignee",)))

    assert actor.grants == {program.organization_id: frozenset({"report.view"})}
    report = factories.report(program=program)
    with pytest.raises(NotAllowed):
        reports.assign(report.public_id, assignee=None, actor=actor)


def test_only_what_fits_and_comes_after_it_is_touched(program, owner):
    other = factories.judged_program(program.organization)
    factories.report(program=program)
    rule = at_work(owner, program, only_there=True, condition='"blind sqli" -id:R-000000')
    wanted = factories.report(program=program, description="A Blind SQLi, step by step.")
    factories.report(program=program)
    factories.report(program=other, description="A blind sqli")
    factories.report(description="A blind sqli")
    worker.settle()

    found = queries.runs(owner, rule.public_id)
    assert [(one.report, one.event) for one in found] == [(wanted.public_id, "report.submitted")]
    commands.switch_rule(rule.public_id, on=False, actor=owner)
    factories.report(program=program, description="A blind sqli")
    worker.settle()
    assert RuleRun.objects.count() == 1
