"""Reads a JSON document field by field and keeps every mistake, not only the first."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from seawall.lib.text import gettext_noop, said

Choice = TypeVar("Choice", bound=StrEnum)
Row = TypeVar("Row")

LINE_CHARS = 200
TEXT_CHARS = 60_000

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TRUE = (True, "true", "True", "on", "1")
_FALSE = (False, "false", "False", "off", "0")


class Section:
    """One object of the document, at `path`, writing its mistakes into the shared `errors`."""

    def __init__(self, value: object, path: str, errors: dict[str, str]) -> None:
        self.path = path
        self.errors = errors
        self.seen: set[str] = set()
        self.values: Mapping[str, object] = {}
        if isinstance(value, Mapping):
            self.values = {str(key): item for key, item in value.items()}
        elif value is not None:
            errors[path or "document"] = gettext_noop("Send an object with named fields.")

    def where(self, key: str | int) -> str:
        """The full path of a field, as a form or an API client names it."""
        return f"{self.path}.{key}" if self.path else str(key)

    def refuse(self, key: str | int, message: str) -> None:
        """Note a mistake; the first one of a field stays."""
        self.errors.setdefault(self.where(key), message)

    def take(self, key: str) -> object:
        self.seen.add(key)
        return self.values.get(key)

    def section(self, key: str) -> "Section":
        return Section(self.take(key), self.where(key), self.errors)

    def line(self, key: str, *, most: int = LINE_CHARS, required: str = "") -> str:
        """Text on one line. `required` is the message for an empty field."""
        return self.text(key, most=most, required=required, one_line=True)

    def text(
        self, key: str, *, most: int = TEXT_CHARS, required: str = "", one_line: bool = False
    ) -> str:
        value = self.take(key)
        text = self._clean(key, "" if value is None else value, most=most, one_line=one_line)
        if required and not text and self.where(key) not in self.errors:
            self.refuse(key, required)
        return text

    def lines(self, key: str, *, most: int, chars: int = LINE_CHARS) -> tuple[str, ...]:
        """Distinct lines; a string is split at its line ends, empty lines are left out."""
        value = self.take(key)
        if isinstance(value, str):
            value = value.splitlines()
        items = self._list(key, value, most=most)
        inner = Section(None, self.where(key), self.errors)
        cleaned = (
            inner._clean(place, item, most=chars, one_line=True) for place, item in enumerate(items)
        )
        return tuple(dict.fromkeys(line for line in cleaned if line))

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.take(key)
        if value is None or value == "":
            return default
        if isinstance(value, bool | str):
            if value in _TRUE:
                return True
            if value in _FALSE:
                return False
        self.refuse(key, gettext_noop("Answer true or false."))
        return default

    def integer(self, key: str, *, least: int, most: int, required: str = "") -> int | None:
        value = self.take(key)
        if value is None or value == "":
            if required:
                self.refuse(key, required)
            return None
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}", value.strip()):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(key, gettext_noop("Enter a whole number."))
            return None
        if not least <= value <= most:
            self.refuse(
                key,
                said(
                    gettext_noop("Enter a whole number from %(least)s to %(n)s."),
                    least=least,
                    n=most,
                ),
            )
            return None
        return value

    def choice(self, key: str, kind: type[Choice], *, default: Choice) -> Choice:
        found = self.optional_choice(key, kind)
        return default if found is None else found

    def optional_choice(self, key: str, kind: type[Choice], required: str = "") -> Choice | None:
        value = self.take(key)
        if value is None or value == "":
            if required:
                self.refuse(key, required)
            return None
        if isinstance(value, str) and value in tuple(kind):
            return kind(value)
        self.refuse(key, said(gettext_noop("Choose one of %(kind)s."), kind=", ".join(kind)))
        return None

    def choices(self, key: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Distinct choices in the order in which the choice itself lists them."""
        wanted: set[Choice] = set()
        for place, item in enumerate(self._list(key, self.take(key), most=50)):
            if isinstance(item, str) and item in tuple(kind):
                wanted.add(kind(item))
            else:
                self.refuse(
                    f"{key}.{place}",
                    said(gettext_noop("Choose one of %(kind)s."), kind=", ".join(kind)),
                )
        return tuple(item for item in kind if item in wanted)

    def rows(
        self, key: str, build: "Callable[[Section], Row | None]", *, most: int
    ) -> tuple[Row, ...]:
        """Each object of a list through `build`; a row that gives None is left out."""
        built = (
            build(
                Section(item if item is not None else {}, f"{self.where(key)}.{place}", self.errors)
            )
            for place, item in enumerate(self._list(key, self.take(key), most=most))
        )
        return tuple(row for row in built if row is not None)

    def finish(self) -> None:
        """Refuse the fields that nobody asked for: most often a misspelt name."""
        for key in self.values:
            if key not in self.seen:
                self.refuse(
                    key, gettext_noop("There is no such field; remove it or correct its name.")
                )

    def _list(self, key: str, value: object, *, most: int) -> Sequence[object]:
        if value is None:
            return ()
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            self.refuse(key, gettext_noop("Send a list."))
            return ()
        if len(value) > most:
            self.refuse(
                key,
                said(
                    gettext_noop("At most %(n)s entries; this list has %(value)s."),
                    n=most,
                    value=len(value),
                ),
            )
            return ()
        return value

    def _clean(self, key: str | int, value: object, *, most: int, one_line: bool) -> str:
        if not isinstance(value, str):
            self.refuse(key, gettext_noop("Send text."))
            return ""
        if len(value) > 4 * most + 1000:
            self.refuse(
                key,
                said(
                    gettext_noop("At most %(n)s characters; this has %(value)s."),
                    n=most,
                    value=len(value),
                ),
            )
            return ""
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        bad = _FORBIDDEN.search(text)
        if bad:
            self.refuse(
                key,
                said(
                    gettext_noop("Remove the control character U+%(group)s."),
                    group=f"{ord(bad.group()):04X}",
                ),
            )
            return ""
        if one_line:
            text = " ".join(text.split())
        if len(text) > most:
            self.refuse(
                key,
                said(
                    gettext_noop("At most %(n)s characters; this has %(text)s."),
                    n=most,
                    text=len(text),
                ),
            )
            return ""
        return text
