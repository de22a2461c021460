"""Sums over the ledger. What an entry did is the kind of what it reverses, with the sign turned."""

from django.db.models import Sum
from django.db.models.functions import Coalesce

from seawall.domain.leaks.models import Leak
from seawall.domain.reports.models import Report
from seawall.domain.rewards.models import LedgerEntry
from seawall.domain.rewards.rules.ledger import EntryKind

EFFECT = Coalesce("transaction__reverses__kind", "transaction__kind")
"""`award` or `payout`: a reversal counts under what it takes back."""


def awarded_minor(about: Report | Leak) -> int:
    """All awards of a report or a leaked key less what was reversed: the expense that is left."""
    expense = LedgerEntry.objects.filter(
        transaction__award__in=about.awards.all(), account__startswith="expense:"
    )
    return expense.aggregate(total=Sum("amount_minor"))["total"] or 0


def earned_minor(about: Report | Leak, user_id: int | None) -> int:
    """The person's part of `awarded_minor`, whether paid or not."""
    mine = LedgerEntry.objects.filter(transaction__award__in=about.awards.all(), user=user_id)
    credited = mine.annotate(effect=EFFECT).filter(effect=EntryKind.AWARD)
    return -(credited.aggregate(total=Sum("amount_minor"))["total"] or 0)
