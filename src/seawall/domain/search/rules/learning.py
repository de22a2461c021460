"""Weights from an installation's own rulings "duplicate of": a linear model, plain numbers.

Pairwise logistic regression (Burges et al. 2005, RankNet with a linear scorer), pulled towards the
shipped weights, so that few rulings change little.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seawall.domain.search.rules.similarity import WEIGHTS, score

Figures = Mapping[str, float]
LEAST_CASES = 20
_ROUNDS = 30
_RATE = 0.05
_PULL = 0.02
_RIVALS = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One ruling: the figures of the original, and those of the others that were candidates."""

    original: Figures
    others: Sequence[Figures]


@dataclass(frozen=True, slots=True)
class Quality:
    """How well weights find the originals of `cases` rulings; shares of 1.

    `false_merges`: how often another report stood first.
    """

    cases: int
    recall_at_5: float
    recall_at_10: float
    mean_reciprocal_rank: float
    false_merges: float


def learn(cases: Sequence[Case], seed: int = 1) -> dict[str, float]:
    """Weights for these rulings. Raises ValueError for fewer than LEAST_CASES."""
    if len(cases) < LEAST_CASES:
        raise ValueError(f"At least {LEAST_CASES} rulings are needed, there are {len(cases)}.")
    weights, order = dict(WEIGHTS), random.Random(seed)  # noqa: S311  # order, not secrecy
    for turn in range(_ROUNDS):
        rate = _RATE / (1 + turn / 10)
        for case in order.sample(cases, len(cases)):
            for rival in _hardest(case, weights):
                _step(weights, case.original, rival, rate)
        for name, shipped in WEIGHTS.items():
            weights[name] += _PULL * (shipped - weights[name])
    return {name: round(value, 4) for name, value in weights.items()}


def quality(cases: Sequence[Case], weights: Mapping[str, float]) -> Quality:
    """How the originals would have ranked."""
    ranks = [_rank(case, weights) for case in cases]
    count = len(ranks) or 1
    return Quality(
        cases=len(ranks),
        recall_at_5=sum(rank <= 5 for rank in ranks) / count,
        recall_at_10=sum(rank <= 10 for rank in ranks) / count,
        mean_reciprocal_rank=sum(1 / rank for rank in ranks) / count,
        false_merges=sum(rank > 1 for rank in ranks) / count,
    )


def _rank(case: Case, weights: Mapping[str, float]) -> int:
    own = score(case.original, weights)
    return 1 + sum(score(other, weights) > own for other in case.others)


def _hardest(case: Case, weights: Mapping[str, float]) -> list[Figures]:
    return sorted(case.others, key=lambda other: -score(other, weights))[:_RIVALS]


def _step(weights: dict[str, float], better: Figures, worse: Figures, rate: float) -> None:
    gap = score(better, weights) - score(worse, weights)
    pressure = rate / (1 + math.exp(min(gap, 50.0)))
    for name in weights:
        weights[name] += pressure * (better.get(name, 0.0) - worse.get(name, 0.0))
