"""What an installation's own ratings teach: counts of words by weakness, nothing else.

A naive Bayes ratio with an informed floor: each word speaks for a weakness as much as its share
among the reports rated so exceeds the weakness's share of all. The counts are plain numbers that
can be stored, shown and reset; little history carries little weight.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

# Virtual reports behind each word, and the history at which it counts half of _MOST.
_SMOOTHING = 10.0
_HALF_AT = 700
_MOST = 0.6
_PRIOR_SHARE = 0.5
_SHOWN = 0.4


@dataclass(frozen=True, slots=True)
class Told:
    """What the history adds for one weakness, and the words that speak loudest for it."""

    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Counts over rated reports. `words` maps a word or pair to counts by weakness key."""

    reports: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many rated reports there are."""
        return sum(self.reports.values())

    @classmethod
    def of(cls, rated: Iterable[tuple[Sequence[str], str]]) -> "History":
        """From pairs of a title's words and the weakness key that people settled on."""
        reports: Counter[str] = Counter()
        words: dict[str, Counter[str]] = {}
        for title_words, key in rated:
            reports[key] += 1
            for feature in features(title_words):
                words.setdefault(feature, Counter())[key] += 1
        return cls(reports, words)

    def evidence(self, said: Iterable[str], keys: Iterable[str]) -> dict[str, Told]:
        """What these words tell for each weakness that the history knows."""
        total = self.total
        if not total:
            return {}
        trust = total / (total + _HALF_AT)
        known = [(word, self.words[word]) for word in said if word in self.words]
        candidates = len(self.reports)
        told = {}
        for key in keys:
            count = self.reports.get(key, 0)
            if not count:
                continue
            share = count / total
            ratios = {
                word: math.log((by.get(key, 0) / share + _SMOOTHING) / (_sum(by) + _SMOOTHING))
                for word, by in known
            }
            prior = _PRIOR_SHARE * math.log(share * candidates)
            score = trust * (_MOST * sum(ratios.values()) + prior)
            loud = sorted((r, w) for w, r in ratios.items() if r > _SHOWN)[::-1]
            told[key] = Told(score, tuple(word for _, word in loud[:3]))
        return told


def features(words: Sequence[str]) -> frozenset[str]:
    """The words of a title and their neighbouring pairs."""
    pairs = (f"{one} {next_}" for one, next_ in pairwise(words))
    return frozenset(words) | frozenset(pairs)


def _sum(by: Mapping[str, int]) -> int:
    return sum(by.values())


EMPTY = History()
