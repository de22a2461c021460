"""Handles of people who left: nobody else gets them, and nobody reads them in what others wrote."""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import QuerySet

from seawall.domain.accounts.models import ReservedHandle
from seawall.domain.accounts.rules import skeleton
from seawall.lib import crypto

# A handle cannot begin like this: what follows is its fingerprint.
_MARK = "="
_MENTION = re.compile(r"@([a-z0-9][a-z0-9_-]{2,31})", re.ASCII | re.IGNORECASE)


def faded(handle: str) -> str:
    """What stands for a handle whose person left: it tells the handle only to who knows it."""
    key = settings.FIELD_KEY
    return _MARK + crypto.fingerprint(f"handle:{handle.lower()}", key=key)[:31]


def holding(handle: str) -> QuerySet[ReservedHandle]:
    """Reservations of the handle or a look-alike, by people here and by people who left."""
    looks_like = skeleton(handle.lower())
    return ReservedHandle.objects.filter(skeleton__in=(looks_like, faded(looks_like)))


def masking(texts: Iterable[str]) -> Callable[[str], str]:
    """Puts the pseudonym of who left where one of these texts mentions them.

    One statement if anybody is mentioned at all, else none.
    """
    named = {match.lower() for text in texts if "@" in text for match in _MENTION.findall(text)}
    if not named:
        return _unchanged
    by_mark = {faded(handle): handle for handle in named}
    rows = ReservedHandle.objects.filter(handle__in=by_mark, user__isnull=False)
    now = {by_mark[mark]: who for mark, who in rows.values_list("handle", "user__handle")}
    if not now:
        return _unchanged

    def masked(text: str) -> str:
        return _MENTION.sub(lambda found: f"@{now.get(found[1].lower(), found[1])}", text)

    return masked


def _unchanged(text: str) -> str:
    return text
