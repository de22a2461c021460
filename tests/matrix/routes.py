"""All routes of the URL map, and what to put into their addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters


@dataclass(frozen=True)
class Route:
    """One pattern. `name` is its name, or its text where it has none."""

    name: str
    text: str
    parameters: tuple[str, ...]
    access: str


def every_route() -> list[Route]:
    """In the order of the map."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        text = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, text)
        elif isinstance(pattern, URLPattern):
            api = text.startswith("api/")
            name = text if api or not pattern.name else pattern.name
            access = getattr(pattern.callback, "access", "")
            yield Route(name, text, tuple(pattern.pattern.converters) or _groups(pattern), access)


def _groups(pattern: URLPattern) -> tuple[str, ...]:
    regex: Any = pattern.pattern.regex
    return tuple(regex.groupindex)


def address(route: Route, given: dict[str, object]) -> str:
    """The path with these words in it; the two patterns that are expressions are few."""
    text = route.text
    for kind in ("", *(f"{name}:" for name in get_converters())):
        for name, value in given.items():
            text = text.replace(f"<{kind}{name}>", str(value))
    if "(?P" in text:
        base = {"account_confirm_email": "verify/{key}"}
        base["account_reset_password_from_key"] = "reset/{uidb36}-{key}"
        text = base[route.name].format(**given)
    return f"/{text}"
