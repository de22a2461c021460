"""Reads posted rows into lists of objects, as typed, and does what a row's button asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

Document = dict[str, Any]
Row = dict[str, Any]
ROWS_PER_PAGE = 40
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Action:
    """What a submit button asks for: "save", "add:targets", "remove:targets:3"."""

    verb: str = ""
    rows: str = ""
    place: int = -1


def read_action(post: QueryDict) -> Action:
    """From the named button that was pressed; empty for an autosave."""
    verb, _, rest = post.get("action", "").partition(":")
    rows, _, place = rest.partition(":")
    is_number = place.isascii() and place.isdigit() and len(place) < 6
    return Action(verb, rows, int(place) if is_number else -1)


def read_rows(
    post: QueryDict, name: str, build: Callable[[Callable[[str], str]], Row]
) -> list[Row]:
    """The rows `name-0-…`, `name-1-…`; `build` gets a reader of one row's fields."""
    count = min(_whole(post.get(f"{name}-count", "")), _MOST_ROWS)
    return [build(_reader(post, f"{name}-{place}-")) for place in range(count)]


def placed(whole: list[Row], shown: list[Row], start: int, count: int) -> list[Row]:
    """`whole` with the part that the page showed replaced by what came back."""
    start = min(start, len(whole))
    return [*whole[:start], *shown, *whole[start + count :]]


def start_of(post: QueryDict, name: str) -> int:
    """Where the page's rows begin in the whole list."""
    return _whole(post.get(f"{name}-start", ""))


def acted(
    rows: list[Row],
    action: Action,
    name: str,
    new: Callable[[], Row],
    is_blank: Callable[[Row], bool],
) -> list[Row]:
    """The rows after the button: one more, one less, or (when saved) without the empty ones."""
    if action.verb == "save":
        return [row for row in rows if not is_blank(row)]
    if action.rows != name:
        return rows
    if action.verb == "add":
        return [*rows, new()]
    if action.verb == "remove" and 0 <= action.place < len(rows):
        return [row for place, row in enumerate(rows) if place != action.place]
    return rows


def next_id(rows: list[Row], prefix: str) -> str:
    """The number after the highest one in use: an id is not given twice while rows come and go."""
    highest = 0
    for row in rows:
        digits = str(row.get("id", "")).removeprefix(prefix)
        if digits.isascii() and digits.isdigit() and len(digits) < 9:
            highest = max(highest, int(digits))
    return f"{prefix}{highest + 1}"


def rows_of(content: Mapping[str, Any], name: str) -> list[Row]:
    """A list of the document; whatever is no object in it becomes an empty one."""
    found = content.get(name)
    if not isinstance(found, list | tuple):
        return []
    return [dict(row) if isinstance(row, Mapping) else {} for row in found]


def part_of(content: Mapping[str, Any], name: str) -> Row:
    """An object of the document; empty where there is none."""
    found = content.get(name)
    return dict(found) if isinstance(found, Mapping) else {}


def text_of(value: object) -> str:
    """A value of the document as it stands in a field."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Mapping):
        return str(value.get("typed", ""))
    if isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value)
    return str(value)


def _reader(post: QueryDict, prefix: str) -> Callable[[str], str]:
    return lambda field: post.get(prefix + field, "")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
