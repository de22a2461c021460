"""JSON in, with limits: depth, parts, length of numbers, duplicate names, lone surrogates."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from seawall.domain.errors import DomainError

DEEPEST = 32
MOST_PARTS = 50_000
LONGEST_NUMBER = 32


class Unreadable(DomainError):
    """The body is not the JSON we take."""

    status = 400
    code = "unreadable"


class StrictParser(Parser):
    """Refuses what JSON libraries disagree about, before any of it is used."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The parsed body. Raises Unreadable with what is wrong."""
        return loads(request.body)


def loads(body: bytes) -> Any:
    """Parse strictly: UTF-8, depth ≤ 32, unique names, finite numbers, no lone surrogates."""
    try:
        text = body.decode("utf-8")
        if text.count("[") + text.count("{") > MOST_PARTS or text.count(",") > 4 * MOST_PARTS:
            raise ValueError("it has too many parts")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_short,
        )
        _check(value)
    except UnicodeDecodeError:
        raise Unreadable("The body is not valid JSON: it is not UTF-8") from None
    except RecursionError:
        raise Unreadable(
            _("The JSON is nested deeper than %(levels)s levels.") % {"levels": DEEPEST}
        ) from None
    except ValueError as error:
        raise Unreadable(_("The body is not valid JSON: %(error)s") % {"error": error}) from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return result


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _short(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(text)


def _finite(text: str) -> float:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _check(value: Any) -> None:
    """Level by level, so that no depth is too deep for this to find out."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"nested deeper than {DEEPEST} levels")
        below: list[Any] = []
        for one in level:
            if isinstance(one, str):
                _check_text(one)
            elif isinstance(one, list):
                below += one
            elif isinstance(one, dict):
                below += one
                below += one.values()
        level = below


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("a text holds a lone surrogate") from None
