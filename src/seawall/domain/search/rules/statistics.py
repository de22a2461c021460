"""How common terms are here: counts of reports by term, in hashed buckets."""

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

BUCKETS = 2**17


def _nothing() -> "array[int]":
    return array("H", bytes(2 * BUCKETS))


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counted over `reports` texts. Two terms may share a bucket: then both seem commoner."""

    reports: int = 0
    buckets: "array[int]" = field(default_factory=_nothing)

    def rarity(self, term: int) -> float:
        """The inverse document frequency of BM25, never negative (Robertson and Zaragoza 2009)."""
        count = self.buckets[term % BUCKETS]
        return math.log1p((self.reports - count + 0.5) / (count + 0.5))

    @classmethod
    def over(cls, texts: Iterable[frozenset[int]]) -> "Statistics":
        """Counted over the terms of these texts; at most 65535 of them make sense."""
        buckets, reports = _nothing(), 0
        for terms in texts:
            reports += 1
            for each in terms:
                buckets[each % BUCKETS] += 1
        return cls(reports, buckets)

    def to_bytes(self) -> bytes:
        """The buckets as native uint16, for the table."""
        return self.buckets.tobytes()

    @classmethod
    def from_bytes(cls, reports: int, packed: bytes) -> "Statistics":
        """What `to_bytes` gave."""
        return cls(reports, array("H", packed))
