"""How two versions of a report differ, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from seawall.domain.reports.rules.content import FIELDS, Content

# Beyond this many pairs of lines the middle is shown as replaced whole: difflib is quadratic.
MOST_PAIRS = 250_000


class LineKind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class DiffLine:
    kind: LineKind
    text: str


def line_diff(old: str, new: str) -> tuple[DiffLine, ...]:
    """The lines of both texts in order, each same, removed or added."""
    before, after = old.split("\n"), new.split("\n")
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    return (
        *_lines(LineKind.SAME, before[:head]),
        *middle,
        *_lines(LineKind.SAME, before[len(before) - tail :]),
    )


def content_diff(old: Content, new: Content) -> dict[str, tuple[DiffLine, ...]]:
    """The line diff of each field that changed, in the order of the form."""
    pairs = {name: (str(getattr(old, name)), str(getattr(new, name))) for name in FIELDS}
    return {name: line_diff(*pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    pairs = zip(first, second, strict=False)
    return next(
        (index for index, (one, other) in enumerate(pairs) if one != other),
        min(len(first), len(second)),
    )


def _middle(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLine]:
    if len(before) * len(after) > MOST_PAIRS:
        yield from _lines(LineKind.REMOVED, before)
        yield from _lines(LineKind.ADDED, after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield from _lines(LineKind.SAME, before[old_from:old_to])
        else:
            yield from _lines(LineKind.REMOVED, before[old_from:old_to])
            yield from _lines(LineKind.ADDED, after[new_from:new_to])


def _lines(kind: LineKind, texts: Sequence[str]) -> Iterator[DiffLine]:
    return (DiffLine(kind, text) for text in texts)
