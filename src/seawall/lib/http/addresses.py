"""Which addresses are out in the open: nothing that can lead back into the operator's network."""

import ipaddress
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's special-purpose registries, written out: what Python calls global changes with its version.
# 168.63.129.16 is the host of every Azure machine.
# fmt: off
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)
# fmt: on
# Only 2000::/3 is global unicast. Mapped, compatible, translated and NAT64 forms, fec0::/10 and
# the like are outside of it; Teredo, ORCHID, documentation and 6to4 are inside.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
# ISATAP: the last 64 bits of any prefix can name an IPv4 address.
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether the address is plain, global and unicast, with no other address inside it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not _within(address, _CLOSED_4)
    embeds = (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    return (
        address.scope_id is None
        and address.is_global
        and address in _OPEN_6
        and not embeds
        and not _within(address, _CLOSED_6)
    )


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def address_in(host: str) -> Address | None:
    """The address that a parsed host is, None where it is a name. IPv6 stands in brackets."""
    text = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
