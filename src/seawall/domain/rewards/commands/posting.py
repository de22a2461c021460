"""Writing into the ledger, and of the decision behind a sum."""

from collections.abc import Sequence

from seawall.domain.actor import Actor
from seawall.domain.reports.commands import deciding
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.deciding import DecisionKind
from seawall.domain.rewards.models import Award, LedgerEntry, LedgerTransaction
from seawall.domain.rewards.rules import ledger
from seawall.domain.rewards.rules.ledger import EntryKind, Posting
from seawall.lib import clock, ids


def post(
    award: Award,
    kind: EntryKind,
    postings: Sequence[Posting],
    actor: Actor,
    *,
    reference: str = "",
    note: str = "",
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    """One balanced transaction of the award. `reference` and `note` are clean already."""
    ledger.assert_balanced(postings)
    posted = LedgerTransaction.objects.create(
        public_id=ids.public_id("L"),
        kind=kind,
        program_id=award.subject.program_id,
        award=award,
        reverses=reverses,
        reference=reference,
        note=note,
        posted_at=clock.now(),
        posted_by_id=actor.user_id or 0,
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            transaction=posted,
            account=posting.account,
            user_id=_payee(posting.account),
            program_id=award.subject.program_id,
            amount_minor=posting.amount_minor,
            currency=award.currency,
        )
        for posting in postings
    )
    return posted


def note_decision(
    report: Report,
    sums: tuple[int, int, str],
    *,
    reason_code: str,
    reason: str,
    proposed_by_id: int | None = None,
    actor: Actor,
) -> None:
    """What the report had earned in all, has now, and in which currency. `reason` is clean."""
    before, after, currency = sums
    deciding.note_decision(
        report,
        DecisionKind.REWARD,
        before={"amount_minor": before, "currency": currency},
        after={"amount_minor": after, "currency": currency},
        reason_code=reason_code,
        reason=reason,
        made_at=clock.now(),
        made_by_id=actor.user_id or 0,
        proposed_by_id=proposed_by_id,
    )


def _payee(account: str) -> int | None:
    kind, _colon, owner = account.partition(":")
    return int(owner) if kind == "payable" else None
