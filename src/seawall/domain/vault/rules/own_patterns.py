"""A programme's own patterns: a small language that cannot be slow.

Three literal characters first, then characters, classes and repeats without groups or
alternatives, and at most one repeat of varying length. So a search takes at most LONGEST_RUN steps
per character of the text, whatever the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from seawall.domain.vault.rules.finding import Finding
from seawall.lib.text import gettext_noop, said

LONGEST = 200
LONGEST_RUN = 256
MOST = 20
_LEAST_LITERAL = 3
_LEAST_LENGTH = 8
# Doubled signs in a class are kept for sets of sets in a later Python.
_ITEM = re.compile(
    r"(?P<atom>\\[wd]|\\[-.\\/+=|{}()\[\]^$*?]|\[(?:(?!--|&&|~~)[A-Za-z0-9_.+/=~:!@#%&-]|\\[-wd\\])+\]"
    r"|[A-Za-z0-9_:/=~!@#%&,;<>\" -])"
    r"(?P<repeat>\{\d{1,3}(?:,\d{1,3})?\})?"
)
_KIND = re.compile("[a-z0-9][a-z0-9-]{1,39}")


class Unusable(ValueError):
    """A pattern that is not taken. The message says why."""


@dataclass(frozen=True, slots=True)
class OwnPattern:
    """A checked pattern. `kind` stands in the placeholder."""

    kind: str
    pattern: re.Pattern[str]
    literal: str

    def find(self, text: str) -> Iterator[Finding]:
        """Every match, found by its literal beginning."""
        if self.literal not in text:
            return
        for match in self.pattern.finditer(text):
            yield Finding(match.start(), match.end(), self.kind)


def read(kind: str, pattern: str) -> OwnPattern:
    """The pattern, checked. Raises Unusable with what to change."""
    if not _KIND.fullmatch(kind):
        raise Unusable(
            gettext_noop("Name a pattern with 2 to 40 small letters, digits and hyphens.")
        )
    if len(pattern) > LONGEST:
        raise Unusable(
            said(gettext_noop("A pattern has at most %(longest)s characters."), longest=LONGEST)
        )
    literal, least, varying, at, plain = "", 0, 0, 0, True
    while at < len(pattern):
        item = _ITEM.match(pattern, at)
        if item is None:
            raise Unusable(
                said(
                    gettext_noop(
                        "Character %(n)s cannot be used: write letters, \\w, \\d, [classes] and "
                        "{repeats}; no groups, alternatives, * or +."
                    ),
                    n=at + 1,
                )
            )
        low, high = _bounds(item["repeat"])
        varying += low != high
        least += low
        plain = plain and len(item["atom"].lstrip("\\")) == 1 and low == high == 1
        plain = plain and item["atom"] not in ("\\w", "\\d")
        literal += item["atom"].removeprefix("\\") if plain else ""
        at = item.end()
    if len(literal) < _LEAST_LITERAL:
        raise Unusable(
            gettext_noop("Begin with at least 3 fixed characters that your keys begin with.")
        )
    if varying > 1:
        raise Unusable(gettext_noop("At most one repeat may vary in length."))
    if least < _LEAST_LENGTH:
        raise Unusable(gettext_noop("A key has at least 8 characters."))
    try:
        compiled = re.compile(pattern, re.ASCII)
    except re.error:
        raise Unusable(
            gettext_noop("In [a class] a range goes from a smaller to a larger character.")
        ) from None
    return OwnPattern(kind, compiled, literal)


def _bounds(repeat: str | None) -> tuple[int, int]:
    if repeat is None:
        return 1, 1
    low, _, high = repeat[1:-1].partition(",")
    least, most = int(low), int(high or low)
    if not least <= most <= LONGEST_RUN:
        raise Unusable(
            said(
                gettext_noop(
                    "A repeat goes from a smaller to a larger number, at most %(longest_run)s."
                ),
                longest_run=LONGEST_RUN,
            )
        )
    return least, most


@lru_cache(maxsize=256)
def parsed(lines: str) -> tuple[OwnPattern, ...]:
    """The patterns of a text of lines `kind pattern`. Raises Unusable, which names the line."""
    found = []
    for number, line in enumerate(lines.splitlines(), start=1):
        kind, _space, pattern = line.strip().partition(" ")
        if not kind:
            continue
        try:
            found.append(read(kind, pattern.strip()))
        except Unusable as refusal:
            in_line = said(
                gettext_noop("Line %(line)s: %(refusal)s"),
                line=number,
                refusal=said(refusal.args[0]),
            )
            raise Unusable(in_line) from None
    if len(found) > MOST:
        raise Unusable(said(gettext_noop("At most %(n)s patterns."), n=MOST))
    return tuple(found)
