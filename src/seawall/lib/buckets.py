"""How often one may do something, counted in this process: exact where there is one.

A bucket is one number, the moment at which it is full again.
"""

import math
import threading
from time import monotonic

_MOST_KEYS = 50_000
_guard = threading.Lock()
_full_at: dict[str, float] = {}


def take(key: str, *, at_most: float, per_seconds: float, cost: int = 1) -> int:
    """Take `cost` of a bucket that holds `at_most` and fills up in `per_seconds`.

    Gives 0, or the seconds to wait where too little is left: then nothing was taken.
    """
    now = monotonic()
    spent = per_seconds / at_most * cost
    with _guard:
        full_at = max(_full_at.get(key, now), now) + spent
        late = full_at - (now + per_seconds)
        if late > 1e-6:
            return max(1, math.ceil(late))
        if len(_full_at) >= _MOST_KEYS:
            _make_room(now)
        _full_at[key] = full_at
    return 0


def _make_room(now: float) -> None:
    """Forget the full ones; of the others the half that is full soonest: a flood forgets itself."""
    for key in [key for key, full_at in _full_at.items() if full_at <= now]:
        del _full_at[key]
    if len(_full_at) >= _MOST_KEYS:
        for key in sorted(_full_at, key=_full_at.__getitem__)[: _MOST_KEYS // 2]:
            del _full_at[key]


def forget() -> None:
    """Every bucket is full again."""
    with _guard:
        _full_at.clear()
