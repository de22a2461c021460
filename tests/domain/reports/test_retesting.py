"""Retests: asked, taken on, answered, judged; and every way in which nothing comes of one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, jobs, queries
from seawall.domain.reports.commands import retesting
from seawall.domain.reports.models import Collaborator, Report, Retest
from seawall.domain.reports.queries.counts import counts
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.domain.rewards import commands as rewards
from seawall.domain.rewards.models import Award, LedgerEntry
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAY = 5_000


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def reporter():
    return factories.person("mira")


@pytest.fixture
def report(program, reporter):
    return factories.report(State.ACCEPTED, program=program, reporter=reporter)


def share(report, who, basis_points=4000):
    Collaborator.objects.create(
        report=report, user=who, share=basis_points, state="accepted", invited_at=clock.now()
    )


def team(report, role=Role.TRIAGER):
    return factories.team_actor(report.program, role)


def ask(report, *, by=None, **changes):
    given = {"days": 14, "fix": "v2", "note": "Deployed since noon."} | changes
    return commands.ask_retest(report.public_id, actor=by or team(report), **given)


def answer(report, *, is_fixed, summary="I tried it with two accounts.", **more):
    who = factories.actor(report.reporter)
    return commands.answer_retest(
        report.public_id, is_fixed=is_fixed, summary=summary, actor=who, **more
    )


def judge(report, *, confirm, note="", by=None):
    return rewards.judge_retest(
        report.public_id, confirm=confirm, note=note, actor=by or team(report)
    )


def resolve(report):
    given = MoveInput(fix="v1")
    return commands.make_move(report.public_id, "resolve", actor=team(report), given=given)


def now_of(report):
    row = Report.objects.get(pk=report.pk)
    return row.state, row.turn, row.fix


# was it resolved before, what was said, is it confirmed -> state, turn, fix, award proposed
TABLE = [
    (False, True, True, ("resolved", "nobody", "v2"), True),
    (False, True, False, ("accepted", "team", ""), False),
    (False, False, True, ("accepted", "team", ""), True),
    (False, False, False, ("accepted", "team", ""), False),
    (True, True, True, ("resolved", "nobody", "v2"), True),
    (True, True, False, ("resolved", "nobody", "v2"), False),
    (True, False, True, ("accepted", "team", ""), True),
    (True, False, False, ("resolved", "nobody", "v2"), False),
]


@pytest.mark.parametrize(("was_resolved", "is_fixed", "confirm", "after", "is_paid"), TABLE)
def test_what_comes_of_an_answer(report, was_resolved, is_fixed, confirm, after, is_paid):
    closed_at = resolve(report).closed_at if was_resolved else None
    ask(report, pay_minor=PAY)
    assert now_of(report) == ("retesting", "reporter", "v2")
    answer(report, is_fixed=is_fixed)
    assert now_of(report) == ("retested", "team", "v2")

    judge(report, confirm=confirm, note="We looked at it.")

    assert now_of(report) == after
    row = Report.objects.get(pk=report.pk)
    assert row.answer_due_at is row.paused_at is None
    if was_resolved and after[0] == "resolved":
        assert row.closed_at == closed_at
    assert Award.objects.filter(retest__report=report, state="proposed").exists() is is_paid
    assert counts(team(report))[State(after[0])] == 1


@pytest.mark.parametrize("was_resolved", [False, True])
@pytest.mark.parametrize("end", ["declined", "cancelled", "expired"])
def test_where_nothing_comes_of_it_the_report_stands_as_before(
    report, end, was_resolved, monkeypatch
):
    if was_resolved:
        resolve(report)
    before = now_of(report)[:2]
    row = ask(report, pay_minor=PAY)
    if end == "declined":
        commands.decline_retest(report.public_id, actor=factories.actor(report.reporter))
    elif end == "cancelled":
        commands.cancel_retest(report.public_id, actor=team(report))
    else:
        with clock.frozen_at(row.due_at - timedelta(seconds=1)):
            assert not retesting.expire_retest(report.pk, actor=SYSTEM)
        with clock.frozen_at(row.due_at):
            with pytest.raises(Conflict, match="over"):
                answer(report, is_fixed=True)
            jobs.watch_questions()
            jobs.watch_questions()

    assert now_of(report)[:2] == before
    (view,) = queries.retests(team(report), report.public_id).views
    assert view.state == end
    assert not Award.objects.exists()
    ask(report)


def test_the_reporter_is_reminded_once(report):
    row = ask(report)

    with clock.frozen_at(row.due_at - 3 * DAY):
        jobs.watch_questions()
        assert not Event.objects.filter(name="report.retest_due").exists()
    with clock.frozen_at(row.due_at - DAY):
        jobs.watch_questions()
        jobs.watch_questions()

    (event,) = Event.objects.filter(name="report.retest_due")
    assert event.payload["retest"] == row.public_id


def test_no_clock_of_the_team_runs_while_the_reporter_tries(report):
    due = Report.objects.get(pk=report.pk).resolution_due_at
    ask(report)
    assert Report.objects.get(pk=report.pk).next_due_at is None

    with clock.frozen_at(clock.now() + 10 * DAY):
        answer(report, is_fixed=False)
        row = Report.objects.get(pk=report.pk)
        assert row.resolution_due_at > due
        shown = {one.name: one for one in queries.recompute_clocks(row, clock.now())}
        assert row.resolution_due_at == shown["resolution"].due_at


def test_taken_on_it_cannot_be_cancelled_but_given_up(report):
    row = ask(report)
    who = factories.actor(report.reporter)
    commands.comment(report.public_id, body="Soon.", audience="participants", actor=who)
    assert Report.objects.get(pk=report.pk).answer_due_at == row.due_at
    commands.accept_retest(report.public_id, actor=who)

    with pytest.raises(Conflict):
        commands.accept_retest(report.public_id, actor=who)
    with pytest.raises(Conflict, match="took this retest on"):
        commands.cancel_retest(report.public_id, actor=team(report))
    commands.decline_retest(report.public_id, note="No time after all.", actor=who)

    assert now_of(report)[0] == "accepted"


def test_who_may(report, program):
    collaborator = factories.person("kestrel")
    share(report, collaborator)
    stranger = factories.actor(factories.person())
    viewer, developer = team(report, Role.VIEWER), team(report, Role.DEVELOPER)
    with pytest.raises(NotFound):
        ask(report, by=stranger)
    for actor in (viewer, factories.actor(report.reporter)):
        with pytest.raises(NotAllowed):
            ask(report, by=actor)
    with pytest.raises(NotAllowed, match="pay"):
        ask(report, by=developer, pay_minor=PAY)
    ask(report, by=developer)
    for actor, refusal in ((factories.actor(collaborator), NotAllowed), (team(report), NotAllowed)):
        with pytest.raises(refusal):
            commands.answer_retest(report.public_id, is_fixed=True, summary="Yes.", actor=actor)
        with pytest.raises(refusal):
            commands.accept_retest(report.public_id, actor=actor)
    with pytest.raises(NotAllowed):
        commands.cancel_retest(report.public_id, actor=factories.actor(report.reporter))
    with pytest.raises(Conflict):
        judge(report, confirm=True)
    answer(report, is_fixed=True)
    for actor in (viewer, factories.actor(report.reporter), factories.actor(collaborator)):
        with pytest.raises(NotAllowed):
            judge(report, confirm=True, by=actor)
    judge(report, confirm=True, by=developer)


def test_a_paid_one_is_confirmed_by_who_may_propose(report):
    ask(report, pay_minor=PAY)
    answer(report, is_fixed=True)

    with pytest.raises(NotAllowed, match="paid"):
        judge(report, confirm=True, by=team(report, Role.DEVELOPER))

    assert now_of(report)[0] == "retested"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 4}, "days"),
        ({"days": 31}, "days"),
        ({"pay_minor": PAY - 1}, "pay"),
        ({"pay_minor": 10**13}, "pay"),
        ({"fix": " "}, "fix"),
    ],
)
def test_what_a_request_must_say(report, changes, field):
    with pytest.raises(Invalid) as refusal:
        ask(report, **changes)

    assert field in (refusal.value.fields or {})
    assert now_of(report)[0] == "accepted"


def test_a_rejection_needs_a_reason_and_an_answer_a_summary(report):
    ask(report)
    with pytest.raises(Invalid):
        answer(report, is_fixed=True, summary=" ")
    answer(report, is_fixed=True)
    with pytest.raises(Invalid):
        judge(report, confirm=False)


def test_nobody_is_asked_who_left_and_nothing_is_paid_by_a_disclosure_programme(report, program):
    program.kind = "disclosure"
    program.save()
    with pytest.raises(Invalid, match="no rewards"):
        ask(report, pay_minor=PAY)
    report.reporter.is_active = False
    report.reporter.save()

    with pytest.raises(Conflict, match="nobody"):
        ask(report)

    assert not Retest.objects.exists()


@pytest.mark.parametrize("state", [State.NEW, State.TRIAGED, State.INFORMATIONAL])
def test_only_what_is_accepted_or_resolved_is_retested(program, state):
    report = factories.report(state, program=program)

    with pytest.raises(Conflict):
        ask(report)


def test_the_pay_is_that_of_who_tried_it_and_no_reward_of_the_finding(report):
    share(report, factories.person("kestrel"))
    ask(report, pay_minor=PAY)
    answer(report, is_fixed=True)
    judge(report, confirm=True)
    award = Award.objects.get(retest__report=report)
    assert (award.kind, award.reason_code, award.is_exceptional) == ("bonus", "retest", False)
    with pytest.raises(NotAllowed):
        rewards.approve(award.public_id, actor=team(report))

    rewards.approve(award.public_id, actor=team(report, Role.OWNER))

    owed = LedgerEntry.objects.filter(user__isnull=False).values_list("user", "amount_minor")
    assert list(owed) == [(report.reporter_id, -PAY)]
    # The clock of the reward goes on: the finding itself is not rewarded yet.
    assert Report.objects.get(pk=report.pk).rewarded_at is None


def test_files_become_evidence_of_the_answer(report):
    ask(report)
    who = factories.actor(report.reporter)
    own = commands.attach_bytes(report.public_id, name="a.txt", content=b"log", actor=who)
    other = commands.attach_bytes(report.public_id, name="b.txt", content=b"b", actor=team(report))
    with pytest.raises(Invalid):
        answer(report, is_fixed=False, attachments=[other.public_id])

    answer(report, is_fixed=False, attachments=[own.public_id])

    for actor in (who, team(report)):
        (view,) = queries.retests(actor, report.public_id).views
        assert [file.public_id for file in view.attachments] == [own.public_id]
        assert (view.is_fixed, view.summary, view.fix, view.note) == (
            False,
            "I tried it with two accounts.",
            "v2",
            "Deployed since noon.",
        )
    with pytest.raises(DomainError):
        commands.remove_attachment(own.public_id, actor=who)


def test_sums_are_read_by_who_reads_awards(report):
    ask(report, pay_minor=PAY)

    for actor, pay in (
        (team(report, Role.DEVELOPER), None),
        (team(report, Role.VIEWER), PAY),
        (factories.actor(report.reporter), PAY),
    ):
        (view,) = queries.retests(actor, report.public_id).views
        assert view.pay_minor == pay


def test_the_database_knows_one_open_retest_at_most(report):
    row = ask(report)

    with pytest.raises(IntegrityError), transaction.atomic():
        Retest.objects.create(
            public_id="T-AAAAAA", report=report, asked=report.moves.earliest("pk"),
            due_at=row.due_at,
        )  # fmt: skip
