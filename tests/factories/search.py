"""Reports that can be found, as the worker leaves them."""

from django.db import transaction

from seawall.domain.search import commands
from seawall.domain.search.commands.views import ViewIn, save_view
from seawall.domain.search.models import Learnt, SavedView
from seawall.lib import clock

__all__ = ["indexed", "learnt", "saved_view"]


def indexed(*reports):
    """The same reports, read and counted; gives the only one back when it is only one."""
    with transaction.atomic():
        commands.index([report.pk for report in reports])()
    commands.count_terms(force=True)
    with transaction.atomic():
        # Now that it is known how common terms are.
        commands.index([report.pk for report in reports])()
        commands.index_words([report.pk for report in reports])()
    return reports[0] if len(reports) == 1 else reports


def saved_view(actor, name="Late ones", query="state:open clock:overdue", **shared) -> SavedView:
    return save_view(ViewIn(name, query, **shared), actor=actor)


def learnt(subject="similarity", **numbers) -> Learnt:
    """Numbers as if they had been learnt."""
    return Learnt.objects.create(
        subject=subject, numbers=numbers, decisions=40, learnt_at=clock.now()
    )
