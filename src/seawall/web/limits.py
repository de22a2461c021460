"""How often one may ask. `web.urls.classes` and `api.limits` name the class of each route.

An account is counted over all its sessions and tokens, a token and an address by themselves.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from seawall.domain.errors import TooMany
from seawall.lib import buckets

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Limit:
    """At most one in `part` of SEAWALL_API_PER_MINUTE, in each span of so many minutes.

    Where only writing is limited, reading the same route counts as reading.
    """

    name: str
    part: int
    minutes: int = 1
    limits_reading: bool = False


READ = Limit("read", 1, limits_reading=True)
# Much work for one request: searches, comparisons, exports, previews.
COSTLY = Limit("costly", 10, limits_reading=True)
WRITE = Limit("write", 5)
# Somebody else is told, by mail, notice or webhook.
TELL = Limit("tell", 20)
# Passwords, codes, links, tokens: whatever can be guessed or makes a way in.
CREDENTIAL = Limit("credential", 20, minutes=10)


def take(declared: Limit, method: str, who: Iterable[str]) -> None:
    """Count one request of each of `who`. Raises TooMany with the seconds to wait."""
    reads = method in SAFE and not declared.limits_reading
    limit = READ if reads else WRITE if declared is READ and method not in SAFE else declared
    at_most = max(1, settings.API_PER_MINUTE // limit.part)
    waits = [
        buckets.take(f"{limit.name}:{one}", at_most=at_most, per_seconds=limit.minutes * 60)
        for one in who
    ]
    if any(waits):
        raise TooMany(_("Too many requests. Wait, then go on more slowly."), retry_after=max(waits))


def address_key(address: str) -> str:
    """Whom an address stands for: of IPv6 its network, within which anybody has all addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "address:unknown"
    if found.version == 6 and found.ipv4_mapped is None:
        return f"address:{ipaddress.ip_network((int(found), 64), strict=False)}"
    return f"address:{getattr(found, 'ipv4_mapped', None) or found}"
