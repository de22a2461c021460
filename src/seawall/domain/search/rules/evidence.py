"""Why two texts count as alike, in words that stand in both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seawall.domain.search.rules.fingerprints import term
from seawall.domain.search.rules.reading import Reading

MOST_SHOWN = 8


class Feature(StrEnum):
    """What kind of thing two reports share."""

    TITLE = "title"
    WORDS = "words"
    PHRASES = "phrases"
    HOST = "host"
    PATH = "path"
    PARAMETER = "parameter"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The strongest shared terms of one kind, as they were read (stemmed, lower case)."""

    feature: Feature
    terms: tuple[str, ...]


_MARKS = (Feature.HOST, Feature.PATH, Feature.PARAMETER)


def shared(mine: Reading, theirs: Reading, rarity: Callable[[int], float]) -> tuple[Evidence, ...]:
    """What both say, each kind once, the rarest terms first; kinds without any are left out."""
    my_words, their_words = {*mine.title, *mine.body}, {*theirs.title, *theirs.body}
    in_titles = {*mine.title} & {*theirs.title}
    marks = mine.marks & theirs.marks
    found: dict[Feature, set[str]] = {
        Feature.TITLE: in_titles,
        Feature.PHRASES: set(mine.pairs & theirs.pairs),
        Feature.WORDS: (my_words & their_words) - in_titles,
    }
    for mark in marks:
        kind, _, rest = mark.partition(" ")
        is_named = rest and kind in _MARKS
        found.setdefault(Feature(kind) if is_named else Feature.IDENTIFIER, set()).add(
            rest if is_named else mark
        )
    order = [*_MARKS, Feature.IDENTIFIER, Feature.TITLE, Feature.PHRASES, Feature.WORDS]
    return tuple(
        Evidence(feature, _strongest([*found[feature]], rarity))
        for feature in order
        if found.get(feature)
    )


def _strongest(terms: Sequence[str], rarity: Callable[[int], float]) -> tuple[str, ...]:
    ranked = sorted(terms, key=lambda said: (-rarity(term(said)), said))
    return tuple(ranked[:MOST_SHOWN])
