"""An amount divided by shares, to the last minor unit."""

from collections.abc import Mapping
from typing import TypeVar

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop

WHOLE_BASIS_POINTS = 10_000

Key = TypeVar("Key", str, int)


def split(amount_minor: int, shares: Mapping[Key, int]) -> dict[Key, int]:
    """Each one's part by largest remainder; the parts sum to the amount exactly.

    `shares` are basis points that sum to 10000. Minor units left over go one each to the largest
    remainders, equal remainders in the order of the keys. A negative amount is the mirror image,
    so that a reversal cancels its award part by part. Raises Invalid for shares that do not sum.
    """
    if sum(shares.values()) != WHOLE_BASIS_POINTS or min(shares.values()) < 0:
        raise Invalid(gettext_noop("Shares must sum to exactly 100 %."), field="shares")
    sign = -1 if amount_minor < 0 else 1
    exact = {key: abs(amount_minor) * points for key, points in shares.items()}
    parts = {key: value // WHOLE_BASIS_POINTS for key, value in exact.items()}
    left_over = abs(amount_minor) - sum(parts.values())
    by_remainder = sorted(shares, key=lambda key: (-(exact[key] % WHOLE_BASIS_POINTS), key))
    for key in by_remainder[:left_over]:
        parts[key] += 1
    return {key: sign * part for key, part in parts.items()}
