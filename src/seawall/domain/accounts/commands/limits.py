"""Rate limits: check and take in one atomic statement, the same on both databases.

A bucket is one number, the moment at which it is full again (the generic cell rate algorithm).
"""

import math

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import RateBucket
from seawall.domain.errors import TooMany
from seawall.lib import clock

_TAKE = """
INSERT INTO domain_ratebucket (key, full_at) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET full_at =
    CASE WHEN domain_ratebucket.full_at > %s THEN domain_ratebucket.full_at ELSE %s END + %s
WHERE CASE WHEN domain_ratebucket.full_at > %s THEN domain_ratebucket.full_at ELSE %s END <= %s
RETURNING full_at
"""


def take(key: str, *, at_most: int, per_seconds: float, cost: int = 1) -> None:
    """Take `cost` of a bucket that holds `at_most` and fills up in `per_seconds`.

    The key names the action and whom it limits: `report.submit:user:12`. Raises TooMany, and takes
    nothing, when too little is left.
    """
    now = clock.now().timestamp()
    spent = per_seconds / at_most * cost
    newest = now + per_seconds - spent
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [key, now + spent, now, now, spent, now, now, newest + 1e-6])
        taken = cursor.fetchone() is not None
    if not taken:
        raise TooMany(
            _("You do this too often. Wait a moment and try again."),
            retry_after=max(1, math.ceil(_full_at(key) - newest)),
        )


def _full_at(key: str) -> float:
    return RateBucket.objects.filter(key=key).values_list("full_at", flat=True).first() or 0.0


def purge_cache() -> int:
    """Delete what the cache in the database holds for nobody any more; gives the number of rows.

    Its backend does so only when it is full, and then at random.
    """
    cache = settings.CACHES["default"]
    if not str(cache["BACKEND"]).endswith("DatabaseCache"):
        return 0
    table = connection.ops.quote_name(str(cache["LOCATION"]))
    now = connection.ops.adapt_datetimefield_value(clock.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
        return int(cursor.rowcount)


def purge_buckets() -> int:
    """Delete the buckets that are full again; gives their number."""
    return RateBucket.objects.filter(full_at__lt=clock.now().timestamp()).delete()[0]
