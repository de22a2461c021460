"""How alike two reports are: a few figures between 0 and about 1, and their weighted sum.

The weights are a plain table of numbers. The shipped ones were chosen on public pairs of reports;
an installation may learn its own (`learning`).
"""

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from seawall.domain.search.rules.fingerprints import Fingerprint
from seawall.domain.search.rules.statistics import Statistics
from seawall.lib.embedding import likeness

# BM25's usual constants: how soon repetition stops counting, how much length does.
_K1, _B = 1.2, 0.7
_USUAL_LENGTH = 90
_MOST_TERMS = 60
_TITLE_TWICE = 2
_EVIDENT_MARKS = 30.0

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "words": 1.7,
        "title_in_text": 0.9,
        "text_in_title": 0.85,
        "pairs": 1.2,
        "marks": 0.3,
        "program": 0.6,
        "target": 0.25,
        "weakness": 0.25,
        "recent": 0.3,
        "no_body": 0.35,
        "meaning": 0.5,
    }
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One report as it is compared. `number` grows with age's reverse: later reports have more.

    `meaning` is its vector (lib.embedding); empty without a model.
    """

    number: int
    found: Fingerprint
    program_id: int = 0
    target: str = ""
    vrt: str = ""
    meaning: bytes = b""


@dataclass(frozen=True, slots=True)
class Query:
    """The report that others are compared with, and what is the same for all of them."""

    subject: Subject
    terms: Mapping[int, float]
    weight: float
    title_weight: float


def prepare(subject: Subject, statistics: Statistics) -> Query:
    """Read once what every comparison needs."""
    said = dict(subject.found.body)
    for key in subject.found.title:
        said[key] = said.get(key, 0) + _TITLE_TWICE
    heavy = {key: statistics.rarity(key) * min(count, 3) for key, count in said.items()}
    best = sorted(heavy, key=lambda key: (-heavy[key], key))[:_MOST_TERMS]
    terms = {key: statistics.rarity(key) * (1.0 if said[key] < 2 else 1.3) for key in best}
    return Query(
        subject,
        terms,
        weight=sum(map(statistics.rarity, best)) or 1.0,
        title_weight=_weight(subject.found.title, statistics) or 1.0,
    )


def figures(query: Query, other: Subject, statistics: Statistics) -> dict[str, float]:
    """Each feature of the pair by its name in WEIGHTS."""
    mine, theirs = query.subject.found, other.found
    my_words = mine.title | mine.body.keys()
    their_words = theirs.title | theirs.body.keys()
    shared_pairs = mine.pairs & theirs.pairs
    size = math.sqrt((len(mine.pairs) + 5) * (len(theirs.pairs) + 5)) * 5
    their_title = _weight(theirs.title, statistics) or 1.0
    return {
        "words": _bm25(query, theirs) / query.weight,
        "title_in_text": _weight(mine.title & their_words, statistics) / query.title_weight,
        "text_in_title": _weight(theirs.title & my_words, statistics) / their_title,
        "pairs": _weight(shared_pairs, statistics) / size,
        "marks": min(1.0, _weight(mine.marks & theirs.marks, statistics) / _EVIDENT_MARKS),
        "program": float(query.subject.program_id == other.program_id),
        "target": float(bool(other.target) and query.subject.target == other.target),
        "weakness": float(bool(other.vrt) and query.subject.vrt == other.vrt),
        "recent": -math.log10(1 + abs(query.subject.number - other.number)),
        "no_body": float(not theirs.body),
        "meaning": likeness(query.subject.meaning, other.meaning),
    }


def score(found: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """The weighted sum; only its order means something."""
    return sum(weights.get(name, 0.0) * value for name, value in found.items())


def _bm25(query: Query, theirs: Fingerprint) -> float:
    length = theirs.length + _TITLE_TWICE * len(theirs.title)
    norm = _K1 * (1 - _B + _B * length / _USUAL_LENGTH)
    total = 0.0
    for key, weight in query.terms.items():
        count = theirs.body.get(key, 0) + (_TITLE_TWICE if key in theirs.title else 0)
        if count:
            total += weight * count * (_K1 + 1) / (count + norm)
    return total


def _weight(terms: Set[int], statistics: Statistics) -> float:
    return sum(map(statistics.rarity, terms))
