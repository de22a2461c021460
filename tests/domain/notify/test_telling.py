"""From the log to notices and messages: who is told, once, and of nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts import commands as account_commands
from seawall.domain.accounts.rules import Role
from seawall.domain.audit import jobs as audit_jobs
from seawall.domain.audit.models import Event, LogReader
from seawall.domain.jobs_queue import discovery
from seawall.domain.notify import commands
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.notify.queries.sealing import text_of
from seawall.domain.notify.rules.topics import MailPace
from seawall.domain.reports import commands as report_commands
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.domain.rewards import commands as reward_commands
from tests import factories

pytestmark = pytest.mark.django_db


def deliver() -> None:
    """What the worker does: order the log, then follow it."""
    audit_jobs.sequence_batch()
    while discovery.load().duties["follow.notify"].work():
        pass


def told(user) -> list[str]:
    """Which rows of the table reached the person, in order."""
    rows = Notice.objects.filter(user=user).order_by("pk")
    return [row.payload["what"] for row in rows]


def mailed(user) -> list[str]:
    return list(Mail.objects.filter(user=user).order_by("pk").values_list("subject", flat=True))


def _silence() -> None:
    deliver()
    Notice.objects.all().delete()
    Mail.objects.all().delete()


def test_a_submission_is_acknowledged_to_the_reporter_and_told_to_those_who_triage():
    program = factories.judged_program()
    people = {role: factories.member(program.organization, role).user for role in Role}
    report = factories.report(program=program)

    deliver()

    assert told(report.reporter) == ["received.reporter"]
    reached = {role for role, user in people.items() if told(user)}
    assert reached == {Role.OWNER, Role.PROGRAM_MANAGER, Role.TRIAGER}


def test_the_acknowledgement_has_number_time_and_hash_and_no_word_of_the_report():
    report = factories.report(
        title="A title to hide", description="A text to hide", impact="An impact to hide"
    )

    deliver()

    mail = Mail.objects.get(user=report.reporter)
    assert mail.subject.startswith(report.public_id)
    event = Event.objects.get(name="report.submitted")
    for wanted in (
        report.public_id,
        report.content_sha256,
        report.program.name,
        event.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        f"http://testserver/reports/{report.public_id}",
    ):
        assert wanted in text_of(mail)
    everything = "".join(f"{row.subject}{text_of(row)}" for row in Mail.objects.all()) + "".join(
        str(row.payload) for row in Notice.objects.all()
    )
    assert "to hide" not in everything
    assert "api.example.org" not in everything


def test_nobody_is_told_of_their_own_act():
    report = factories.report()
    triager = factories.team_actor(report.program)
    _silence()

    report_commands.make_move(
        report.public_id, "ask", actor=triager, given=MoveInput(note="Which version?")
    )
    deliver()

    assert told(report.reporter) == ["asked"]
    assert not Notice.objects.filter(user=triager.user_id).exists()


def test_a_note_of_the_team_never_reaches_the_reporters_side():
    other = factories.person()
    report = factories.shared_report(accepted={other: 1_000})
    triager = factories.team_actor(report.program)
    manager = factories.member(report.program.organization, Role.PROGRAM_MANAGER).user
    _silence()

    report_commands.comment(
        report.public_id,
        body=f"@{manager.handle} please look",
        audience="team",
        actor=triager,
    )
    deliver()

    assert told(manager) == ["mentioned.team"]
    assert told(report.reporter) == told(other) == []
    assert mailed(report.reporter) == mailed(other) == []


def test_a_comment_reaches_all_participants_once_even_when_they_are_named():
    other = factories.person()
    report = factories.shared_report(accepted={other: 1_000})
    triager = factories.team_actor(report.program)
    _silence()

    report_commands.comment(
        report.public_id, body=f"@{other.handle} look", audience="participants", actor=triager
    )
    deliver()

    assert told(other) == ["mentioned"]
    assert told(report.reporter) == ["commented.reporter"]


def test_only_the_assignee_is_told_once_there_is_one():
    report = factories.report()
    triager = factories.team_actor(report.program)
    assignee = factories.member(report.program.organization, Role.DEVELOPER).user
    manager = factories.member(report.program.organization, Role.PROGRAM_MANAGER).user
    _silence()

    report_commands.assign(report.public_id, assignee=assignee.handle, actor=triager)
    report_commands.comment(
        report.public_id,
        body="More on it.",
        audience="participants",
        actor=factories.actor(report.reporter),
    )
    deliver()

    assert told(assignee) == ["assigned", "commented.team"]
    assert told(manager) == []


def test_who_was_removed_meanwhile_gets_nothing_and_the_others_take_over():
    report = factories.report()
    organization = report.program.organization
    triager = factories.team_actor(report.program)
    gone = factories.member(organization, Role.TRIAGER)
    owner = factories.member(organization, Role.OWNER)
    report_commands.assign(report.public_id, assignee=gone.user.handle, actor=triager)
    _silence()

    report_commands.comment(
        report.public_id,
        body="More on it.",
        audience="participants",
        actor=factories.actor(report.reporter),
    )
    account_commands.remove_member(gone.pk, actor=factories.actor(owner))
    deliver()

    assert told(gone.user) == ["member.removed"]
    assert told(owner.user) == ["commented.team"]


def test_a_closed_account_gets_nothing():
    report = factories.report()
    report.reporter.is_active = False
    report.reporter.save()

    deliver()

    assert told(report.reporter) == mailed(report.reporter) == []


def test_an_invited_collaborator_is_told_while_the_offer_stands():
    other = factories.person()
    report = factories.draft()
    _silence()
    report_commands.add_collaborators(
        report.public_id,
        reporter_share=9_000,
        collaborators={other.handle: 1_000},
        actor=factories.actor(report.reporter),
    )
    deliver()

    assert told(other) == ["invited.share"]
    assert report.title not in text_of(Mail.objects.get(user=other))

    report_commands.answer_invitation(report.public_id, accept=True, actor=factories.actor(other))
    deliver()
    assert told(report.reporter) == ["share.accepted"]


def test_an_offer_that_was_taken_back_is_not_told():
    other = factories.person()
    report = factories.draft()
    actor = factories.actor(report.reporter)
    report_commands.add_collaborators(
        report.public_id, reporter_share=9_000, collaborators={other.handle: 1_000}, actor=actor
    )
    report_commands.add_collaborators(
        report.public_id, reporter_share=10_000, collaborators={}, actor=actor
    )

    deliver()

    assert told(other) == []


def test_money_is_told_to_those_who_decide_pay_and_receive():
    report = factories.rewarded_report()
    finance = factories.payer(report)
    manager = factories.approver(report)
    triager = factories.proposer(report)
    viewer = factories.member(report.program.organization, Role.VIEWER).user
    _silence()

    award = factories.award("proposed", report=report)
    deliver()
    assert told(report.reporter) == []
    assert told(finance.user_id) == told(manager.user_id) == ["award.proposed"]

    reward_commands.approve(award.public_id, actor=manager)
    reward_commands.record_payout(
        award.public_id, user_id=report.reporter_id, reference="1", actor=finance
    )
    deliver()

    assert told(report.reporter) == ["award.approved.reporter", "paid"]
    assert told(triager.user_id) == ["award.approved"]
    assert told(finance.user_id) == ["award.proposed", "award.to_pay"]
    assert told(viewer) == []


def test_a_rejected_award_is_told_to_who_proposed_it_alone():
    award = factories.award("proposed")
    factories.approver(award.report)
    _silence()

    reward_commands.reject(award.public_id, note="No.", actor=factories.approver(award.report))
    deliver()

    assert told(award.proposed_by) == ["award.rejected"]
    assert Notice.objects.count() == 1


def test_telling_the_same_events_again_makes_nothing_new():
    factories.report()
    deliver()
    before = (Notice.objects.count(), Mail.objects.count())

    LogReader.objects.filter(pk="notify").update(position=-1)
    deliver()
    commands.deliver(commands.prepare(list(Event.objects.order_by("pk"))))

    assert before[0] > 0
    assert (Notice.objects.count(), Mail.objects.count()) == before


def test_a_topic_switched_off_is_not_told_by_that_channel():
    report = factories.report()
    reporter = factories.actor(report.reporter)
    commands.set_preference("received", in_app=True, mail=MailPace.OFF, actor=reporter)
    deliver()
    assert (told(report.reporter), mailed(report.reporter)) == (["received.reporter"], [])

    commands.set_preference("question", in_app=False, mail=MailPace.NOW, actor=reporter)
    report_commands.make_move(
        report.public_id,
        "ask",
        actor=factories.team_actor(report.program),
        given=MoveInput(note="Which version?"),
    )
    deliver()
    assert told(report.reporter) == ["received.reporter"]
    assert len(mailed(report.reporter)) == 1


def test_a_role_that_changed_is_told_to_its_bearer():
    organization = factories.organization()
    owner = factories.member(organization, Role.OWNER)
    member = factories.member(organization, Role.VIEWER)
    _silence()

    account_commands.change_role(member.pk, role=Role.TRIAGER, actor=factories.actor(owner))
    deliver()

    notice = Notice.objects.get(user=member.user)
    assert notice.payload == {
        "what": "member.role_changed",
        "organization": organization.slug,
        "role": "triager",
    }


def test_the_statements_of_a_batch_do_not_grow_with_its_events():
    program = factories.judged_program()
    reporter = factories.person()
    factories.team_actor(program)

    def cost(reports: int) -> int:
        for _ in range(reports):
            factories.report(program=program, reporter=reporter)
        audit_jobs.sequence_batch()
        with CaptureQueriesContext(connection) as seen:
            deliver()
        return len(seen)

    cost(1)
    assert cost(1) == cost(3)
    assert len(told(reporter)) == 5
