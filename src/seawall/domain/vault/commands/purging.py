"""Forgetting what was sealed, when its time is over."""

from django.db import transaction

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.commands import record
from seawall.domain.vault.events import SecretsPurged
from seawall.domain.vault.models import SealedSecret
from seawall.lib import clock

_AT_ONCE = 500


def purge() -> int:
    """Empty the sealed texts that are due, the fingerprints stay. Returns how many."""
    total = 0
    while done := _purge_some():
        total += done
    return total


def _purge_some() -> int:
    now = clock.now()
    with transaction.atomic():
        due = SealedSecret.objects.filter(purged_at__isnull=True, purge_at__lte=now)
        names = list(due.order_by("purge_at", "pk").values_list("pk", flat=True)[:_AT_ONCE])
        if not names:
            return 0
        count = due.filter(pk__in=names).update(sealed="", purged_at=now)
        record(SecretsPurged(count=count), actor=SYSTEM)
    return count
