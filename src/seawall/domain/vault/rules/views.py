"""The same text as a reader would see it: without what hides a token, with the way back.

Zero-width characters, Markdown's backslashes, percent-encoding and line wraps each cut a token in
two for a search. A view undoes them; `Span` says which part of the written text it was.
"""

import re
from dataclasses import dataclass

_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_HIDDEN = re.compile(_INVISIBLE)
_BACKSLASH = re.compile(r"\\(?=[_*.~+=/:-])")
_PERCENT = re.compile("%[2-7][0-9A-Fa-f]")
_ALL = re.compile(f"{_INVISIBLE}|\\\\(?=[_*.~+=/:-])|%[2-7][0-9A-Fa-f]")
_WRAP = re.compile(r"(?:[ \t]{0,8}|\\|[\"'][ \t]{0,3}[+.]?)\r?\n[ \t>|*\"']{0,16}")


@dataclass(frozen=True, slots=True)
class View:
    """A changed text. `cuts` are (place in the view, characters gone before it), ascending."""

    text: str
    cuts: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The part of the written text that gave `text[start:end]`."""
        return self._back(start, inclusive=True), self._back(end, inclusive=False)

    def _back(self, at: int, *, inclusive: bool) -> int:
        gone = 0
        for place, length in self.cuts:
            if place < at or (inclusive and place == at):
                gone += length
            else:
                break
        return at + gone


def plain(text: str) -> View | None:
    """Without hidden characters and encodings; None when there are none."""
    if "\\" not in text and "%" not in text and text.isascii():
        return None
    changed = text
    if not text.isascii():
        changed = _HIDDEN.sub("", changed)
    if "\\" in changed:
        changed = _BACKSLASH.sub("", changed)
    if "%" in changed:
        changed = _PERCENT.sub(_decoded, changed)
    return None if changed == text else View(changed, ())


def with_cuts(text: str) -> View:
    """`plain` again, with the way back: for the few texts where something was found."""
    return _rewritten(text, _ALL)


def unwrapped(text: str) -> View | None:
    """All lines in one, as if no mail program had wrapped them; None for one line."""
    return _rewritten(text, _WRAP) if "\n" in text else None


def _decoded(match: re.Match[str]) -> str:
    return chr(int(match[0][1:], 16))


def _rewritten(text: str, pattern: re.Pattern[str]) -> View:
    parts: list[str] = []
    cuts: list[tuple[int, int]] = []
    last = length = 0
    for match in pattern.finditer(text):
        kept = text[last : match.start()]
        instead = _decoded(match) if match[0][0] == "%" and len(match[0]) == 3 else ""
        parts += [kept, instead]
        length += len(kept) + len(instead)
        cuts.append((length, len(match[0]) - len(instead)))
        last = match.end()
    parts.append(text[last:])
    return View("".join(parts), tuple(cuts))
