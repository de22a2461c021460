"""A field of the editor: what was typed, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from seawall.web.forms.programs.posted import text_of


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the control's name, `value` the text in it; `checked` for a box."""

    name: str
    value: str = ""
    error: str = ""
    checked: bool = False


class Errors:
    """The mistakes of a draft by path. Knows which of them a page has shown beside a field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self._errors = errors
        self._shown: set[str] = set()

    def at(self, *paths: str) -> str:
        """The first message at one of the paths or below it."""
        for path in paths:
            for found, message in self._errors.items():
                if found == path or found.startswith(f"{path}."):
                    self._shown.add(found)
                    return message
        return ""

    def silence(self, path: str) -> None:
        """Say nothing about a row that somebody has only just added."""
        self._shown.update(found for found in self._errors if found.startswith(f"{path}."))

    def rest(self, fields: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """What is wrong in these top-level fields and stands beside no control."""
        wanted = set(fields)
        return tuple(
            (path, message)
            for path, message in self._errors.items()
            if path.split(".")[0] in wanted and path not in self._shown
        )


def text(values: Mapping[str, Any], key: str, errors: Errors, path: str, name: str = "") -> Field:
    """A text control for `values[key]`, whose mistakes stand at `path`."""
    return Field(name or key, text_of(values.get(key)), errors.at(path))


def box(values: Mapping[str, Any], key: str, errors: Errors, path: str) -> Field:
    """A check box."""
    is_on = values.get(key) in (True, "true", "True", "on", "1")
    return Field(key, "on", errors.at(path), checked=is_on)
