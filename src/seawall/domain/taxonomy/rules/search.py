"""Find an entry of the taxonomy by what somebody types."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from seawall.domain.taxonomy.rules.synonyms import SYNONYMS
from seawall.domain.taxonomy.rules.tree import Node, Release

MAX_QUERY_CHARS = 100
_MAX_WORDS = 8
_MAX_READINGS = 12
_WORD = re.compile(r"[a-z0-9]+")
_ABBREVIATION = re.compile(r"(.+?)\s*\(([A-Za-z0-9]{2,6})\)\s*")
_SHORTEST_PLURAL = 3
_SHORTEST_CORRECTED = 4
_FILLER = re.compile(r"an?|and|at|by|for|from|in|is|of|on|or|the|to|via|with")

# Scores per word: a whole word of the own name, the start of one, the same in the path above.
_OWN, _ABOVE = 100, 40
_START_SHARE = 0.7
_SAME_NAME, _NAME_START, _ALL_IN_NAME, _COVERED = 120, 60, 50, 20
_SAME_ID, _ID_START = 1000, 500
_SYNONYM_COST = 5


@dataclass(frozen=True, slots=True)
class _Index:
    """What a release says, by position of the node: names it goes by and scores of words."""

    nodes: tuple[Node, ...]
    names: tuple[tuple[str, ...], ...]
    vocabulary: tuple[str, ...]
    scores: Mapping[str, Mapping[int, int]]


def search(release: Release, text: str, limit: int = 20) -> tuple[Node, ...]:
    """The entries that fit `text` best, the best first; empty for text without a letter or digit.

    Understands ids, beginnings of words, abbreviations and everyday names. When no entry has all
    the words, a word nobody uses is read as its nearest one, then the most words count.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_QUERY_CHARS]).casefold().strip()
    words = _meaningful(_WORD.findall(text)[:_MAX_WORDS])
    if not words or limit < 1:
        return ()
    index = _index(release)
    found = _by_id(index, text) | _by_words(index, words)
    if not found:
        corrected = tuple(_corrected(index, word) for word in words)
        found = _by_words(index, corrected) or _by_some_words(index, corrected)
    best = sorted(found, key=lambda at: (-found[at], index.nodes[at].id.count("."), at))
    return tuple(index.nodes[at] for at in best[:limit])


@lru_cache(maxsize=16)
def _index(release: Release) -> _Index:
    nodes = tuple(release.nodes.values())
    scores: dict[str, dict[int, int]] = {}
    for position, node in enumerate(nodes):
        for word in _words(" ".join(node.path_names[:-1])):
            scores.setdefault(word, {})[position] = _ABOVE
        for word in _words(node.name):
            scores.setdefault(word, {})[position] = _OWN
    names = tuple(_names_of(node) for node in nodes)
    return _Index(nodes, names, tuple(sorted(scores)), scores)


def _names_of(node: Node) -> tuple[str, ...]:
    """The own name, and for `Server-Side Request Forgery (SSRF)` also each half."""
    whole = " ".join(_words(node.name))
    short = _ABBREVIATION.fullmatch(node.name)
    if short is None or len(_words(short[1])) < 2:
        return (whole,)
    return (whole, " ".join(_words(short[1])), short[2].casefold())


def _by_id(index: _Index, text: str) -> dict[int, float]:
    if "." not in text and "_" not in text:
        return {}
    return {
        position: _SAME_ID if node.id == text else _ID_START
        for position, node in enumerate(index.nodes)
        if node.id.startswith(text)
    }


def _by_words(index: _Index, words: tuple[str, ...]) -> dict[int, float]:
    """The nodes that have every word, in one reading or another."""
    found: dict[int, float] = {}
    for cost, reading in islice(_readings(words), _MAX_READINGS):
        by_word = [_scores_of(index, word) for word in reading]
        for position in set.intersection(*(set(each) for each in by_word)):
            mean = sum(each[position] for each in by_word) / len(by_word)
            score = mean - cost + _name_bonus(index, position, reading, mean)
            found[position] = max(found.get(position, 0), score)
    return found


def _by_some_words(index: _Index, words: tuple[str, ...]) -> dict[int, float]:
    found: dict[int, float] = {}
    for word in words:
        for position, score in _scores_of(index, word).items():
            found[position] = found.get(position, 0) + _OWN + score
    return found


def _name_bonus(index: _Index, position: int, reading: tuple[str, ...], mean: float) -> float:
    names = index.names[position]
    asked = " ".join(reading)
    if asked in names:
        return _SAME_NAME + _ALL_IN_NAME
    covered = _COVERED * len(reading) / (names[0].count(" ") + 1)
    if names[0].startswith(asked):
        return _NAME_START + _ALL_IN_NAME + covered
    return _ALL_IN_NAME + covered if mean >= _OWN else 0


def _scores_of(index: _Index, word: str) -> dict[int, float]:
    """Scores by position: the word itself counts whole, words that begin with it a share."""
    found: dict[int, float] = {}
    at = bisect_left(index.vocabulary, word)
    for known in index.vocabulary[at:]:
        if not known.startswith(word):
            break
        share = 1.0 if known == word else _START_SHARE
        for position, score in index.scores[known].items():
            found[position] = max(found.get(position, 0), share * score)
    if not found and len(word) > _SHORTEST_PLURAL and word.endswith("s"):
        return _scores_of(index, word[:-1])
    return found


def _readings(words: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The words as typed, then with one everyday name replaced by the taxonomy's words."""
    yield 0, words
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            for phrase in SYNONYMS.get(words[start : start + length], ()):
                yield _SYNONYM_COST, (*words[:start], *phrase, *words[start + length :])


def _corrected(index: _Index, word: str) -> str:
    if len(word) < _SHORTEST_CORRECTED or _scores_of(index, word):
        return word
    near = [known for known in index.vocabulary if known[0] == word[0]]
    return next(iter(get_close_matches(word, near, n=1, cutoff=0.75)), word)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _meaningful(words: list[str]) -> tuple[str, ...]:
    """Without fillers, unless nothing else was typed."""
    return tuple(word for word in words if not _FILLER.fullmatch(word)) or tuple(words)
