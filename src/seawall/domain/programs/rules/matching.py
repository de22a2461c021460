"""A brief's targets compiled for quick answers: an index by host, address, app and name."""

import weakref
from dataclasses import dataclass, field
from functools import lru_cache

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief import Brief, Target
from seawall.domain.programs.rules.location import Location, Place
from seawall.domain.programs.rules.patterns import (
    AddressPart,
    AppPart,
    ContractPart,
    HostPattern,
    NamePart,
    Part,
    PathPart,
    WebPart,
    interpret_pattern,
)
from seawall.domain.programs.rules.patterns.hosts import suffix_labels
from seawall.domain.programs.rules.patterns.web import WEB_SCHEMES

_EXACT = (3, 0)
_WEB_PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Rule:
    """One part of one target's pattern. `order` is the target's place in the brief."""

    target: Target
    part: Part
    order: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that covers the location, and how narrowly: by host, then by what is behind it."""

    rule: Rule
    host: tuple[int, int]
    rest: tuple[int, int]

    @property
    def target(self) -> Target:
        return self.rule.target

    def is_narrower_than(self, other: "Hit") -> bool:
        """At least as narrow in both ways and narrower in one."""
        return (
            self.host >= other.host
            and self.rest >= other.rest
            and (self.host, self.rest) != (other.host, other.rest)
        )


@dataclass(slots=True)
class Matcher:
    """The compiled targets of one brief."""

    hosts: dict[str, list[Rule]] = field(default_factory=dict)
    """By exact host or by the fixed end of the hosts that a wildcard covers."""
    open_ended: list[Rule] = field(default_factory=list)
    addresses: list[Rule] = field(default_factory=list)
    apps: dict[AppPart, list[Rule]] = field(default_factory=dict)
    contracts: dict[str, list[Rule]] = field(default_factory=dict)
    names: dict[str, list[Rule]] = field(default_factory=dict)
    paths: list[Rule] = field(default_factory=list)

    def hits(self, location: Location) -> list[Hit]:
        """Every rule that covers the location, in no order."""
        found = [Hit(rule, _EXACT, (2**31, 0)) for rule in self.names.get(location.name, ())]
        for app in location.apps:
            found += [Hit(rule, _EXACT, (0, 0)) for rule in self.apps.get(app, ())]
        if location.contract is not None:
            found += self._contract_hits(location.contract)
        if location.network is not None:
            found += self._address_hits(location.network)
        if location.place is not None:
            found += self._place_hits(location.place)
        return found

    def add(self, rule: Rule) -> None:
        """Files a rule where `hits` will look for it."""
        part = rule.part
        match part:
            case WebPart(host=HostPattern(open_end=True)):
                self.open_ended.append(rule)
            case WebPart(host=HostPattern(suffix="")):
                self.open_ended.append(rule)
            case WebPart(host=host):
                self.hosts.setdefault(host.suffix, []).append(rule)
            case AddressPart():
                self.addresses.append(rule)
            case AppPart():
                self.apps.setdefault(part, []).append(rule)
            case ContractPart(address=address):
                self.contracts.setdefault(address, []).append(rule)
            case NamePart(key=key):
                self.names.setdefault(key, []).append(rule)
            case PathPart():
                self.paths.append(rule)

    def _contract_hits(self, named: ContractPart) -> list[Hit]:
        found = []
        for rule in self.contracts.get(named.address, ()):
            chain = rule.part.chain if isinstance(rule.part, ContractPart) else ""
            if not chain or not named.chain or chain == named.chain:
                found.append(Hit(rule, _EXACT, (len(chain), 0)))
        return found

    def _address_hits(self, network: AddressPart) -> list[Hit]:
        """Rules that cover the network; where one in scope does, also those out of scope that
        only touch it."""
        covering: list[Hit] = []
        touching: list[Hit] = []
        for rule in self.addresses:
            part = rule.part
            if not isinstance(part, AddressPart) or part.version != network.version:
                continue
            if part.first <= network.first and network.last <= part.last:
                covering.append(Hit(rule, _width(part), (0, 0)))
            elif part.first <= network.last and network.first <= part.last:
                touching.append(Hit(rule, _width(part), (0, 0)))
        if any(hit.target.in_scope for hit in covering):
            covering += [hit for hit in touching if not hit.target.in_scope]
        return covering

    def _place_hits(self, place: Place) -> list[Hit]:
        found: list[Hit] = []
        for rule in self._candidates(place.host):
            part = rule.part
            if isinstance(part, WebPart) and _host_fits(part.host, place.host):
                found += _web_hit(rule, part, place)
        if place.address is not None:
            version, number = place.address
            found += self._address_hits(AddressPart(version, number, number))
        covered = [hit for hit in found if hit.target.in_scope]
        if covered:
            widest = max(hit.host for hit in covered)
            path = f"{place.path}/".replace("//", "/").casefold()
            for rule in self.paths:
                part = rule.part
                if isinstance(part, PathPart) and part.path_glob and part.path_glob.matches(path):
                    found.append(Hit(rule, widest, (len(part.path_glob.literals), 0)))
        return found

    def _candidates(self, host: str) -> list[Rule]:
        found = list(self.open_ended)
        end = host
        while end:
            found += self.hosts.get(end, ())
            _label, _dot, end = end.partition(".")
        return found


_compiled: dict[int, tuple[weakref.ref[Brief], Matcher]] = {}


def matcher(brief: Brief) -> Matcher:
    """The matcher of a brief. Compiled once per brief object and once per equal list of targets."""
    key = id(brief)
    known = _compiled.get(key)
    if known is not None and known[0]() is brief:
        return known[1]
    made = _compile(brief.targets)
    # The entry goes with its brief: a later object may get the same id.
    _compiled[key] = (weakref.ref(brief, lambda _gone: _compiled.pop(key, None)), made)
    return made


@lru_cache(maxsize=64)
def _compile(targets: tuple[Target, ...]) -> Matcher:
    made = Matcher()
    for order, target in enumerate(targets):
        try:
            pattern = interpret_pattern(target.kind, target.identifier, in_scope=target.in_scope)
        except Invalid:
            # A stored brief may hold what today's rules refuse; it then covers nothing.
            continue
        for part in pattern.parts:
            made.add(Rule(target, part, order))
    return made


def _host_fits(pattern: HostPattern, host: str) -> bool:
    if pattern.exact is not None:
        return pattern.exact == host
    if pattern.glob is None:
        return False
    if not pattern.open_end:
        return pattern.glob.matches(host)
    labels = host.split(".")
    count = suffix_labels(labels)
    return len(labels) > count and pattern.glob.matches(".".join(labels[:-count]))


def _web_hit(rule: Rule, part: WebPart, place: Place) -> list[Hit]:
    if not _port_fits(part, place, rule.target.in_scope):
        return []
    if part.path_glob is not None:
        path = f"{place.path}/".replace("//", "/")
        fold = part.fold_path or not rule.target.in_scope
        if not part.path_glob.matches(path.casefold() if fold else path):
            return []
    if (
        part.fragment
        and place.fragment
        and not f"{place.fragment}/".startswith(part.fragment.rstrip("/*") + "/")
    ):
        return []
    named = dict(place.query)
    if any(named.get(name, value) != value for name, value in part.query):
        return []
    host = _EXACT if part.host.exact is not None else (2, part.host.literals)
    path_literals = len(part.path_glob.literals) if part.path_glob is not None else 0
    behind = sum(1 for pair in part.query if pair in place.query)
    behind += bool(part.fragment and place.fragment)
    return [Hit(rule, host, (path_literals, 2 * behind + (part.port is not None)))]


def _port_fits(part: WebPart, place: Place, in_scope: bool) -> bool:
    """A URL in scope names one service; a host, or what is out of scope, names all of them."""
    if part.port is not None:
        return part.port == place.port or (place.port is None and part.port in _WEB_PORTS)
    if not part.scheme or not in_scope or place.port is None:
        return True
    if part.scheme in WEB_SCHEMES:
        return place.port in _WEB_PORTS and (place.scheme in WEB_SCHEMES or not place.scheme)
    return part.scheme == place.scheme


def _width(part: AddressPart) -> tuple[int, int]:
    bits = (part.last - part.first).bit_length()
    return _EXACT if bits == 0 else (1, 128 - bits)
