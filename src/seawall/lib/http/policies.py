"""What the operator lets through beyond the open internet, and the limits of every request."""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import ada_url

from seawall.lib.http.addresses import Address, Network, address_in, is_public
from seawall.lib.http.names import texts_of

PORTS = frozenset({443, 8443})
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Origin:
    """One place exactly: a plain `http://127.0.0.1:9000` is reached only where it is named."""

    scheme: str
    host: str
    port: int


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address that the machine's own resolver gives. OSError if there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class Policy:
    """`names` and `networks` may be internal; `origins` may also use plain http and any port.

    With a `proxy` (Smokescreen, say) everything but those goes through it, names unresolved: it
    must refuse internal addresses. `ca_file` is trusted besides the system's authorities.
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    origins: frozenset[Origin] = frozenset()
    proxy: Origin | None = None
    ca_file: str = ""
    connect_seconds: float = 5.0
    total_seconds: float = 10.0
    header_bytes: int = 16 * 1024
    body_bytes: int = 64 * 1024
    resolve: Resolve = field(default=system_resolver, compare=False)
    texts: Callable[[str], Sequence[str]] = field(default=texts_of, compare=False)

    def lets_in(self, address: Address) -> bool:
        """Whether this address may be connected to, whatever name led to it."""
        return is_public(address) or any(address in network for network in self.networks)

    def trusts(self, origin: Origin) -> bool:
        """Whether the operator named this very place, so that its addresses do not matter."""
        return origin in self.origins or origin.host in self.names


def policy_of(allow: Iterable[str] = (), *, proxy: str = "", ca_file: str = "") -> Policy:
    """From the words of the settings. ValueError names the one that is none of these.

    `10.0.0.0/8` or `192.168.1.5`: addresses. `idp.corp.example`: a name. Both are reached by https
    on the usual ports. `http://127.0.0.1:9000`: that origin alone, by any scheme and port.
    """
    names: set[str] = set()
    networks: list[Network] = []
    origins: set[Origin] = set()
    for word in allow:
        if "://" in word:
            origins.add(_origin(word))
        elif (network := _network(word)) is not None:
            networks.append(network)
        else:
            names.add(_origin(f"https://{word}").host)
    return Policy(
        names=frozenset(names),
        networks=tuple(networks),
        origins=frozenset(origins),
        proxy=_origin(proxy) if proxy else None,
        ca_file=ca_file,
    )


def also(policy: Policy, url: str) -> Policy:
    """The policy with the origin of one more URL that the operator named. ValueError for none."""
    try:
        origin = origin_of(ada_url.URL(url))
    except ValueError:
        raise ValueError(f"{url!r} is no address of the web.") from None
    return replace(policy, origins=policy.origins | {origin})


def _network(word: str) -> Network | None:
    try:
        return ipaddress.ip_network(word.strip("[]"))
    except ValueError:
        return None


def _origin(word: str) -> Origin:
    try:
        url = ada_url.URL(word)
    except ValueError:
        url = None
    is_plain = url is not None and url.pathname == "/" and not (url.search or url.username)
    if url is None or not is_plain or url.protocol not in ("http:", "https:"):
        raise ValueError(f"{word!r} is no address, network, host name or origin.")
    return origin_of(url)


def origin_of(url: ada_url.URL) -> Origin:
    """Scheme, host without a last dot, and the port that is meant."""
    scheme = url.protocol.removesuffix(":")
    port = int(url.port) if url.port else {"http": 80, "https": 443}.get(scheme, 0)
    host = url.hostname if address_in(url.hostname) else url.hostname.removesuffix(".")
    return Origin(scheme, host, port)
