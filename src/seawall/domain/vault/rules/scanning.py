"""One search over a text: quick when nothing is there, bounded for any input."""

from collections.abc import Iterable, Iterator, Sequence

from seawall.domain.vault.rules import addresses, assignments, blocks, formats, shapes, views
from seawall.domain.vault.rules.finding import Finding
from seawall.domain.vault.rules.own_patterns import OwnPattern
from seawall.domain.vault.rules.placeholders import PLACEHOLDER

_LEAST = 8
_SHORTEST = 13
# A prefix that tells enough to look for the rest on the next line: longer, and no plain word.
_TELLING = 4
_WORDS = frozenset({"live_", "test_", "key-", "secret_", "sdk-", "api-", "API-", "pat.", "sat."})
_PIECE, _OVERLAP = 256 * 1024, 40 * 1024


def find(text: str, *, own: Sequence[OwnPattern] = ()) -> tuple[Finding, ...]:
    """Every secret of the text, in order, none overlapping another or a placeholder of ours.

    `own` are the programme's patterns. About 0.2 ms for 5 KB in which nothing is found; a long
    text is searched in pieces that overlap by more than the longest secret.
    """
    if len(text) <= _PIECE + _OVERLAP:
        return _found(text, own)
    kept: list[Finding] = []
    for start in range(0, len(text), _PIECE):
        for one in _found(text[start : start + _PIECE + _OVERLAP], own):
            moved = Finding(one.start + start, one.end + start, one.kind)
            if not kept or moved.start >= kept[-1].end:
                kept.append(moved)
            elif moved.end > kept[-1].end:
                kept[-1] = Finding(kept[-1].start, moved.end, kept[-1].kind)
    return tuple(kept)


def _found(text: str, own: Sequence[OwnPattern]) -> tuple[Finding, ...]:
    if len(text) < _LEAST:
        return ()
    found, cut_short = _tokens(text)
    lower = _lowered(text)
    found += addresses.find(text, lower=lower)
    found += assignments.find(text, lower=lower)
    for pattern in own:
        found += pattern.find(text)
    found += _behind_encodings(text)
    if cut_short:
        found += _across_lines(text)
    return _merged(text, found) if found else ()


def _tokens(text: str) -> tuple[list[Finding], bool]:
    """What its own form gives away; and whether a telling prefix stands without its token.

    No token holds a space, so the long words alone tell whether to look closer.
    """
    long_words = "\n".join([word for word in text.split() if len(word) >= _SHORTEST])
    found: list[Finding] = []
    known, cut_short, genuine = formats.by_prefix(), False, False
    for anchor in formats.anchors().finditer(long_words):
        matches = [form.pattern.match(long_words, anchor.start()) for form in known[anchor[0]]]
        genuine = genuine or any(matches)
        cut_short = cut_short or (_is_telling(anchor[0]) and not any(matches))
    if genuine:
        found += _named(text)
    cut_short = cut_short or _ends_in_a_prefix(text)
    found += blocks.find(text)
    found += shapes.find(text, long_words=long_words)
    return found, cut_short


def _ends_in_a_prefix(text: str) -> bool:
    """Whether a line breaks off so soon after a telling prefix that no long word is left."""
    ends = "\n".join([line[-_SHORTEST:] for line in text.split("\n") if line[-1:].isalnum()])
    return any(_is_telling(anchor[0]) for anchor in formats.anchors().finditer(ends))


def _is_telling(prefix: str) -> bool:
    return len(prefix) >= _TELLING and prefix not in _WORDS


def _named(text: str, *, bounded: bool = True) -> Iterator[Finding]:
    known = formats.by_prefix()
    for anchor in formats.anchors().finditer(text):
        if not (bounded or _is_telling(anchor[0])):
            continue
        for form in known[anchor[0]]:
            pattern = form.pattern if bounded else form.open_ended
            match = pattern.match(text, anchor.start())
            if match is not None and form.is_genuine(match[0]):
                yield Finding(match.start(), match.end(), form.kind)
                break


def _behind_encodings(text: str) -> list[Finding]:
    """Tokens in what percent-encoding, backslashes or invisible characters hide."""
    view = views.plain(text)
    if view is None:
        return []
    found, _cut = _tokens(view.text)
    if "%3a%2f%2f" in text.lower():
        found += addresses.find(view.text, lower=_lowered(view.text))
    return _mapped(found, views.with_cuts(text)) if found else []


def _across_lines(text: str) -> list[Finding]:
    view = views.unwrapped(text)
    if view is None:
        return []
    whole = list(_named(view.text, bounded=False))
    mapped = _mapped(whole, view)
    return [one for one in mapped if "\n" in text[one.start : one.end]]


def _mapped(found: Iterable[Finding], view: views.View) -> list[Finding]:
    return [Finding(*view.original(one.start, one.end), one.kind) for one in found]


def _lowered(text: str) -> str:
    """In lower case and exactly as long: a few letters grow when lowered."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _merged(text: str, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order and apart: of two that overlap, the union under the more telling kind."""
    ours = [match.span() for match in PLACEHOLDER.finditer(text)] if "[secret " in text else []
    kept: list[Finding] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if any(start < one.end and one.start < end for start, end in ours):
            continue
        if kept and one.start < kept[-1].end:
            last = kept[-1]
            kind = one.kind if last.kind == "assigned-secret" else last.kind
            kept[-1] = Finding(last.start, max(one.end, last.end), kind)
        else:
            kept.append(one)
    return tuple(kept)
