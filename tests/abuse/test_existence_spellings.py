"""Area existence-oracle, wider: other spellings of an address, other headers, other methods."""

import os
from collections.abc import Iterator

import pytest

from tests.abuse import sweep
from tests.abuse.surfaces import pair

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P1", "P2")]

KINDS = ("report", "file", "award", "program", "organization", "webhook", "leak")
SPELLINGS = {
    "slash": "{}/",
    "two slashes": "{}//",
    "dot": "{}.",
    "dots": "{}/..;/",
    "suffix": "{}.json",
    "parameter": "{};a=b",
    "space": "{}%20",
    "nul": "{}%00",
    "line feed": "{}%0a",
    "encoded slash": "{}%2f",
    "query": "{}?format=json",
    "ending": "{}?_method=DELETE&export=csv&print=1&raw=1&download=1",
}
HEADERS = {
    "override": {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "PUT"},
    "json": {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
    "known": {"If-None-Match": "*"},
    "same": {"If-Match": "*", "If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    "range": {"Range": "bytes=0-0", "If-Range": '"x"'},
    "rewritten": {"X-Original-URL": "/platform/people", "X-Rewrite-URL": "/platform/people"},
    "boosted": {"HX-Request": "true", "HX-Boosted": "true", "HX-Current-URL": "http://e.example/"},
    "language": {"Accept-Language": "de, *;q=0.1", "Cookie": "theme=dark; lang=de"},
}

TURNS = ("lower", "upper", "encoded", "twice", "wide", "before")
METHODS = ("OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "get")
LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
EACH = 8


def _some(world, number: int) -> Iterator[tuple]:
    """Every eighth address, beginning with another one each time; all with SEAWALL_TEST_LONG=1."""
    found = list(sweep.pairs(world, *KINDS))
    yield from found if LONG else found[number % EACH :: EACH]


def _turned(word: str, how: str) -> str:
    return {
        "lower": word.lower(),
        "upper": word.upper(),
        "encoded": f"%{ord(word[0]):02X}{word[1:]}",
        "twice": f"%25{ord(word[0]):02X}{word[1:]}",
        "wide": f"{chr(ord(word[0]) + 0xFEE0)}{word[1:]}",
        "before": f"%20{word}",
    }[how]


@pytest.mark.parametrize(("number", "how"), list(enumerate(SPELLINGS)), ids=SPELLINGS)
def test_other_spellings_of_an_address_tell_nothing(world, number, how):
    faults = []
    for one, hidden, absent in _some(world, number):
        path = one.path.replace("{}", SPELLINGS[how]) if one.path.endswith("{}") else None
        path = path or SPELLINGS[how].format(one.path)
        for actor in ("R3", "anonymous"):
            faults += pair(world, actor, path, hidden, absent)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("number", "how"), list(enumerate(TURNS)), ids=TURNS)
def test_other_spellings_of_an_id_tell_nothing(world, number, how):
    faults = []
    for one, hidden, absent in _some(world, number):
        faults += pair(world, "R3", one.path, _turned(hidden, how), _turned(absent, how))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("number", "name"), list(enumerate(HEADERS)), ids=HEADERS)
def test_no_header_makes_an_answer_tell_more(world, number, name):
    faults = []
    for one, hidden, absent in _some(world, number):
        for actor in ("R3", "anonymous"):
            faults += pair(world, actor, one.path, hidden, absent, headers=HEADERS[name])

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("number", "method"), list(enumerate(METHODS)), ids=METHODS)
def test_no_method_tells_more(world, number, method):
    faults = []
    for one, hidden, absent in _some(world, number):
        for actor in ("R3", "anonymous"):
            faults += pair(world, actor, one.path, hidden, absent, method=method)

    assert not faults, "\n".join(faults)
