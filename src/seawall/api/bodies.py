"""JSON in, with limits: depth, duplicate names, odd numbers, lone surrogates."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from seawall.domain.errors import DomainError

DEEPEST = 32


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
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite
        )
        _check(value, DEEPEST)
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


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _check(value: Any, levels: int) -> None:
    if levels == 0:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check(item, levels - 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name)
            _check(item, levels - 1)


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("a text holds a lone surrogate") from None
