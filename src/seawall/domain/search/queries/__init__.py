"""Reading: reports like one another, how they compare, and what a text seems to speak of."""

from seawall.domain.search.queries.comparing import Comparison, compare
from seawall.domain.search.queries.finding import Found, find, find_own
from seawall.domain.search.queries.similar import (
    Resembling,
    Similar,
    similar,
    similar_to_own,
)
from seawall.domain.search.queries.suggesting import Suggested, suggestions

__all__ = [
    "Comparison",
    "Found",
    "Resembling",
    "Similar",
    "Suggested",
    "compare",
    "find",
    "find_own",
    "similar",
    "similar_to_own",
    "suggestions",
]
