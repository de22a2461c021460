"""A CVSS 3.1 vector to begin a rating with: of the weakness, changed by what the words say.

Every metric says where it comes from. It is a suggestion: nothing rates by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from seawall.domain.taxonomy.rules import cvss
from seawall.domain.taxonomy.rules.suggesting.phrases import words_of
from seawall.domain.taxonomy.rules.suggesting.weaknesses import DATA

LONGEST_BODY = 8 * 1024
_PREFIX = "CVSS:3.1/"
_PLAIN = {"AV": "N", "AC": "L", "PR": "N", "UI": "N", "S": "U", "C": "N", "I": "N", "A": "N"}
_IMPACT = ("C", "I", "A")
_DENIALS = frozenset({"no", "not", "without", "never", "cannot"})


class Source(StrEnum):
    """Where a value comes from: the report's words, the type's usual vector, or nothing at all."""

    WORDS = "words"
    TYPE = "type"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class MetricGuess:
    """One metric. `words` stand in the text, stemmed and in lower case; empty for other sources."""

    code: str
    name: str
    value: str
    value_name: str
    source: Source
    words: str


@dataclass(frozen=True, slots=True)
class VectorGuess:
    """A whole vector and what it scores."""

    vector: str
    score: Decimal
    rating: str
    metrics: tuple[MetricGuess, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    values: Mapping[str, str]
    phrases: tuple[tuple[str, ...], ...]


def suggest_vector(usual: str | None, title: str, body: str = "") -> VectorGuess | None:
    """From the usual CVSS 3.1 vector of a type, if it has one, and the words of a report.

    None where neither says that anything is lost. Reads at most LONGEST_BODY of the body.
    """
    said = _said([*words_of(title), "", *words_of(body[:LONGEST_BODY])])
    known = dict(part.split(":", 1) for part in usual.split("/")[1:]) if usual else {}
    chosen = {
        code: said[code][0] if code in said else known.get(code, plain)
        for code, plain in _PLAIN.items()
    }
    if all(chosen[code] == "N" for code in _IMPACT):
        return None
    scored = cvss.parse(_PREFIX + "/".join(f"{code}:{value}" for code, value in chosen.items()))
    names = {metric.code: metric for metric in cvss.metrics("3.1")}
    return VectorGuess(
        vector=scored.vector,
        score=scored.score,
        rating=str(scored.rating),
        metrics=tuple(
            MetricGuess(
                code=code,
                name=names[code].name,
                value=value,
                value_name=names[code].value_name(value),
                source=_source(code, said, known),
                words=said[code][1] if code in said else "",
            )
            for code, value in chosen.items()
        ),
    )


def _source(code: str, said: Mapping[str, object], known: Mapping[str, str]) -> Source:
    if code in said:
        return Source.WORDS
    return Source.TYPE if code in known else Source.PLAIN


def _said(words: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The value of each metric that the words speak of, with the phrase; the first line decides."""
    found: dict[str, tuple[str, str]] = {}
    for line in _lines():
        phrase = next((one for one in line.phrases if _occurs(one, words)), None)
        if phrase is not None:
            for code, value in line.values.items():
                found.setdefault(code, (value, " ".join(phrase)))
    return found


def _occurs(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether it is said and not denied by the word before it."""
    length = len(phrase)
    return any(
        word == phrase[0]
        and tuple(words[at : at + length]) == phrase
        and (at == 0 or words[at - 1] not in _DENIALS)
        for at, word in enumerate(words)
    )


@lru_cache(maxsize=1)
def _lines() -> tuple[_Line, ...]:
    """The shipped phrases. ValueError names a line that cannot be read."""
    text = (DATA / "metrics.txt").read_text(encoding="utf-8")
    return tuple(_line(line) for line in text.splitlines() if line and not line.startswith("#"))


def _line(line: str) -> _Line:
    values, _colon, phrases = line.partition(": ")
    pairs = dict(pair.split(" ") for pair in values.split(", "))
    if not phrases or not pairs.keys() <= _PLAIN.keys():
        raise ValueError(f"metrics.txt: {line!r} names no metric or no phrase")
    return _Line(pairs, tuple(tuple(words_of(one)) for one in phrases.split(" | ")))
