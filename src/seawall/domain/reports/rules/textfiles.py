"""Which files are text, and their way to characters and back without losing a byte."""

import codecs

HEAD_BYTES = 8192
_MOST_CONTROLS = 0.02
_NOT_TEXT = (b"%PDF", b"{\\rtf")
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(head: bytes) -> str | None:
    """The encoding of a file that is text by its first bytes; None for one that is not."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if not head or head.startswith(_NOT_TEXT):
        return None
    without_mark = _without_mark(head)
    if without_mark is not None:
        return without_mark
    controls = sum(byte in _CONTROLS for byte in head)
    return "utf-8" if controls <= len(head) * _MOST_CONTROLS and 0 not in head else None


def decoded(raw: bytes, encoding: str) -> str:
    """Every byte as characters; bytes that are no characters come back the same."""
    return raw.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")


def encoded(text: str, encoding: str) -> bytes:
    """The way back."""
    return text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")


def _without_mark(head: bytes) -> str | None:
    """UTF-16 that does not say so: every other byte of a Latin text is zero."""
    even, odd = head[0::2], head[1::2]
    if odd and odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even and even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None
