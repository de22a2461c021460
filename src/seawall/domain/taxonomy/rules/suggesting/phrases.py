"""Phrases that speak for a weakness, found in a text of any length in one pass."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from seawall.domain.taxonomy.rules.suggesting.weaknesses import DATA, load_weaknesses

_WORD = re.compile(r"[a-z0-9]+")
_ADDRESS = re.compile(r"https?://\S+")
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """Phrases of one meaning, as stemmed words, and what they speak for by weakness key."""

    phrases: tuple[tuple[str, ...], ...]
    weights: Mapping[str, float] = field(hash=False)


def words_of(text: str) -> list[str]:
    """The words in lower case without a plural s; addresses count for nothing."""
    return [_stem(word) for word in _WORD.findall(_ADDRESS.sub(" ", text.casefold()))]


def cues_in(words: Sequence[str]) -> dict[Cue, str]:
    """Every cue that occurs, each once, with the phrase it was found by."""
    table = _by_first_word()
    found: dict[Cue, str] = {}
    for at, word in enumerate(words):
        for phrase, cue in table.get(word, ()):
            if cue not in found and tuple(words[at : at + len(phrase)]) == phrase:
                found[cue] = " ".join(phrase)
    return found


def _stem(word: str) -> str:
    plural = len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] not in "su"
    return word[:-1] if plural else word


@lru_cache(maxsize=1)
def load_cues() -> tuple[Cue, ...]:
    """The shipped cues. ValueError names a line that cannot be read."""
    lines = (DATA / "cues.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_cue(line) for line in lines if line and not line.startswith("#"))


def _cue(line: str) -> Cue:
    phrases, _, weights = line.rpartition(": ")
    told = dict(pair.rsplit(" ", 1) for pair in weights.split(", "))
    unknown = told.keys() - load_weaknesses().keys()
    if unknown or not phrases:
        raise ValueError(f"cues.txt: {line!r} names no phrase or no known weakness {unknown}")
    return Cue(
        phrases=tuple(tuple(words_of(phrase)) for phrase in phrases.split(" | ")),
        weights={key: float(weight) for key, weight in told.items()},
    )


@lru_cache(maxsize=1)
def _by_first_word() -> Mapping[str, Sequence[tuple[tuple[str, ...], Cue]]]:
    table: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for cue in load_cues():
        for phrase in cue.phrases:
            table.setdefault(phrase[0], []).append((phrase, cue))
    # The longest first: it is what the reader is shown.
    return {word: sorted(each, key=lambda pair: -len(pair[0])) for word, each in table.items()}
