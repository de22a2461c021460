"""Text from outside: made clean once, where it comes in, and shown without tricks."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping


class UnsafeText(ValueError):
    """Text that cannot be stored. The message may be shown to the person."""


def gettext_noop(message: str) -> str:
    """The message itself, marked for the translators; translate it where it is shown."""
    return message


class Said(str):
    """A sentence that holds values, in English; `in_words_of` says it in another language."""

    template: str
    values: Mapping[str, object]

    def in_words_of(self, translate: Callable[[str], str]) -> str:
        """The same with the template, and what is said inside it, translated."""
        values = {
            name: value.in_words_of(translate) if isinstance(value, Said) else value
            for name, value in self.values.items()
        }
        template = translate(self.template)
        return template % values if values else template


def together(parts: Iterable[str]) -> Said:
    """Marked sentences one after the other."""
    values = {f"part{number}": said(part) for number, part in enumerate(parts)}
    return said(" ".join(f"%({name})s" for name in values), **values)


def said(template: str, **values: object) -> Said:
    """A marked template (`gettext_noop`) filled with values: `said(gettext_noop("…"), n=3)`."""
    made = Said(template % values if values else template)
    made.template = template.template if isinstance(template, Said) else template
    made.values = template.values if isinstance(template, Said) else values
    return made


# Code points that reorder or hide text: bidi controls, zero-width marks, tag characters.
# U+200C and U+200D stay: scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|\u2028|\u2029")
# Most text: nothing in it is changed or refused.
_PLAIN = re.compile("[\t\n\x20-\x7e]*")


def show_invisible(text: str) -> str:
    """The text with each bidi, zero-width or tag character as a visible mark, `⟦U+202E⟧`."""
    return _INVISIBLE.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


def clean_text(text: str) -> str:
    """Text of many lines as it is stored: NFC, line feeds only, nothing else changed.

    Invisible characters stay, they may be the finding; `show_invisible` is for showing.
    Raises UnsafeText for NUL, other control characters and lone surrogates.
    """
    if _PLAIN.fullmatch(text):
        return text
    unified = _LINE_END.sub("\n", text)
    found = _SURROGATE.search(unified) or _CONTROL.search(unified)
    if found is not None:
        line = unified.count("\n", 0, found.start()) + 1
        raise UnsafeText(
            said(
                gettext_noop(
                    "Line %(line)s has the character U+%(found)s, which cannot be stored. Remove "
                    "it, or attach the text as a file."
                ),
                line=line,
                found=f"{ord(found[0]):04X}",
            )
        )
    return unicodedata.normalize("NFC", unified)


def clean_line(text: str) -> str:
    """Text of one line as it is stored: NFC, single spaces, invisible characters made visible.

    Raises UnsafeText like `clean_text`, and for a line end inside.
    """
    cleaned = clean_text(text.strip())
    if "\n" in cleaned:
        raise UnsafeText(gettext_noop("Write it on a single line."))
    single = " ".join(cleaned.split())
    return single if single.isascii() else show_invisible(single)


_PATH = re.compile(r"[/\\]")
_FORBIDDEN_IN_NAME = re.compile('[<>:"|?*%\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffd]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
LONGEST_FILENAME = 120


def display_filename(name: str, *, fallback: str = "attachment") -> str:
    """The name to show and to offer for a download; never a path on our disk.

    Keeps letters of all scripts and the extension; drops folders, controls and invisible
    characters, replaces what file systems or headers misread, at most LONGEST_FILENAME characters.
    """
    last = _PATH.split(unicodedata.normalize("NFC", _SURROGATE.sub("_", name)))[-1]
    safe = _FORBIDDEN_IN_NAME.sub("_", _INVISIBLE.sub("", last))
    stem, dot, extension = " ".join(safe.split()).rstrip(". ").rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip(". ") or fallback
    suffix = f".{extension.strip()[:16]}" if extension.strip() else ""
    shown = stem[: LONGEST_FILENAME - len(suffix)].rstrip(". ") + suffix
    return f"_{shown}" if _DEVICE.match(shown) else shown


_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_BLANK_START = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]+")


def csv_cell(value: object) -> str:
    """The value as a cell that no spreadsheet runs: a formula gets an apostrophe in front.

    Plain numbers stay numbers, so that negative amounts still add up. None is an empty cell.
    """
    text = "" if value is None else str(value)
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    visible = unicodedata.normalize("NFKC", _BLANK_START.sub("", text, count=1)[:1])
    starts_badly = visible[:1] in tuple("=+-@|;%") or text[:1] in tuple("\t\r\n")
    return f"'{text}" if starts_badly else text
