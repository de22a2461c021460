import re

import ada_url
import pytest

from seawall.lib import http
from seawall.lib.http.addresses import address_in, is_public
from seawall.lib.http.policies import Origin
from tests.lib.shared_cases import shared_cases

OPEN = http.Policy()


def _is_refused(url: str) -> bool:
    try:
        http.check(url, policy=OPEN)
    except http.Refused:
        return True
    return False


def _leads_inside_by_its_answer(case: dict[str, str]) -> bool:
    """A plain https URL of a public name: its DNS record or a redirect is what is refused."""
    return (
        case["label"] == "block" and re.match(r"https://[a-z][a-z0-9.-]*/", case["url"]) is not None
    )


def test_every_shared_url_is_judged_rightly():
    wrong = [
        case["url"]
        for case in shared_cases("ssrf/dev.jsonl")
        if _is_refused(case["url"]) != (case["label"] == "block")
        and not _leads_inside_by_its_answer(case)
    ]

    assert wrong == []


def test_the_address_is_refused_and_not_only_its_scheme():
    wrong = []
    for case in shared_cases("ssrf/dev.jsonl"):
        try:
            parsed = ada_url.URL(case["url"])
        except ValueError:
            continue
        secured = f"https://{parsed.hostname}/"
        if case["label"] == "block" and address_in(parsed.hostname) and not _is_refused(secured):
            wrong.append(secured)

    assert wrong == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://017700000001/",
        "https://localhost./", "https://a.localhost/", "https://[::1]/", "https://[::]/",
        "https://[::ffff:127.0.0.1]/", "https://[::127.0.0.1]/", "https://[::ffff:0:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::7f00:1]/", "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::]/", "https://[fec0::1]/", "https://[fe80::1]/",
        "https://[2606:4700::5efe:7f00:1]/", "https://[100::1]/", "https://[ff02::1]/",
        "https://169.254.169.254/", "https://100.64.0.1/", "https://168.63.129.16/",
        "https://127。0。0。1/", "https://①②⑦.⓪.⓪.①/", "https://printer/", "https://db.internal/",
        "https://a.example:22/", "https://a.example:25/", "https://a.example:6379/",
        "https://a.example:80/", "http://a.example/", "http://a.example:443/", "file:///etc/passwd",
        "gopher://a.example/", "ftp://a.example/", "https:a.example", "//a.example/", "a.example",
        "https://user@a.example/", "https://@a.example/", "https://a:b@a.example/",
        "https://a.example\\@127.0.0.1/", "https:\\\\127.0.0.1\\", "https://a.example/ x",
        "https://a.example/\n", "\thttps://a.example/", "https://a.\u200bexample/",
        "https://a..example/", "https://.example/", "https://a.example%00.b.example/",
        "https://" + "a" * 2100 + ".example/", "https://127.0.0.1.nip.io/", "",
    ],
)  # fmt: skip
def test_refused(url):
    assert _is_refused(url)


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://hooks.example/in", "hooks.example", 443, "/in"),
        ("HTTPS://Hooks.Example:8443/a@b?c=d#e", "hooks.example", 8443, "/a@b?c=d"),
        ("https://bücher.example./ä", "xn--bcher-kva.example", 443, "/%C3%A4"),
        ("https://93.184.216.34/", "93.184.216.34", 443, "/"),
        ("https://[2606:2800:220:1::1]/", "[2606:2800:220:1::1]", 443, "/"),
    ],
)
def test_allowed(url, host, port, path):
    target = http.check(url, policy=OPEN)

    assert (target.origin, target.path) == (Origin("https", host, port), path)


def test_the_operator_may_let_in_addresses_names_and_origins():
    policy = http.policy_of(["10.0.0.0/8", "fd00::1", "idp.internal", "http://127.0.0.1:9000"])

    def passes(url: str) -> bool:
        try:
            http.check(url, policy=policy)
        except http.Refused:
            return False
        return True

    asked = {
        "https://10.1.2.3/": True,
        "https://[fd00::1]:8443/": True,
        "https://idp.internal/x": True,
        "http://127.0.0.1:9000/x": True,
        "http://10.1.2.3/": False,
        "https://10.1.2.3:22/": False,
        "https://[fd00::2]/": False,
        "https://other.internal/": False,
        "http://idp.internal/": False,
        "http://127.0.0.1:9001/": False,
        "https://127.0.0.1:9000/": False,
        "http://localhost:9000/": False,
    }
    assert {url: passes(url) for url in asked} == asked


@pytest.mark.parametrize("word", ["http://a/path", "ftp://a", "10.0.0.0/99", "a b", "https://u@a"])
def test_a_setting_that_means_nothing_is_named(word):
    with pytest.raises(ValueError, match="is no address, network, host name or origin"):
        http.policy_of([word])


@pytest.mark.parametrize(
    "text", ["fe80::1%eth0", "2606:4700::1%1", "::ffff:8.8.8.8", "2001:db8::1"]
)
def test_an_address_with_something_inside_is_not_public(text):
    address = address_in(text)

    assert address is not None
    assert not is_public(address)
