"""What a report says, as comparable terms: words, neighbouring words, and marks.

Marks are what hardly two reports share by chance: hosts, paths, parameters, identifiers of code,
CVE and CWE numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

LONGEST_BODY = 32 * 1024
# Counts up whenever the same text would be read differently: old fingerprints are then renewed.
READING = 3
MOST_PAIRS = 400
MOST_MARKS = 80

_WORD = re.compile(r"[a-z0-9]+(?:[_.][a-z0-9]+)*")
_PART = re.compile(r"[_.]")
_ADDRESS = re.compile(r"https?://([^\s/\"'<>()\]?#]+)([^\s\"'<>()\]]*)", re.IGNORECASE)
_PARAMETER = re.compile(r"[?&]([A-Za-z_][\w\-]{0,40})=")
_DIGITS = re.compile(r"\d+")
_IDENTIFIER = re.compile(
    r"\b(?:[A-Za-z_]+\d*_[A-Za-z0-9_]+|[a-z]+[A-Z][A-Za-z0-9]+"
    r"|[A-Za-z0-9]+(?:::|->|\.)[A-Za-z0-9_]+|CVE-\d+-\d+|CWE-\d+)\b"
)
# The longest ending first.
_ENDINGS = ("edly", "ing", "ed", "es", "ly", "s")
_SHORTEST_STEM = 4
_FILLER_WORDS = """
a all an and any are as at be been but by can could did do does for from had has have
hello hi i if in into is it my no not of on or our so team that the then there they this
to use using via was we were what when which will with would you your
"""
_FILLER = frozenset(_FILLER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """Terms of one text. `body` counts how often each stemmed word occurs there."""

    title: tuple[str, ...]
    body: Mapping[str, int]
    pairs: frozenset[str]
    marks: frozenset[str]


def read(title: str, body: str) -> Reading:
    """The terms of a report; of a long body only the first LONGEST_BODY characters count."""
    body = body[:LONGEST_BODY]
    title_words, body_words = words(title), words(body)
    pairs = (*pairwise(title_words), *pairwise(body_words[:MOST_PAIRS]))
    return Reading(
        title=tuple(title_words),
        body=Counter(body_words),
        pairs=frozenset(f"{one} {other}" for one, other in pairs),
        marks=frozenset(list(dict.fromkeys(_marks(f"{title}\n{body}")))[:MOST_MARKS]),
    )


def words(text: str) -> list[str]:
    """Stemmed words without fillers; `a.b_c` is one word and its parts too."""
    found: list[str] = []
    for word in _WORD.findall(text.lower()):
        found.append(word)
        if "_" in word or "." in word:
            found += _PART.split(word)
    return [stem(word) for word in found if len(word) > 1 and word not in _FILLER]


def stem(word: str) -> str:
    """Without a common English ending, if enough of the word is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _marks(text: str) -> Iterator[str]:
    for host, rest in _ADDRESS.findall(text):
        yield f"host {host.lower()}"
        path = _DIGITS.sub("#", rest.split("?")[0].lower()).rstrip("/.,;:")
        if path:
            yield f"path {host.lower()}{path}"
        for name in _PARAMETER.findall(rest):
            yield f"parameter {name.lower()}"
    for found in _IDENTIFIER.findall(text):
        yield found.lower()
