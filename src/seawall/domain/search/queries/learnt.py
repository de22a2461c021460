"""What was learnt from the installation's own decisions, beside what is shipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.search import policies
from seawall.domain.search.models import Learnt
from seawall.domain.search.queries.meanings import model
from seawall.domain.search.queries.statistics import SIMILARITY, WEAKNESS
from seawall.domain.search.rules.learning import LEAST_CASES
from seawall.domain.search.rules.similarity import WEIGHTS

LEAST_RULINGS = 2 * LEAST_CASES


@dataclass(frozen=True, slots=True)
class Weight:
    """What one feature counts as shipped, and here; None where nothing was learnt."""

    feature: str
    shipped: float
    learnt: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the rulings that did not teach, a share of 1, by both sets of weights.

    `false_merges` is how often another report than the original stood first: how often a merge
    with the first candidate would have been wrong.
    """

    name: str
    shipped: float
    learnt: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """From how many decisions something was learnt, and when."""

    decisions: int
    learnt_at: datetime


@dataclass(frozen=True, slots=True)
class WhatWasLearnt:
    """Both subjects; a lesson is None where there were too few decisions, or it was reset.

    `model`: the SHA-256 of the table that vectors of meaning come from; empty without one.
    """

    similarity: Lesson | None
    weakness: Lesson | None
    weights: tuple[Weight, ...]
    figures: tuple[Figure, ...]
    examined: int
    words: int
    model: str


def what_was_learnt(actor: Actor) -> WhatWasLearnt:
    """For who may reset it. Raises NotFound for all others."""
    if not policies.can_reset(actor):
        raise NotFound
    rows = {row.subject: row for row in Learnt.objects.all()}
    by_rulings, by_ratings = rows.get(SIMILARITY), rows.get(WEAKNESS)
    numbers = by_rulings.numbers if by_rulings else {}
    quality: Mapping[str, Any] = by_rulings.quality if by_rulings else {}
    return WhatWasLearnt(
        similarity=_lesson(by_rulings),
        weakness=_lesson(by_ratings),
        weights=tuple(Weight(name, value, numbers.get(name)) for name, value in WEIGHTS.items()),
        figures=tuple(_figures(quality)),
        examined=quality.get("learnt", {}).get("cases", 0),
        words=len(by_ratings.numbers["words"]) if by_ratings else 0,
        model=meant.sha256 if (meant := model()) else "",
    )


def _lesson(row: Learnt | None) -> Lesson | None:
    return Lesson(row.decisions, row.learnt_at) if row else None


def _figures(quality: Mapping[str, Any]) -> list[Figure]:
    before, after = quality.get("shipped", {}), quality.get("learnt", {})
    names = [name for name in after if name != "cases" and name in before]
    return [Figure(name, before[name], after[name]) for name in names]
