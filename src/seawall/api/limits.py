"""How often one token or address may ask, counted in this process."""

import threading
import time

from django.conf import settings

from seawall.domain.errors import TooMany
from seawall.lib.text import gettext_noop

_MOST_KEYS = 20_000
_guard = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}


def take(key: str) -> None:
    """Take one request from the bucket of `key`. TooMany with the seconds to wait when empty.

    A bucket holds API_PER_MINUTE requests and fills evenly over a minute.
    """
    most = float(settings.API_PER_MINUTE)
    now = time.monotonic()
    with _guard:
        if len(_buckets) > _MOST_KEYS:
            _buckets.clear()
        left, filled = _buckets.get(key, (most, now))
        left = min(most, left + (now - filled) * most / 60)
        if left < 1:
            _buckets[key] = (left, now)
            wait = int((1 - left) * 60 / most) + 1
            raise TooMany(
                gettext_noop("Too many requests. Wait, then go on more slowly."), retry_after=wait
            )
        _buckets[key] = (left - 1, now)
