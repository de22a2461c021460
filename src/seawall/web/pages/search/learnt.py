"""The page of what was learnt: names for what the comparison counts, and figures as text."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.search.queries import WhatWasLearnt
from seawall.domain.search.queries.learnt import LEAST_RULINGS
from seawall.lib.text import gettext_noop

_FEATURES: Mapping[str, str] = {
    "words": gettext_noop("Rare words in both"),
    "title_in_text": gettext_noop("Words of its title in the other"),
    "text_in_title": gettext_noop("Words of the other's title in it"),
    "pairs": gettext_noop("Neighbouring words in both"),
    "marks": gettext_noop("Hosts, paths, parameters, identifiers"),
    "program": gettext_noop("Same programme"),
    "target": gettext_noop("Same target"),
    "weakness": gettext_noop("Same type"),
    "recent": gettext_noop("Close in time"),
    "no_body": gettext_noop("The other has only a title"),
    "meaning": gettext_noop("Meaning, where there is a model of it"),
}
_FIGURES: Mapping[str, str] = {
    "recall_at_5": gettext_noop("Original among the first 5"),
    "recall_at_10": gettext_noop("Original among the first 10"),
    "mean_reciprocal_rank": gettext_noop("Mean reciprocal rank"),
    "false_merges": gettext_noop("Another report stood first"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; `learnt` is empty where nothing was learnt."""

    name: str
    shipped: str
    learnt: str


@dataclass(frozen=True, slots=True)
class LearntPage:
    """`told` is what the domain knows; the rest is said in words."""

    told: WhatWasLearnt
    weights: tuple[Line, ...]
    figures: tuple[Line, ...]
    least_rulings: int


def page_of(told: WhatWasLearnt) -> LearntPage:
    """The page for what was learnt."""
    return LearntPage(
        told,
        tuple(
            Line(
                _(_FEATURES[one.feature]),
                f"{one.shipped:.2f}",
                "" if one.learnt is None else f"{one.learnt:.2f}",
            )
            for one in told.weights
        ),
        tuple(
            Line(_(_FIGURES[one.name]), f"{one.shipped:.2f}", f"{one.learnt:.2f}")
            for one in told.figures
        ),
        LEAST_RULINGS,
    )
