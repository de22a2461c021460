"""Why two texts count as alike, in words that stand in both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seawall.domain.search.rules.fingerprints import term
from seawall.domain.search.rules.reading import Reading, words

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
    marks = _by_kind(mine.marks & theirs.marks)
    # What stands in an address or a name that both have needs not be told again word by word.
    told = {word for terms in marks.values() for said in terms for word in words(said)}
    in_titles = {*mine.title} & {*theirs.title}
    in_both = {*mine.title, *mine.body} & {*theirs.title, *theirs.body}
    found = marks | {
        Feature.TITLE: in_titles,
        Feature.PHRASES: {
            pair for pair in mine.pairs & theirs.pairs if not {*pair.split()} <= told
        },
        Feature.WORDS: in_both - in_titles - told,
    }
    order = [*_MARKS, Feature.IDENTIFIER, Feature.TITLE, Feature.PHRASES, Feature.WORDS]
    return tuple(
        Evidence(feature, _strongest([*found[feature]], rarity))
        for feature in order
        if found.get(feature)
    )


def _by_kind(marks: frozenset[str]) -> dict[Feature, set[str]]:
    found: dict[Feature, set[str]] = {}
    for mark in marks:
        kind, _, rest = mark.partition(" ")
        feature = Feature(kind) if rest and kind in _MARKS else Feature.IDENTIFIER
        found.setdefault(feature, set()).add(rest or mark)
    hosts = found.get(Feature.HOST, set())
    names = found.pop(Feature.IDENTIFIER, set())
    names = {name for name in names if not any(name in host for host in hosts)}
    return found | ({Feature.IDENTIFIER: names} if names else {})


def _strongest(terms: Sequence[str], rarity: Callable[[int], float]) -> tuple[str, ...]:
    ranked = sorted(terms, key=lambda said: (-rarity(term(said)), said))
    return tuple(ranked[:MOST_SHOWN])
