"""Propose, decide, pay, correct. Money moves only by balanced entries that nothing changes."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import Happening, record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.reports import commands as reports
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.commands import clocking
from seawall.domain.reports.models import Audience, Report
from seawall.domain.reports.queries.briefs import pinned
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import policies
from seawall.domain.rewards.events import (
    AwardApproved,
    AwardProposed,
    AwardRejected,
    AwardReversed,
    PayoutRecorded,
    RewardDeclined,
)
from seawall.domain.rewards.models import Award, LedgerEntry, LedgerTransaction
from seawall.domain.rewards.queries import offers, shares
from seawall.domain.rewards.rules import awarding, ledger
from seawall.domain.rewards.rules.awarding import AwardState
from seawall.domain.rewards.rules.ledger import EntryKind, Posting
from seawall.lib import clock, ids, money
from seawall.lib.text import UnsafeText, clean_text

LARGEST_MINOR = money.LARGEST_AMOUNT_MINOR
LONGEST_REASON = 4000
LONGEST_NOTE = 500
LONGEST_REFERENCE = 200


@transaction.atomic
def propose(
    report_id: str, *, amount_minor: int, currency: str, kind: str, reason: str, actor: Actor
) -> Award:
    """Propose a sum for an accepted or resolved report, judged by the brief it is pinned to.

    Outside the range or above the maximum a reason is needed; every award needs a second person.
    Raises NotFound, NotAllowed, Conflict (state), Invalid (amount, currency, kind, reason).
    """
    report = _report(report_id, actor)
    if not policies.can_propose(actor, report):
        raise NotAllowed(_("Your role may not propose an award for this report."))
    awarding.check_eligible(State(report.state))
    if report.program.kind == ProgramKind.DISCLOSURE:
        raise Conflict(_("This programme pays no rewards."), code="no_rewards")
    brief = pinned(report.brief_id or 0).brief
    if currency.strip().upper() != brief.currency:
        raise Invalid(
            _("This programme pays in %(currency)s.") % {"currency": brief.currency},
            field="currency",
        )
    if amount_minor > LARGEST_MINOR:
        raise Invalid(_("The amount is too large to be meant."), field="amount_minor")
    offered = offers.offered(report)
    proposal = awarding.check_proposal(
        amount_minor,
        offered=offered,
        program_maximum_minor=brief.program_maximum_minor,
        kind=kind,
        reason=reason,
        awarded_minor=offers.awarded_minor(report),
    )
    award = Award.objects.create(
        public_id=ids.public_id("A"),
        report=report,
        kind=proposal.kind,
        state=AwardState.PROPOSED,
        amount_minor=amount_minor,
        currency=brief.currency,
        range_minimum_minor=offered.minimum_minor if offered else None,
        range_maximum_minor=offered.maximum_minor if offered else None,
        is_exceptional=proposal.is_exceptional,
        reason=_text(reason, "reason", LONGEST_REASON),
        proposed_at=clock.now(),
        proposed_by_id=actor.user_id or 0,
    )
    _record(
        AwardProposed(
            award=award.public_id,
            report=report.public_id,
            kind=award.kind,
            amount_minor=amount_minor,
            currency=award.currency,
            is_exceptional=award.is_exceptional,
        ),
        report,
        actor,
    )
    return award


@transaction.atomic
def approve(award_id: str, *, actor: Actor, note: str = "") -> Award:
    """Approve as a second person: the ledger gets its entries, shares are split to the cent."""
    award = _held(award_id, actor)
    _require_decider(award, actor)
    # The state may have changed since the proposal; only eligible reports are paid.
    awarding.check_eligible(State(award.report.state))
    _decide(award, "approve", note, actor)
    postings = ledger.award_postings(
        award.report.program.slug, award.amount_minor, shares.shares_of(award.report)
    )
    posted = _post(award, EntryKind.AWARD, postings, actor)
    clocking.note_reward(award.report_id, at=posted.posted_at)
    _record(
        AwardApproved(
            award=award.public_id,
            report=award.report.public_id,
            kind=award.kind,
            amount_minor=award.amount_minor,
            currency=award.currency,
            transaction=posted.public_id,
        ),
        award.report,
        actor,
    )
    return award


@transaction.atomic
def reject(award_id: str, *, note: str, actor: Actor) -> Award:
    """Reject as a second person, with the reason. Nothing is posted."""
    award = _held(award_id, actor)
    _require_decider(award, actor)
    if not note.strip():
        raise Invalid(_("Say why it is rejected."), field="note")
    _decide(award, "reject", note, actor)
    _record(
        AwardRejected(award=award.public_id, report=award.report.public_id), award.report, actor
    )
    return award


@transaction.atomic
def reverse(award_id: str, *, note: str, actor: Actor) -> Award:
    """Correct an approved or paid award: each of its transactions gets its opposite."""
    award = _held(award_id, actor)
    if not policies.can_decide(actor, award):
        raise NotAllowed(
            _("A correction needs the right to approve, and another than the proposer.")
        )
    if not note.strip():
        raise Invalid(_("Say what is being corrected."), field="note")
    award.state = awarding.check_award_move("reverse", AwardState(award.state))
    award.save(update_fields=["state"])
    last = None
    for earlier in award.transactions.filter(reverses=None, reversed_by=None).order_by("-pk"):
        lines = [Posting(entry.account, entry.amount_minor) for entry in earlier.entries.all()]
        last = _post(
            award, EntryKind.REVERSAL, ledger.reversal_of(lines), actor, note=note, reverses=earlier
        )
    if last is None:
        raise Conflict(_("There is nothing left to reverse."))
    _record(
        AwardReversed(
            award=award.public_id, report=award.report.public_id, transaction=last.public_id
        ),
        award.report,
        actor,
    )
    return award


@transaction.atomic
def record_payout(award_id: str, *, user_id: int, reference: str, actor: Actor) -> Award:
    """Record that a payee's whole part of an award was paid, with the payment's reference.

    The award is paid when the last payee is. Paying a part twice is refused.
    """
    award = _held(award_id, actor)
    if policies.lacks_second_factor_to_pay(actor, award):
        raise NotAllowed(_("Recording a payout needs a second factor. Sign in with yours."))
    if not policies.can_pay(actor, award):
        raise NotAllowed(_("Your role may not record payouts."))
    if not reference.strip():
        raise Invalid(_("Give the reference of the payment."), field="reference")
    if award.state != AwardState.APPROVED:
        raise Conflict(f"An award that is {award.state} cannot be paid.")
    owed = shares.owed(award)
    if owed.get(user_id, 0) <= 0:
        raise Conflict(_("Nothing of this award is owed to this person (any more)."))
    amount = owed.pop(user_id)
    postings = ledger.payout_postings(award.report.program.slug, user_id, amount)
    posted = _post(
        award,
        EntryKind.PAYOUT,
        postings,
        actor,
        reference=_text(reference, "reference", LONGEST_REFERENCE),
    )
    if not any(owed.values()):
        award.state = awarding.check_award_move("pay", AwardState(award.state))
        award.save(update_fields=["state"])
    _record(
        PayoutRecorded(
            award=award.public_id,
            report=award.report.public_id,
            user_id=user_id,
            amount_minor=amount,
            currency=award.currency,
            transaction=posted.public_id,
        ),
        award.report,
        actor,
    )
    return award


@transaction.atomic
def decline_reward(report_id: str, *, reason: str, actor: Actor) -> None:
    """Declare a triaged report not eligible: the reward clock stops, the reporter reads why.

    The reason becomes a comment to the participants. Raises NotFound, NotAllowed, Conflict while
    an award waits for its decision, where the reward is decided or nothing was promised, Invalid.
    """
    report = _report(report_id, actor)
    if not policies.can_propose(actor, report):
        raise NotAllowed(_("Your role may not decide on rewards for this report."))
    if report.awards.filter(state=AwardState.PROPOSED).exists():
        raise Conflict(_("An award is proposed for this report. Decide on it first."))
    if not awarding.can_decline(
        State(report.state),
        is_triaged=report.triaged_at is not None,
        is_decided=report.rewarded_at is not None,
    ):
        raise Conflict(_("The reward of this report is decided, or it is not triaged yet."))
    if not reason.strip():
        raise Invalid(_("Say why in a sentence; the reporter reads it."), field="reason")
    reports.comment(report_id, body=reason, audience=Audience.PARTICIPANTS, actor=actor)
    clocking.note_reward(report.pk, at=clock.now())
    _record(RewardDeclined(report=report.public_id), report, actor)


def _report(public_id: str, actor: Actor) -> Report:
    found = (
        report_policies.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("program")
        .prefetch_related("collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _held(public_id: str, actor: Actor) -> Award:
    found = (
        policies.visible_to(actor)
        .select_for_update(of=("self", "report"))
        .select_related("report__program")
        .prefetch_related("report__collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _require_decider(award: Award, actor: Actor) -> None:
    awarding.check_approver(award.proposed_by_id, actor.user_id or 0)
    if not policies.can_decide(actor, award):
        raise NotAllowed(_("Your role may not decide on awards."))


def _decide(award: Award, move: str, note: str, actor: Actor) -> None:
    award.state = awarding.check_award_move(move, AwardState(award.state))
    award.decided_at = clock.now()
    award.decided_by_id = actor.user_id
    award.decision_note = _text(note, "note", LONGEST_REASON)
    award.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])


def _post(
    award: Award,
    kind: EntryKind,
    postings: Sequence[Posting],
    actor: Actor,
    *,
    reference: str = "",
    note: str = "",
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    ledger.assert_balanced(postings)
    posted = LedgerTransaction.objects.create(
        public_id=ids.public_id("L"),
        kind=kind,
        program_id=award.report.program_id,
        award=award,
        reverses=reverses,
        reference=reference,
        note=_text(note, "note", LONGEST_NOTE),
        posted_at=clock.now(),
        posted_by_id=actor.user_id or 0,
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            transaction=posted,
            account=posting.account,
            user_id=_payee(posting.account),
            program_id=award.report.program_id,
            amount_minor=posting.amount_minor,
            currency=award.currency,
        )
        for posting in postings
    )
    return posted


def _payee(account: str) -> int | None:
    kind, _colon, owner = account.partition(":")
    return int(owner) if kind == "payable" else None


def _text(value: str, field: str, longest: int) -> str:
    try:
        text = clean_text(value).strip()
    except UnsafeText as error:
        raise Invalid(str(error), field=field) from error
    if len(text) > longest:
        raise Invalid(_("At most %(n)d characters.") % {"n": longest}, field=field)
    return text


def _record(event: Happening, report: Report, actor: Actor) -> None:
    record(
        event,
        actor=actor,
        organization_id=report.program.organization_id,
        program_id=report.program_id,
        report_id=report.pk,
    )
