"""IP addresses, networks and ranges."""

import ipaddress
import re

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.patterns.parts import AddressPart
from seawall.lib.text import gettext_noop, said

_V4 = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
_SHORT_RANGE = re.compile(rf"({_V4.rsplit(chr(92) + '.', 1)[0]})\.(\d{{1,3}})\s*[-–]\s*(\d{{1,3}})")
_RANGE = re.compile(r"([0-9a-fA-F:.]+)\s*[-–]\s*([0-9a-fA-F:.]+)")
_STARS = re.compile(r"\d{1,3}(\.(\d{1,3}|\*)){0,2}\.\*")
_LEAST_PREFIX = {4: 8, 6: 16}

_EXAMPLES = gettext_noop("write it like 192.0.2.0/24, 192.0.2.10-192.0.2.20 or 2001:db8::/32.")


def interpret_addresses(text: str) -> tuple[AddressPart, ...]:
    """The ranges that `text` names, separated by commas or spaces. Raises Invalid."""
    whole = re.sub(r"\s*[-–]\s*", "-", text.strip())
    entries = [entry for entry in re.split(r"[,;\s]+|\band\b", whole) if entry]
    if not entries:
        raise Invalid(
            said(gettext_noop("Enter an address or a network; %(how)s"), how=said(_EXAMPLES))
        )
    return tuple(dict.fromkeys(_interpret(entry) for entry in entries))


def find_addresses(text: str) -> AddressPart | None:
    """The one address, network or range that `text` is; None where it is something else."""
    if len(text) > 100 or not re.search(r"[.:]", text):
        return None
    try:
        return _interpret(re.sub(r"\s*[-–]\s*", "-", text.strip()))
    except Invalid:
        return None


def address_of(host: str) -> tuple[int, int] | None:
    """Version and number of a host that is an address (IPv6 in brackets or not), else None.

    An IPv4 address inside IPv6 (::ffff:192.0.2.1) counts as the IPv4 address.
    """
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    found = mapped or address
    return found.version, int(found)


def _interpret(entry: str) -> AddressPart:
    if short := _SHORT_RANGE.fullmatch(entry):
        entry = f"{short[1]}.{short[2]}-{short[1]}.{short[3]}"
    if _STARS.fullmatch(entry):
        fixed = entry.split(".*")[0]
        if "*" not in fixed:
            count = fixed.count(".") + 1
            entry = f"{fixed}{'.0' * (4 - count)}/{8 * count}"
    try:
        if span := _RANGE.fullmatch(entry):
            return _range(ipaddress.ip_address(span[1]), ipaddress.ip_address(span[2]))
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError as error:
        raise Invalid(
            said(
                gettext_noop("“%(entry)s” is not an address or a network; %(how)s"),
                entry=entry[:60],
                how=said(_EXAMPLES),
            )
        ) from error
    return _range(network.network_address, network.broadcast_address)


def _range(
    first: ipaddress.IPv4Address | ipaddress.IPv6Address,
    last: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> AddressPart:
    if first.version != last.version or int(first) > int(last):
        raise Invalid(
            said(
                gettext_noop("A range goes from its lower to its higher address; %(how)s"),
                how=said(_EXAMPLES),
            )
        )
    if (int(last) - int(first)).bit_length() > first.max_prefixlen - _LEAST_PREFIX[first.version]:
        raise Invalid(
            gettext_noop("This covers addresses of others; list the networks that are yours.")
        )
    mapped = first.ipv4_mapped if isinstance(first, ipaddress.IPv6Address) else None
    until = last.ipv4_mapped if isinstance(last, ipaddress.IPv6Address) else None
    if mapped is not None and until is not None:
        return AddressPart(4, int(mapped), int(until))
    return AddressPart(first.version, int(first), int(last))
