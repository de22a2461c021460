"""Codes and links as they stand in a brief: currencies, time zones, addresses."""

import re
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ada_url
from babel.core import get_global

_MAILBOX = re.compile(r"mailto:[^@\s?]{1,64}@[^@\s?]{1,255}(\?\S*)?", re.IGNORECASE)


@lru_cache(maxsize=64)
def is_currency(code: str) -> bool:
    """Whether ISO 4217 knows this three-letter code, in upper case."""
    return len(code) == 3 and code.isascii() and code in get_global("all_currencies")


@lru_cache(maxsize=256)
def is_time_zone(name: str) -> bool:
    """Whether the IANA database has this zone; UTC is known even without a database."""
    if name == "UTC":
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_link(url: str) -> bool:
    """Whether a reader may be sent there: an https, http or mailto address."""
    if _MAILBOX.fullmatch(url):
        return True
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return False
    return parsed.protocol in ("https:", "http:") and not parsed.username


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar, written like 2026-12-25."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
