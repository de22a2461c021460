import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief import Brief, load, to_document
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.domain.programs.rules.scope import ScopeAnswer, check
from tests.domain.programs.rules.briefs import brief, excluded, reward, target

CONTRACT = "0x" + "00ab" * 10

PROGRAM = brief(
    target("domain", "example.org", id="apex"),
    target("wildcard", "*.example.org", id="below"),
    excluded("domain", "blog.example.org", id="blog"),
    excluded("url", "https://www.example.org/careers", id="careers"),
    excluded("url", "/legacy", id="legacy"),
    target("url", "https://app.example.com:8443/v1", id="app"),
    target("url", "https://shop.example.net/", id="shop"),
    excluded("wildcard", "*.example.net", id="rest"),
    target("wildcard", "*.api.*.example.com", id="regions"),
    target("wildcard", "(se|fi).play.example", id="countries"),
    target("wildcard", "*skiing.example", id="glued"),
    target("wildcard", "www.brand.*", id="brand"),
    target("domain", "bücher.example", id="books"),
    target("ip_range", "192.0.2.0/24", id="net"),
    excluded("ip_range", "192.0.2.66", id="router"),
    target("ip_range", "2001:db8::/32", id="net6"),
    target("android", "com.example.wallet", id="android"),
    target("ios", "https://apps.apple.com/us/app/wallet/id1234567890", id="ios"),
    target("source_repository", "https://git.example/team/tool", id="code"),
    target("smart_contract", f"polygon:{CONTRACT}", id="contract"),
    target("executable", "https://dl.example/files/Setup.exe", id="setup"),
    target("hardware", "Box 3", id="box"),
    target("other", "Third-party corporate targets", id="third"),
)

CASES = [
    # Hosts
    ("example.org", "in", "apex"),
    ("EXAMPLE.ORG.", "in", "apex"),
    ("https://example.org:444/any?thing=1#there", "in", "apex"),
    ("ssh://example.org:22/", "in", "apex"),
    ("a.b.example.org", "in", "below"),
    ("https://blog.example.org/post", "out", "blog"),
    ("https://BLOG.example.org.:8080/", "out", "blog"),
    ("http://user:secret@blog.example.org/", "out", "blog"),
    ("https://blog%2eexample.org/", "out", "blog"),
    ("https://blog\u3002example.org/", "out", "blog"),
    # Paths
    ("https://www.example.org/", "in", "below"),
    ("https://www.example.org/careers", "out", "careers"),
    ("https://www.example.org/Careers/jobs", "out", "careers"),
    ("https://www.example.org/a/../careers", "out", "careers"),
    ("https://www.example.org/%63areers", "out", "careers"),
    ("https://www.example.org//careers", "out", "careers"),
    ("https://www.example.org/careersday", "in", "below"),
    ("https://x.example.org/legacy/page", "out", "legacy"),
    ("https://x.example.org/legacyx", "in", "below"),
    ("https://elsewhere.example/legacy", "unknown", None),
    # Ports and schemes
    ("https://app.example.com:8443/v1/users", "in", "app"),
    ("https://app.example.com:8443/v10", "unknown", None),
    ("https://app.example.com:8443/v1%2F..%2Fadmin", "unknown", None),
    ("https://app.example.com/v1", "unknown", None),
    ("http://shop.example.net", "in", "shop"),
    ("wss://shop.example.net/live", "in", "shop"),
    ("https://shop.example.net:9000/", "out", "rest"),
    ("https://other.example.net/", "out", "rest"),
    # Wildcards
    ("x.api.eu.example.com", "in", "regions"),
    ("x.api.eu.west.example.com", "in", "regions"),
    ("api.eu.example.com", "unknown", None),
    ("se.play.example", "in", "countries"),
    ("de.play.example", "unknown", None),
    ("skiing.example", "in", "glued"),
    ("www.skiing.example", "in", "glued"),
    ("evilskiing.example", "unknown", None),
    ("www.brand.com", "in", "brand"),
    ("www.brand.co.uk", "in", "brand"),
    ("www.brand.attacker.com", "unknown", None),
    ("*.dev.example.org", "in", "below"),
    # Look-alikes
    ("notexample.org", "unknown", None),
    ("example.org.attacker.test", "unknown", None),
    ("https://attacker.test\\@example.org/", "unknown", None),
    ("attacker.test\\@a.example.org", "unknown", None),
    ("https://example.org@attacker.test/", "unknown", None),
    ("https://attacker.test#@example.org/", "unknown", None),
    ("https://attacker.test/example.org", "unknown", None),
    ("https://ex\u0430mple.org", "unknown", None),
    ("https:\\\\a.example.org\\x", "in", "below"),
    # IDNA
    ("https://BÜCHER.example/", "in", "books"),
    ("xn--bcher-kva.example", "in", "books"),
    # Addresses
    ("192.0.2.5", "in", "net"),
    ("http://192.0.2.5:8080/", "in", "net"),
    ("http://0xC0000205/", "in", "net"),
    ("http://3221226053/", "in", "net"),
    ("http://0300.0.2.5/", "in", "net"),
    ("http://[::ffff:192.0.2.5]/", "in", "net"),
    ("192.0.2.66", "out", "router"),
    ("192.0.2.64/28", "out", "router"),
    ("192.0.2.128/28", "in", "net"),
    ("192.0.2.10-20", "in", "net"),
    ("192.0.0.0/16", "unknown", None),
    ("198.51.100.1", "unknown", None),
    ("2001:db8::5", "in", "net6"),
    ("https://[2001:DB8::5]:444/", "in", "net6"),
    # Apps, code, contracts, names
    ("com.example.wallet", "in", "android"),
    ("https://play.google.com/store/apps/details?id=com.example.wallet&gl=US", "in", "android"),
    ("https://com.example.wallet/", "in", "android"),
    ("https://play.google.com/store/apps/details?id=com.example.other", "unknown", None),
    ("id1234567890", "in", "ios"),
    ("https://itunes.apple.com/app/id1234567890", "in", "ios"),
    ("https://git.example/Team/Tool/blob/main/a.py", "in", "code"),
    ("git@git.example:team/tool.git", "in", "code"),
    ("https://git.example/team/tool.git", "in", "code"),
    ("https://git.example/team/toolbox", "unknown", None),
    (CONTRACT.upper().replace("X", "x"), "in", "contract"),
    (f"https://polygonscan.com/address/{CONTRACT}", "in", "contract"),
    (f"ethereum:{CONTRACT}", "unknown", None),
    ("setup.exe", "in", "setup"),
    ("box  3", "in", "box"),
    ("third-party corporate targets", "in", "third"),
    ("The coffee machine", "unknown", None),
]


@pytest.mark.parametrize(("asked", "answer", "rule"), CASES)
def test_each_target_has_its_answer(asked, answer, rule):
    found = check(PROGRAM, asked, brief_version=1)

    assert (str(found.answer), found.rule) == (answer, rule)


BAD = [
    "",
    "   ",
    "x" * 2049,
    "https://exa\nmple.org",
    "https://example.org\x00",
    "https://exa\u200bmple.org",
    "https://example.org\ud800",
    "https://",
    "https://exa mple.org/",
    "https://example.org:99999/",
    "https://example..org/",
    "https://[::1",
    "https://%00.example.org",
    "https://xn--.example.org/",
    "https://xn--a.example.org/",
    "file:///etc/passwd",
    "javascript://example.org/%0aalert(1)",
    "mailto:someone@example.org",
    "someone@example.org",
]


@pytest.mark.parametrize("asked", BAD)
def test_what_no_browser_opens_is_refused_with_advice(asked):
    with pytest.raises(Invalid) as refusal:
        check(PROGRAM, asked, brief_version=1)

    assert "target" in refusal.value.fields


def test_the_answer_carries_what_a_form_needs():
    program = brief(
        target("url", "https://api.example.org", id="api", maximum_priority=2, group="core"),
        groups=[{"id": "core", "name": "Core"}],
        rewards=[reward(1, 500, 900), reward(2, 300, 400), reward(2, 310, 450, group="core")],
        currency="EUR",
    )

    assert check(program, "api.example.org", brief_version=7) == ScopeAnswer(
        answer="in",
        rule="api",
        why="“https://api.example.org” (api) is listed in scope. A report on it is P2 at most.",
        brief_version=7,
        reward=RewardRange("EUR", 310, 450),
        target_id="api",
        eligible_for_submission=True,
        eligible_for_reward=True,
        maximum_priority=2,
    )


def test_a_target_closed_to_reports_says_so():
    program = brief(target("domain", "a.example", id="a", eligible_for_submission=False))

    found = check(program, "a.example", brief_version=1)

    assert (found.answer, found.eligible_for_submission, found.reward) == ("in", False, None)
    assert "takes no reports" in found.why


def test_the_same_entry_in_and_out_is_out():
    program = brief(target("domain", "a.example"), excluded("domain", "a.example", id="no"))

    assert check(program, "a.example", brief_version=1).rule == "no"


def test_a_path_excluded_everywhere_beats_a_host_in_scope():
    program = brief(
        target("domain", "www.a.example"), excluded("wildcard", "*.a.example/admin", id="no")
    )

    assert check(program, "www.a.example/admin/x", brief_version=1).rule == "no"
    assert check(program, "www.a.example/shop", brief_version=1).answer == "in"


def test_a_host_in_scope_beats_an_excluded_wildcard():
    program = brief(
        target("domain", "api.a.example", id="api"), excluded("wildcard", "*.a.example", id="no")
    )

    assert check(program, "api.a.example", brief_version=1).rule == "api"
    assert check(program, "x.api.a.example", brief_version=1).rule == "no"


def test_a_query_tells_targets_on_one_path_apart():
    program = brief(
        target("url", "https://m.example/app?host=cloud", id="cloud"),
        target("url", "https://m.example/app?host=server", id="server"),
    )

    assert check(program, "https://m.example/app?host=server", brief_version=1).rule == "server"
    assert check(program, "https://m.example/app?host=own", brief_version=1).answer == "unknown"
    assert check(program, "https://m.example/app/x", brief_version=1).answer == "in"


HINTS = [
    ("org.example", "*.org.example", "covers the hosts below it"),
    ("https://attacker.test\\@example.org/", "example.org", "backslash"),
    ("https://example.org@attacker.test/", "example.org", "user name"),
    ("evilexample.org", "*.example.org", "only ends like"),
    ("example.org.attacker.test", "*.example.org", "only begins like"),
]


@pytest.mark.parametrize(("asked", "listed", "words"), HINTS)
def test_a_near_miss_is_explained(asked, listed, words):
    kind = "wildcard" if "*" in listed else "domain"

    found = check(brief(target(kind, listed)), asked, brief_version=1)

    assert found.answer == "unknown"
    assert words in found.why


def test_a_stored_entry_that_cannot_be_read_covers_nothing():
    program = load({"targets": [target("ip_range", "everything"), target("domain", "a.example")]})

    assert check(program, "192.0.2.1", brief_version=1).answer == "unknown"
    assert check(program, "a.example", brief_version=1).answer == "in"


def test_an_equal_brief_gives_an_equal_answer():
    copy = load(to_document(PROGRAM))

    assert check(copy, "x.example.org", brief_version=1) == check(
        PROGRAM, "x.example.org", brief_version=1
    )


def test_a_network_is_in_only_as_a_whole():
    program = brief(target("ip_range", "192.0.2.0/25"))

    assert check(program, "192.0.2.0/24", brief_version=1).answer == "unknown"


LABELS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
ALPHABETS = ["aäö", "αβγ", "дежз", "中文字", "ひらがな"]
FOREIGN = st.sampled_from(ALPHABETS).flatmap(
    lambda letters: st.text(letters, min_size=1, max_size=6)
)


@given(FOREIGN)
def test_a_name_and_its_ascii_form_are_one_host(label):
    program = brief(target("domain", f"{label}.example"))
    ascii_name = f"{label}.example".encode("idna").decode("ascii")

    assert check(program, f"https://{ascii_name.upper()}/", brief_version=1).answer == "in"
    assert check(program, f"https://{label}.example/", brief_version=1).answer == "in"


@given(st.lists(LABELS, min_size=1, max_size=4), st.integers(1, 65535))
def test_every_host_below_a_wildcard_is_in_on_every_port(labels, port):
    program = brief(target("wildcard", "*.a.example"))

    found = check(program, f"https://{'.'.join(labels)}.a.example:{port}/", brief_version=1)

    assert found.answer == "in"


@given(st.lists(LABELS, min_size=1, max_size=3), LABELS)
def test_every_excluded_host_below_a_wildcard_is_out(labels, other):
    name = f"{'.'.join(labels)}.a.example"
    program = brief(target("wildcard", "*.a.example"), excluded("domain", name))

    assert check(program, f"https://{name}/{other}", brief_version=1).answer == "out"
    assert check(program, f"http://{name}.:81/?{other}", brief_version=1).answer == "out"


@given(LABELS, st.sampled_from("/\\?#"))
def test_what_only_looks_like_a_host_below_a_wildcard_is_not_in(label, sign):
    program = brief(target("wildcard", "*.a.example"), target("domain", "a.example"))

    for asked in (
        f"https://{label}.a.example.attacker.test/",
        f"https://{label}a.example/",
        f"https://attacker.test{sign}@{label}.a.example/",
        f"https://{label}.a.example@attacker.test/",
    ):
        assert check(program, asked, brief_version=1).answer == "unknown"


@given(st.ip_addresses(v=4), st.integers(8, 30))
def test_the_edges_of_a_network_are_in_and_their_neighbors_are_not(address, prefix):
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    program = brief(target("ip_range", str(network)))

    assert _answers(program, network[0], network[-1]) == {"in"}
    beside = [
        ipaddress.ip_address(number)
        for number in (int(network[0]) - 1, int(network[-1]) + 1)
        if 0 <= number < 2**32
    ]
    assert _answers(program, *beside) <= {"unknown"}


def _answers(program: Brief, *addresses: object) -> set[str]:
    return {str(check(program, str(item), brief_version=1).answer) for item in addresses}


@given(st.text(max_size=80))
def test_any_text_is_answered_or_refused(asked):
    try:
        said: object = check(PROGRAM, asked, brief_version=1)
    except Invalid as refusal:
        said = refusal.fields

    assert said


@example("https://a?%A0=%A0")
@given(st.text(alphabet="ahttps:/\\@.#?[]%exmplorg0 ", max_size=60))
def test_any_heap_of_url_signs_is_answered_or_refused(asked):
    try:
        said: object = check(PROGRAM, asked, brief_version=1)
    except Invalid as refusal:
        said = refusal.fields

    assert said
