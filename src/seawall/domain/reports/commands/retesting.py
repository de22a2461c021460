"""A fix is tried by who found the hole: asked for, taken on, answered, judged.

Every step is a move of the workflow but taking it on, after which the team cannot cancel.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs.policies import banned_among
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.reports import policies
from seawall.domain.reports.commands import attaching, locking, moving
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import RetestAccepted, RetestAsked, RetestDue
from seawall.domain.reports.models import Audience, Report, Retest
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.rules import retesting
from seawall.domain.reports.rules.workflow import MOVES, MoveInput, State
from seawall.lib import clock, ids


@transaction.atomic
def ask_retest(
    public_id: str,
    *,
    days: int,
    note: str = "",
    fix: str = "",
    pay_minor: int | None = None,
    actor: Actor,
) -> Retest:
    """Ask the reporter of an accepted or resolved report whether the fix holds.

    `fix` names what was changed; without it that of a resolved report. `pay_minor` is in the
    currency of the brief that the report is pinned to, and promised by who may propose awards.
    Raises NotFound, NotAllowed, Conflict (state; nobody is there to ask), Invalid.
    """
    report = locking.held(public_id, actor=actor)
    was_resolved_at = report.closed_at if report.state == State.RESOLVED else None
    if not policies.can_move(actor, report, "ask_retest"):
        raise NotAllowed(_("Your role may not ask for a retest of this report."))
    currency = _promised(report, pay_minor, actor)
    given = MoveInput(note=note, fix=fix if fix.strip() else report.fix)
    retesting.check_days(days)
    made = moving.move_of_retest(report, "ask_retest", actor, given)
    _require_somebody(report)
    row = Retest.objects.create(
        public_id=ids.public_id("T"),
        report=report,
        asked=made,
        due_at=made.moved_at + timedelta(days=days),
        resolved_at=was_resolved_at,
        pay_minor=pay_minor,
        currency=currency,
    )
    report.answer_due_at = row.due_at
    report.save(update_fields=["answer_due_at"])
    event = RetestAsked(
        report=report.public_id,
        retest=row.public_id,
        due_at=row.due_at.isoformat(),
        amount_minor=pay_minor,
        currency=currency or "",
    )
    tell(report, event, actor=actor)
    return row


@transaction.atomic
def accept_retest(public_id: str, *, actor: Actor) -> Retest:
    """Take it on, as the reporter: from now on the team cannot cancel it."""
    report, row = _held(public_id, actor)
    _require_reporter(report, actor)
    _require_running(report)
    if row.accepted_at is not None:
        raise Conflict(_("You took on this retest already."), code="accepted")
    _take_on(report, row, actor)
    return row


@transaction.atomic
def answer_retest(
    public_id: str,
    *,
    is_fixed: bool,
    summary: str,
    attachments: Sequence[str] = (),
    actor: Actor,
) -> Retest:
    """Say whether it can still be reproduced, and how that was tried.

    `attachments` are public ids of files that the reporter uploaded for the participants; they
    become evidence of the answer. Whoever answers has taken the retest on.
    """
    report, row = _held(public_id, actor)
    _require_reporter(report, actor)
    move = retesting.ANSWERS[is_fixed]
    _require_running(report)
    if row.accepted_at is None:
        _take_on(report, row, actor)
    row.answered = moving.move_of_retest(report, move, actor, MoveInput(note=summary))
    row.save(update_fields=["answered"])
    attaching.seal_files(
        report,
        attachments,
        audience=Audience.PARTICIPANTS,
        actor=actor,
        move=row.answered,
        sealed_at=row.answered.moved_at,
    )
    return row


@transaction.atomic
def decline_retest(public_id: str, *, note: str = "", actor: Actor) -> Retest:
    """Do not try it, or give it up before it is answered. It counts against nobody."""
    report, row = _held(public_id, actor)
    _require_reporter(report, actor)
    return _end(report, row, "decline_retest", actor, note)


@transaction.atomic
def cancel_retest(public_id: str, *, note: str = "", actor: Actor) -> Retest:
    """Take the question back, as the team. Raises Conflict once the reporter took it on."""
    report, row = _held(public_id, actor)
    if not policies.can_move(actor, report, "cancel_retest"):
        raise NotAllowed(_("Your role may not cancel this retest."))
    if row.accepted_at is not None:
        raise Conflict(
            _("The reporter took this retest on; it cannot be cancelled any more."), code="accepted"
        )
    return _end(report, row, "cancel_retest", actor, note)


@transaction.atomic
def close_retest(public_id: str, *, confirm: bool, note: str = "", actor: Actor) -> Retest:
    """Agree to what the reporter said, or reject it with a reason. What was promised is proposed
    by `rewards.commands.judge_retest`, which is what interfaces call.
    """
    report, row = _held(public_id, actor)
    if not policies.can_move(actor, report, "reject_retest"):
        raise NotAllowed(_("Your role may not judge this retest."))
    if row.answered is None:
        raise Conflict(_("The reporter has not answered yet."), code="illegal_move")
    move = retesting.VERDICTS[row.answered.move] if confirm else "reject_retest"
    return _end(report, row, move, actor, note)


@transaction.atomic
def expire_retest(report_id: int, *, actor: Actor) -> bool:
    """End the retest if its time is over, by nobody. Whether it was ended."""
    report, row = _waiting(report_id)
    if report is None or row is None or row.due_at > clock.now():
        return False
    was_resolved = row.resolved_at is not None
    move = MOVES["expire_retest"].leading(was_resolved=was_resolved)
    if not was_resolved:
        report.fix = ""
    row.ended = moving.carry_out(
        report,
        move,
        MoveInput(),
        judge=briefs.judge_of(report),
        actor=actor,
        resolved_at=row.resolved_at,
    )
    row.save(update_fields=["ended"])
    return True


@transaction.atomic
def remind_of_retest(report_id: int, *, actor: Actor) -> bool:
    """Remind the reporter once, two days before the time is over. Whether they were."""
    report, row = _waiting(report_id)
    now = clock.now()
    if report is None or row is None or report.answer_reminded_at is not None:
        return False
    if not now < row.due_at <= now + retesting.REMINDED_BEFORE:
        return False
    report.answer_reminded_at = now
    report.save(update_fields=["answer_reminded_at"])
    event = RetestDue(report=report.public_id, retest=row.public_id, due_at=row.due_at.isoformat())
    tell(report, event, actor=actor)
    return True


def _held(public_id: str, actor: Actor) -> tuple[Report, Retest]:
    """The report, locked, and its open retest. Raises NotFound where there is none."""
    report = locking.held(public_id, actor=actor)
    row = (
        Retest.objects.select_related("asked", "answered")
        .filter(report=report, ended__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound
    return report, row


def _waiting(report_id: int) -> tuple[Report | None, Retest | None]:
    found = Report.objects.select_related("program").filter(
        pk=report_id, state=State.RETESTING, locked_at__isnull=True
    )
    report = found.select_for_update(of=("self",)).first()
    return report, Retest.objects.filter(report=report_id, ended__isnull=True).first()


def _end(report: Report, row: Retest, move: str, actor: Actor, note: str) -> Retest:
    given = MoveInput(note=note)
    row.ended = moving.move_of_retest(report, move, actor, given, resolved_at=row.resolved_at)
    row.save(update_fields=["ended"])
    return row


def _take_on(report: Report, row: Retest, actor: Actor) -> None:
    row.accepted_at = report.updated_at = clock.now()
    row.save(update_fields=["accepted_at"])
    report.save(update_fields=["updated_at"])
    tell(report, RetestAccepted(report=report.public_id, retest=row.public_id), actor=actor)


def _require_reporter(report: Report, actor: Actor) -> None:
    if not policies.can_move(actor, report, "decline_retest"):
        raise NotAllowed(_("Only who wrote the report can answer the retest."))


def _require_running(report: Report) -> None:
    if report.state != State.RETESTING:
        raise Conflict(_("This retest is answered already."), code="illegal_move")
    if report.answer_due_at is not None and report.answer_due_at <= clock.now():
        raise Conflict(_("The time for this retest is over."), code="too_late")


def _require_somebody(report: Report) -> None:
    """Nobody can be asked who left, or who may not report any more."""
    if not report.reporter.is_active or banned_among(report.program, [report.reporter_id]):
        raise Conflict(
            _("The reporter has left or may not take part; nobody can be asked for a retest."),
            code="nobody",
        )


def _promised(report: Report, pay_minor: int | None, actor: Actor) -> str | None:
    """The currency of what is promised, None for nothing."""
    if pay_minor is None:
        return None
    if not policies.can_promise(actor, report):
        raise NotAllowed(_("Your role may not promise pay. Ask without it."))
    if report.program.kind == ProgramKind.DISCLOSURE:
        raise Invalid(_("This programme pays no rewards."), field="pay")
    currency = briefs.judge_of(report).brief.currency
    retesting.check_pay(pay_minor, currency)
    return currency
