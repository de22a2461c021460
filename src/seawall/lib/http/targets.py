"""From the text of a URL to a place that may be called, read as a browser reads it."""

import re
from dataclasses import dataclass

import ada_url

from seawall.lib.http.addresses import address_in
from seawall.lib.http.policies import PORTS, Origin, Policy, origin_of

URL_CHARS = 2048
HOST_CHARS = 253

_ODD = re.compile("[\\\\\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_CREDENTIALS = re.compile(r"[a-z][a-z0-9+.-]*:/*[^/?#]*@", re.IGNORECASE)
# RFC 6761, RFC 6762, RFC 8375, RFC 9476 and the names that networks give themselves.
_INTERNAL = frozenset({
    "localhost", "localdomain", "local", "internal", "intranet", "private", "lan", "home", "corp",
    "home.arpa", "test", "invalid", "onion", "alt", "arpa",
})  # fmt: skip
# Public names that stand for an address inside the network of who asks.
_INSIDE = frozenset({"metadata.tencentyun.com", "ip6-localhost", "ip6-loopback", "instance-data"})
# Public services whose every name is an address in disguise, or a new address each time.
_DISGUISES = frozenset({
    "nip.io", "sslip.io", "xip.io", "traefik.me", "localtest.me", "lvh.me", "vcap.me",
    "lacolhost.com", "1u.ms", "rbndr.us",
})  # fmt: skip


class Unreachable(Exception):
    """There was no usable answer. The message may be shown; `detail` is for the operator's log."""

    def __init__(self, detail: str) -> None:
        super().__init__("The address could not be reached.")
        self.detail = detail


class Refused(Unreachable):
    """This place is never called, whatever it would answer."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for: the addresses of its host are still to be checked."""

    origin: Origin
    path: str
    is_trusted: bool

    @property
    def authority(self) -> str:
        """What the Host header says."""
        usual = {"http": 80, "https": 443}[self.origin.scheme]
        port = self.origin.port
        return self.origin.host if port == usual else f"{self.origin.host}:{port}"


def target_of(url: str, policy: Policy) -> Target:
    """Checks everything that can be told without the network. Raises Refused."""
    if len(url) > URL_CHARS or _ODD.search(url):
        raise Refused("odd characters, or too long")
    if _CREDENTIALS.match(url):
        raise Refused("user information in the address")
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        raise Refused("not a URL") from None
    if parsed.protocol not in ("https:", "http:") or "://" not in url[:8]:
        raise Refused("scheme")
    origin = origin_of(parsed)
    is_trusted = policy.trusts(origin)
    if origin not in policy.origins:
        _check(origin, policy, is_trusted)
    return Target(origin, f"{parsed.pathname}{parsed.search}", is_trusted)


def _check(origin: Origin, policy: Policy, is_trusted: bool) -> None:
    if origin.scheme != "https":
        raise Refused("scheme")
    if origin.port not in PORTS:
        raise Refused("port")
    address = address_in(origin.host)
    if address is None and not is_trusted and not _is_public_name(origin.host):
        raise Refused("name")
    if address is not None and not policy.lets_in(address):
        raise Refused("address")


def _is_public_name(host: str) -> bool:
    labels = host.split(".")
    ends = {".".join(labels[place:]) for place in range(len(labels))}
    is_sound = len(labels) > 1 and all(labels) and len(host) <= HOST_CHARS
    return is_sound and not ends & (_INTERNAL | _INSIDE | _DISGUISES)
