r"""Regular expressions that cannot be slow: what a programme demands of an answer to a field.

Letters, classes, `.`, `\d`, `\w`, `\s`, groups, alternatives and repeats. Before one is taken it is
counted in how many ways it could match (the product over its repeats and alternatives) and in how
many steps each takes at most. More than MOST_WAYS or MOST_STEPS is refused, so that matching a text
of LONGEST_TEXT characters always ends soon.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from seawall.lib.text import gettext_noop, said

LONGEST = 200
LONGEST_TEXT = 500
# Two free repeats of a whole text, and no third.
MOST_WAYS = 300_000
MOST_STEPS = 5_000
_DEEPEST = 8
_ATOM = re.compile(
    r"\\[wdsWDS]|\\[^A-Za-z0-9\n]|\[\^?\]?(?:[^\[\]\\\n]|\\[^A-Za-z0-9\n]|\\[wdsWDS])*\]"
    r"|[^\\\[\](){}*+?|^$\n]"
)
_REPEAT = re.compile(r"[*+?]|\{(\d{1,3})(,?)(\d{0,3})\}")


class Unusable(ValueError):
    """A pattern that is not taken. The message says why."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, to be matched with the whole of a text. Raises Unusable with what to change."""
    if len(pattern) > LONGEST:
        raise Unusable(said(gettext_noop("A pattern has at most %(n)s characters."), n=LONGEST))
    inner = pattern.removeprefix("^")
    if inner.endswith("$") and not inner.endswith("\\$"):
        inner = inner[:-1]
    reader = _Reader(inner, len(pattern) - len(pattern.removeprefix("^")))
    ways, steps = reader.alternatives(0)
    if reader.at < len(inner):
        raise reader.unreadable()
    if ways > MOST_WAYS or steps > MOST_STEPS:
        raise Unusable(
            gettext_noop(
                "This pattern could take too long. Say how often things repeat, such as {1,8}, "
                "and repeat nothing that repeats itself."
            )
        )
    try:
        return re.compile(inner)
    except re.error as refusal:
        raise Unusable(
            said(gettext_noop("This is no pattern: %(why)s."), why=refusal.msg)
        ) from None


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is what the pattern describes. Longer ones than LONGEST_TEXT never."""
    return len(text) <= LONGEST_TEXT and compiled(pattern).fullmatch(text) is not None


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right and counts its ways. `skipped`: characters before it."""

    pattern: str
    skipped: int
    at: int = 0

    def alternatives(self, depth: int) -> tuple[int, int]:
        """Ways and steps up to a closing parenthesis or the end: sums over what bars divide."""
        if depth > _DEEPEST:
            raise self.unreadable()
        ways, steps = self._row(depth)
        while self._takes("|"):
            more_ways, more_steps = self._row(depth)
            ways, steps = ways + more_ways, steps + more_steps
        return ways, steps

    def unreadable(self) -> Unusable:
        return Unusable(
            said(
                gettext_noop(
                    "Character %(n)s cannot be used here. A pattern has letters, [classes], "
                    "\\d, \\w, \\s, groups, alternatives and repeats."
                ),
                n=self.at + self.skipped + 1,
            )
        )

    def _row(self, depth: int) -> tuple[int, int]:
        # An empty group takes a step, too.
        ways, steps = 1, 1
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            more_ways, more_steps = self._repeated(*self._item(depth))
            ways, steps = min(ways * more_ways, MOST_WAYS + 1), steps + more_steps
        return ways, steps

    def _item(self, depth: int) -> tuple[int, int]:
        if self._takes("("):
            self._takes("?:")
            found = self.alternatives(depth + 1)
            if not self._takes(")"):
                raise self.unreadable()
            return found
        atom = _ATOM.match(self.pattern, self.at)
        if atom is None:
            raise self.unreadable()
        self.at = atom.end()
        return 1, 1

    def _repeated(self, once: int, steps: int) -> tuple[int, int]:
        repeat = _REPEAT.match(self.pattern, self.at)
        if repeat is None:
            return once, steps
        self.at = repeat.end()
        low, high = _bounds(repeat)
        # `+?` and `{2}+` mean something else; nobody needs them here.
        if low > high or _REPEAT.match(self.pattern, self.at):
            raise self.unreadable()
        steps *= max(high, 1)
        if once > 1 and high > 20:
            return MOST_WAYS + 1, steps
        return int(min((high - low + 1) * once**high, MOST_WAYS + 1)), steps

    def _takes(self, mark: str) -> bool:
        found = self.pattern.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found


def _bounds(repeat: re.Match[str]) -> tuple[int, int]:
    sign = repeat[0]
    if sign in "*+?":
        return {"*": (0, LONGEST_TEXT), "+": (1, LONGEST_TEXT), "?": (0, 1)}[sign]
    low = int(repeat[1])
    if not repeat[2]:
        return low, low
    return low, int(repeat[3] or LONGEST_TEXT)
