"""A few words of a text around what somebody looked for, with the found words marked.

The databases stem English words; here an ending is cut off and anything may follow, which marks the
same words in all but odd cases.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from seawall.domain.search.rules.grammar import Said

BEFORE, AFTER = 40, 100
_PARTS = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ies|ing|ed|es|s|y|e)$")
_SHORTEST_STEM = 3

# Text, and whether it is what was looked for.
Piece = tuple[str, bool]


def excerpt(text: str, said: Sequence[Said]) -> tuple[Piece, ...]:
    """Empty where none of the words stands in the text."""
    pattern = _pattern(tuple(one.text for one in said if not one.excludes))
    first = pattern.search(text) if pattern else None
    if pattern is None or first is None:
        return ()
    begin = max(first.start() - BEFORE, 0)
    if begin:
        # Not in the middle of a word, unless it is a very long one.
        space = text.find(" ", begin, first.start())
        begin = space + 1 if space >= 0 else begin
    end = min(first.start() + AFTER, len(text))
    if end < len(text):
        space = text.rfind(" ", first.end(), end)
        end = space if space >= 0 else end
    pieces: list[Piece] = [("… ", False)] if begin else []
    at = begin
    for match in pattern.finditer(text, begin, max(end, first.end())):
        if match.start() > at:
            pieces.append((_plain(text[at : match.start()]), False))
        pieces.append((match[0], True))
        at = match.end()
    pieces.append((_plain(text[at:end]), False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple(piece for piece in pieces if piece[0])


def stems(said: Iterable[Said]) -> tuple[str, ...]:
    """What stands in any text that holds one of the words: the longest part of each."""
    found = (max(_PARTS.findall(one.text), key=len, default="") for one in said)
    return tuple(dict.fromkeys(_stem(word) for word in found if word))


def _plain(text: str) -> str:
    """On one line."""
    return re.sub(r"\s+", " ", text)


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= _SHORTEST_STEM else word


@lru_cache(maxsize=64)
def _pattern(texts: tuple[str, ...]) -> re.Pattern[str] | None:
    alternatives = []
    for text in texts:
        words = [re.escape(_stem(word)) for word in _PARTS.findall(text)]
        if words:
            alternatives.append(r"[^\W_]*[\W_]{1,3}".join(words))
    if not alternatives:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})[^\W_]*", re.IGNORECASE)
