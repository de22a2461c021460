"""Writing into the ledger."""

from collections.abc import Sequence

from seawall.domain.actor import Actor
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


def _payee(account: str) -> int | None:
    kind, _colon, owner = account.partition(":")
    return int(owner) if kind == "payable" else None
