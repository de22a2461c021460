"""Cursors of lists that are ordered by id, newest first: an opaque word for the last row."""

import base64
import binascii
import json

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop

_LONGEST = 120


def cursor_of(listing: str, *place: int) -> str:
    """The cursor of a row of the named list; `place` is what the list is ordered by."""
    text = json.dumps([listing, *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(listing: str, cursor: str | None, *, size: int = 1) -> tuple[int, ...] | None:
    """The place a cursor means; None without one.

    Raises Invalid(field="cursor") for a word that is none of this list.
    """
    if not cursor:
        return None
    try:
        padded = cursor[:_LONGEST] + "=" * (-len(cursor[:_LONGEST]) % 4)
        name, *place = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        name, place = "", []
    sound = all(type(part) is int and abs(part) < 2**63 for part in place)
    if name != listing or len(place) != size or not sound:
        raise Invalid(
            gettext_noop("This cursor is not one of ours; begin without it."), field="cursor"
        )
    return tuple(place)
