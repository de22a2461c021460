import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief import TargetKind
from seawall.domain.programs.rules.patterns import (
    AddressPart,
    AppPart,
    ContractPart,
    NamePart,
    PathPart,
    WebPart,
    interpret_pattern,
)

ADDRESS = "0x" + "00ab" * 10


def parts(kind: str, identifier: str, *, in_scope: bool = True) -> list[object]:
    found = interpret_pattern(kind, identifier, in_scope=in_scope)
    return [part for part in found.parts if not isinstance(part, NamePart)]


def hosts(kind: str, identifier: str, *, in_scope: bool = True) -> list[str]:
    found = parts(kind, identifier, in_scope=in_scope)
    return [part.host.exact or part.host.text for part in found if isinstance(part, WebPart)]


def outcome(kind: str, identifier: str, in_scope: bool) -> object:
    """The parts or the message."""
    try:
        return interpret_pattern(kind, identifier, in_scope=in_scope).parts
    except Invalid as refusal:
        return refusal.message


GOOD = [
    ("domain", "Example.ORG.", ["example.org"]),
    ("domain", "https://example.org/", ["example.org"]),
    ("domain", "bücher.example", ["xn--bcher-kva.example"]),
    ("domain", "old_name.example.org", ["old_name.example.org"]),
    ("wildcard", "*.example.org", ["*.example.org"]),
    ("wildcard", "*. example.org", ["*.example.org"]),
    ("wildcard", "\\*.example.org  ", ["*.example.org"]),
    ("wildcard", "*.a.*.example.org", ["*.a.*.example.org"]),
    ("wildcard", "api-*.example.org", ["api-*.example.org"]),
    ("wildcard", "*.example.org,", ["*.example.org"]),
    ("wildcard", "(se|fi).play.example", ["se.play.example", "fi.play.example"]),
    ("wildcard", "www.example.(com|co.uk)", ["www.example.com", "www.example.co.uk"]),
    ("wildcard", "*.energ(y|ie).example", ["*.energy.example", "*.energie.example"]),
    ("wildcard", "test-<your-name>.example.org", ["test-*.example.org"]),
    ("wildcard", "*.brandname", ["*.brandname"]),
    ("wildcard", "*.example.*", ["*.example.*"]),
    ("wildcard", "www.example.org*", ["www.example.org"]),
    ("url", "https://example.org/app (the new one)", ["example.org"]),
    ("url", "*.example.org Web Shop", ["*.example.org"]),
    ("url", "https://www.example.(org|net))", ["www.example.org", "www.example.net"]),
    ("url", "a.example.org, b.example.org", ["a.example.org", "b.example.org"]),
    ("url", "*.a.example / *.b.example", ["*.a.example", "*.b.example"]),
    ("api", "api.example.org/v2", ["api.example.org"]),
    ("api", "wss://live.example.org/v2 *", ["live.example.org"]),
    ("other", "Portal (portal.example.org)", ["portal.example.org"]),
    ("other", "shop.example.org (run by a partner)", ["shop.example.org"]),
    ("source_repository", "https://git.example/team/tool.git", ["git.example"]),
    ("source_repository", "git@git.example:team/tool.git", ["git.example"]),
]


@pytest.mark.parametrize(("kind", "identifier", "expected"), GOOD)
def test_the_ways_in_which_people_write_hosts_are_understood(kind, identifier, expected):
    assert hosts(kind, identifier) == expected


REFUSED = [
    ("domain", "localhost"),
    ("domain", "exa mple.org"),
    ("domain", "*.example.org"),
    ("domain", "example.org/path"),
    ("domain", "192.0.2.7"),
    ("domain", "user@example.org"),
    ("domain", "example..org"),
    ("domain", "a.example\\@b.example"),
    ("domain", "x" * 64 + "." + "y" * 200 + ".org"),
    ("wildcard", "example.org"),
    ("wildcard", "*"),
    ("wildcard", "*.*"),
    ("wildcard", "*.com"),
    ("wildcard", "*.co.uk"),
    ("wildcard", "example*.org"),
    ("wildcard", "shop.*.be"),
    ("wildcard", "shop.*.*"),
    ("wildcard", "*.example.o*g"),
    ("wildcard", "www(1to9).example.org"),
    ("wildcard", "(a|b)(c|d)(e|f)(g|h)(i|j)(k|l)(m|n).example.org"),
    ("url", "https://"),
    ("url", "https://example.org:0/"),
    ("url", "/blog"),
    ("url", "The customer portal"),
    ("url", "*.example.org and what belongs to it"),
    ("ip_range", "192.0.2.0/33"),
    ("ip_range", "0.0.0.0/0"),
    ("ip_range", "192.0.2.9-192.0.2.1"),
    ("ip_range", "192.0.2.1-2001:db8::1"),
    ("ip_range", "example.org"),
    ("ip_range", "2001::/8"),
    ("android", "Our great app"),
    ("android", "https://play.google.com/store/apps/developer?id=Example"),
    ("ios", "Our great app"),
    ("ios", "12"),
    ("source_repository", "https://git.example"),
    ("source_repository", "our repository"),
    ("smart_contract", "0x1234"),
    ("smart_contract", "https://example.org/" + ADDRESS),
    ("hardware", "-"),
    ("other", "███████"),
    ("other", "(*.a.example:80|*.b.example:443) AND 192.0.2.0/24"),
    ("other", "Everything below *.example.org that we host"),
]


@pytest.mark.parametrize(("kind", "identifier"), REFUSED)
def test_what_cannot_be_checked_is_refused_with_advice(kind, identifier):
    with pytest.raises(Invalid) as refusal:
        interpret_pattern(kind, identifier)

    assert "identifier" in refusal.value.fields
    assert len(refusal.value.message) > 20


@pytest.mark.parametrize("kind", TargetKind)
@pytest.mark.parametrize("identifier", ["", "   ", "x" * 3000, "\u200b"])
def test_no_kind_takes_nothing_or_too_much(kind, identifier):
    with pytest.raises(Invalid):
        interpret_pattern(kind, identifier)


ADDRESSES = [
    ("192.0.2.7", [("192.0.2.7", "192.0.2.7")]),
    ("192.0.2.0/24", [("192.0.2.0", "192.0.2.255")]),
    ("192.0.2.9/24", [("192.0.2.0", "192.0.2.255")]),
    ("192.0.2.10-20", [("192.0.2.10", "192.0.2.20")]),
    ("192.0.2.0 - 192.0.3.255", [("192.0.2.0", "192.0.3.255")]),
    ("192.0.2.*", [("192.0.2.0", "192.0.2.255")]),
    (
        "192.0.2.1, 198.51.100.0/30",
        [("192.0.2.1", "192.0.2.1"), ("198.51.100.0", "198.51.100.3")],
    ),
    ("2001:db8::/32", [("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]),
    ("::ffff:192.0.2.1", [("192.0.2.1", "192.0.2.1")]),
    ("Mail servers - 192.0.2.8/31", [("192.0.2.8", "192.0.2.9")]),
]


@pytest.mark.parametrize(("identifier", "ranges"), ADDRESSES)
def test_addresses_are_understood_as_ranges(identifier, ranges):
    expected = [
        AddressPart(
            ipaddress.ip_address(first).version,
            int(ipaddress.ip_address(first)),
            int(ipaddress.ip_address(last)),
        )
        for first, last in ranges
    ]

    assert parts("ip_range", identifier) == expected


@given(st.ip_addresses(v=4), st.integers(8, 32))
def test_a_network_is_its_first_to_its_last_address(address, prefix):
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)

    assert parts("ip_range", str(network)) == [AddressPart(4, int(network[0]), int(network[-1]))]


APPS = [
    ("android", "com.Example.App", AppPart("android", "com.example.app")),
    (
        "android",
        "https://play.google.com/store/apps/details?hl=de&id=com.example.app",
        AppPart("android", "com.example.app"),
    ),
    ("android", "market://details?id=com.example.app", AppPart("android", "com.example.app")),
    ("ios", "1234567890", AppPart("ios", "1234567890")),
    ("ios", "id1234567890", AppPart("ios", "1234567890")),
    ("ios", "org.example.app", AppPart("ios", "org.example.app")),
    ("ios", "https://apps.apple.com/se/app/%C3%A5/id1234567890?l=en", AppPart("ios", "1234567890")),
]


@pytest.mark.parametrize(("kind", "identifier", "expected"), APPS)
def test_apps_are_known_by_their_id_in_the_store(kind, identifier, expected):
    assert parts(kind, identifier) == [expected]


CONTRACTS = [
    (ADDRESS.upper().replace("X", "x"), ContractPart(ADDRESS)),
    (f"polygon:{ADDRESS}", ContractPart(ADDRESS, "polygon")),
    (f"eip155:137:{ADDRESS}", ContractPart(ADDRESS, "polygon")),
    (f"https://etherscan.io/address/{ADDRESS}#code", ContractPart(ADDRESS, "ethereum")),
]


@pytest.mark.parametrize(("identifier", "expected"), CONTRACTS)
def test_contracts_are_known_by_their_address(identifier, expected):
    assert parts("smart_contract", identifier) == [expected]


def test_a_path_alone_is_possible_only_out_of_scope():
    found = parts("url", "/Blog/", in_scope=False)

    assert [part.path for part in found if isinstance(part, PathPart)] == ["/Blog"]


def test_out_of_scope_may_be_as_broad_as_anybody_likes():
    assert hosts("wildcard", "shop.*.be", in_scope=False) == ["shop.*.be"]


def test_what_is_written_beside_the_address_is_kept():
    assert interpret_pattern("url", "a.example.org (by a partner)").remark == "by a partner"


@given(st.sampled_from(list(TargetKind)), st.text(max_size=60), st.booleans())
def test_any_text_is_interpreted_or_refused(kind, identifier, in_scope):
    assert outcome(kind, identifier, in_scope)


HOSTLIKE = st.text(alphabet="ab.*(|)-:/0 ,", max_size=30)


@given(HOSTLIKE, st.booleans())
def test_any_heap_of_signs_is_interpreted_or_refused(identifier, in_scope):
    assert outcome("url", identifier, in_scope)
