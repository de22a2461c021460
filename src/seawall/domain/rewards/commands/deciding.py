"""What a second person does with an award."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.leaks import commands as leaks
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.reports.commands import clocking
from seawall.domain.reports.rules.deciding import RewardReason
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import policies
from seawall.domain.rewards.commands.holding import LONGEST_REASON, held, tell, words
from seawall.domain.rewards.commands.posting import note_decision, post
from seawall.domain.rewards.events import AwardApproved, AwardRejected, AwardReversed
from seawall.domain.rewards.models import Award, LedgerTransaction
from seawall.domain.rewards.queries import shares, sums
from seawall.domain.rewards.rules import awarding, ledger
from seawall.domain.rewards.rules.awarding import AwardState
from seawall.domain.rewards.rules.ledger import EntryKind, Posting
from seawall.lib import clock

LONGEST_NOTE = 500


@transaction.atomic
def approve(award_id: str, *, actor: Actor, note: str = "") -> Award:
    """Approve as a second person: the ledger gets its entries, shares are split to the cent."""
    award = held(award_id, actor)
    _require_decider(award, actor)
    # The state may have changed since the proposal; only what is eligible is paid.
    _check_eligible(award)
    before = sums.awarded_minor(award.subject)
    _decide(award, "approve", note, actor)
    postings = ledger.award_postings(
        award.subject.program.slug, award.amount_minor, shares.shares_in(award)
    )
    posted = post(award, EntryKind.AWARD, postings, actor)
    _note_on_subject(award, posted, actor)
    if award.report is not None:
        note_decision(
            award.report,
            (before, before + award.amount_minor, award.currency),
            reason_code=award.reason_code or RewardReason.OTHER,
            reason=award.reason,
            proposed_by_id=award.proposed_by_id,
            actor=actor,
        )
    tell(
        AwardApproved(
            award=award.public_id,
            report=award.report_name,
            leak=award.leak_name,
            kind=award.kind,
            amount_minor=award.amount_minor,
            currency=award.currency,
            transaction=posted.public_id,
            reason_code=award.reason_code,
        ),
        award.subject,
        actor,
    )
    return award


@transaction.atomic
def reject(award_id: str, *, note: str, actor: Actor) -> Award:
    """Reject as a second person, with the reason. Nothing is posted."""
    award = held(award_id, actor)
    _require_decider(award, actor)
    if not note.strip():
        raise Invalid(_("Say why it is rejected."), field="note")
    _decide(award, "reject", note, actor)
    tell(
        AwardRejected(award=award.public_id, report=award.report_name, leak=award.leak_name),
        award.subject,
        actor,
    )
    return award


@transaction.atomic
def reverse(award_id: str, *, note: str, actor: Actor) -> Award:
    """Correct an approved or paid award: each of its transactions gets its opposite."""
    award = held(award_id, actor)
    if not policies.can_decide(actor, award):
        raise NotAllowed(
            _("A correction needs the right to approve, and another than the proposer.")
        )
    if not note.strip():
        raise Invalid(_("Say what is being corrected."), field="note")
    before = sums.awarded_minor(award.subject)
    award.state = awarding.check_award_move("reverse", AwardState(award.state))
    award.save(update_fields=["state"])
    said = words(note, "note", LONGEST_NOTE, about=award.subject, actor=actor)
    last = None
    for earlier in award.transactions.filter(reverses=None, reversed_by=None).order_by("-pk"):
        lines = [Posting(entry.account, entry.amount_minor) for entry in earlier.entries.all()]
        last = post(
            award, EntryKind.REVERSAL, ledger.reversal_of(lines), actor, note=said, reverses=earlier
        )
    if last is None:
        raise Conflict(_("There is nothing left to reverse."))
    if award.leak is not None and not sums.awarded_minor(award.leak):
        leaks.take_back_reward(award.leak, actor=actor)
    if award.report is not None:
        note_decision(
            award.report,
            (before, before - award.amount_minor, award.currency),
            reason_code=RewardReason.CORRECTED_MISTAKE,
            # The note is the ledger's: payees read neither it nor the transactions.
            reason="",
            actor=actor,
        )
    tell(
        AwardReversed(
            award=award.public_id,
            report=award.report_name,
            leak=award.leak_name,
            transaction=last.public_id,
        ),
        award.subject,
        actor,
    )
    return award


def _require_decider(award: Award, actor: Actor) -> None:
    awarding.check_approver(award.proposed_by_id, actor.user_id or 0)
    if not policies.can_decide(actor, award):
        raise NotAllowed(_("Your role may not decide on awards."))


def _check_eligible(award: Award) -> None:
    if award.retest_id is not None:
        # The work is done, wherever the report has gone since.
        return
    if award.leak is not None:
        is_anonymous = award.leak.reporter_id is None
        awarding.check_leak_eligible(LeakState(award.leak.state), is_anonymous=is_anonymous)
    elif award.report is not None:
        awarding.check_eligible(State(award.report.state))


def _note_on_subject(award: Award, posted: LedgerTransaction, actor: Actor) -> None:
    """The reward clock of a report stops, unless it was a retest; a leaked key is rewarded."""
    if award.leak is not None:
        leaks.note_reward(award.leak, actor=actor)
    elif award.report is not None and award.retest_id is None:
        clocking.note_reward(award.report.pk, at=posted.posted_at)


def _decide(award: Award, move: str, note: str, actor: Actor) -> None:
    award.state = awarding.check_award_move(move, AwardState(award.state))
    award.decided_at = clock.now()
    award.decided_by_id = actor.user_id
    award.decision_note = words(note, "note", LONGEST_REASON, about=award.subject, actor=actor)
    award.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])
