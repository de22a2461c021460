"""Awards in every state, made by the same commands as real ones."""

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands as report_commands
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.domain.rewards import commands
from seawall.domain.rewards.models import Award, LedgerEntry, LedgerTransaction
from seawall.domain.rewards.queries.shares import owed
from seawall.domain.rewards.rules.awarding import AwardState
from tests.factories import accounts, reports

__all__ = [
    "approver",
    "award",
    "ledger_entry",
    "ledger_transaction",
    "payer",
    "proposer",
    "rewarded_report",
    "shared_report",
]


def proposer(report: Report):
    """The Actor of the program's triager, who may propose and not approve."""
    return reports.team_actor(report.program, Role.TRIAGER)


def approver(report: Report):
    """The Actor of the program's manager, who proposed nothing."""
    return reports.team_actor(report.program, Role.PROGRAM_MANAGER)


def payer(report: Report):
    """The Actor of somebody in finance who passed a second factor."""
    member = reports.team_actor(report.program, Role.FINANCE)
    user = User.objects.get(pk=member.user_id)
    return accounts.actor(user, second_factor=True)


def rewarded_report(program=None, *, reporter=None, state=State.ACCEPTED, **parts) -> Report:
    """A report of P3 that can be awarded; the table offers 50000 to 100000 for it."""
    return _p3(reports.report(state, program=program, reporter=reporter, **parts))


def shared_report(program=None, *, accepted=None, invited=None, reporter=None) -> Report:
    """An accepted report whose others, handle to basis points, accepted or did not answer."""
    program = program or reports.judged_program()
    who = accounts.actor(reporter)
    shares = {user.handle: share for user, share in {**(accepted or {}), **(invited or {})}.items()}
    row = report_commands.submit_new(
        program.slug,
        actor=who,
        submission=reports.submission(collaborators=shares),
        accept_terms=program.brief.version,
    )
    for user in accepted or {}:
        report_commands.answer_invitation(row.public_id, accept=True, actor=accounts.actor(user))
    team = reports.team_actor(program)
    report_commands.make_move(row.public_id, "triage", actor=team, given=MoveInput())
    given = MoveInput(checklist=reports.VALID)
    return _p3(report_commands.make_move(row.public_id, "accept", actor=team, given=given))


def _p3(row: Report) -> Report:
    Report.objects.filter(pk=row.pk).update(priority=3)
    row.refresh_from_db()
    return row


def award(
    state=AwardState.APPROVED,
    *,
    report=None,
    amount_minor=60_000,
    kind="bounty",
    reason="Well written.",
) -> Award:
    """An award in the state, proposed by the triager and decided by the manager."""
    report = report or rewarded_report()
    row = commands.propose(
        report.public_id,
        amount_minor=amount_minor,
        currency="USD",
        kind=kind,
        reason=reason,
        actor=proposer(report),
    )
    state = AwardState(state)
    if state == AwardState.REJECTED:
        commands.reject(row.public_id, note="Too much.", actor=approver(report))
    elif state != AwardState.PROPOSED:
        commands.approve(row.public_id, actor=approver(report))
    if state == AwardState.PAID:
        for user_id in owed(row):
            commands.record_payout(
                row.public_id, user_id=user_id, reference="SEPA 17", actor=payer(report)
            )
    if state == AwardState.REVERSED:
        commands.reverse(row.public_id, note="Entered twice.", actor=approver(report))
    row.refresh_from_db()
    return row


def ledger_transaction(row: Award | None = None) -> LedgerTransaction:
    """The newest transaction of an award."""
    return LedgerTransaction.objects.filter(award=row or award()).latest("pk")


def ledger_entry(row: Award | None = None) -> LedgerEntry:
    """The first line of the newest transaction of an award."""
    return ledger_transaction(row).entries.order_by("pk")[0]
