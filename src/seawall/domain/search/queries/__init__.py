"""Reading: reports like one another, how they compare, and what a text seems to speak of."""

from seawall.domain.search.queries.comparing import Comparison, compare
from seawall.domain.search.queries.finding import Found, Side, find, find_ids, readable
from seawall.domain.search.queries.hits import Hit
from seawall.domain.search.queries.known import SimilarKnown
from seawall.domain.search.queries.learnt import WhatWasLearnt, what_was_learnt
from seawall.domain.search.queries.similar import (
    Resembling,
    Similar,
    similar,
    similar_to_own,
)
from seawall.domain.search.queries.suggesting import Suggested, suggestions
from seawall.domain.search.queries.views import ViewRow, counts_of, views

__all__ = [
    "Comparison",
    "Found",
    "Hit",
    "Resembling",
    "Side",
    "Similar",
    "SimilarKnown",
    "Suggested",
    "ViewRow",
    "WhatWasLearnt",
    "compare",
    "counts_of",
    "find",
    "find_ids",
    "readable",
    "similar",
    "similar_to_own",
    "suggestions",
    "views",
    "what_was_learnt",
]
