"""Figures over real programmes. They skip where the shared sets are absent."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ada_url
import pytest

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief import Brief, parse
from seawall.domain.programs.rules.location import locate
from seawall.domain.programs.rules.patterns import interpret_pattern
from seawall.domain.programs.rules.scope import check

ROOT = Path(__file__).parents[4]
SHARED = ROOT / os.environ.get("SEAWALL_SHARED", "../shared")
SCOPES = SHARED / "data" / "scopes"
URLS = SHARED / "data" / "url" / "urltestdata.json"

pytestmark = pytest.mark.skipif(not SCOPES.is_dir(), reason="the shared sets are absent")

KINDS = {
    "android": "android",
    "mobile-application-android": "android",
    "ios": "ios",
    "mobile-application-ios": "ios",
    "iprange": "ip_range",
    "ip_address": "ip_range",
    "hardware": "hardware",
    "api": "api",
    "website": "url",
    "url": "url",
    "web-application": "url",
    "wildcard": "wildcard",
}
EXPECTED = {
    "in": {"in"},
    "out": {"out"},
    "unlisted": {"unknown"},
    "unlisted-or-reject": {"unknown", "refused"},
    "conflict": {"in", "out"},
}


def read_rows(name: str) -> Iterator[dict[str, Any]]:
    with (SCOPES / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def kind_for(entry: dict[str, Any], in_scope: bool) -> str | None:
    """The kind a manager would end at: the stated one, else the one that the refusal names."""
    for kind in (KINDS.get(entry["type"], "other"), "url", "other"):
        try:
            interpret_pattern(kind, entry["target"], in_scope=in_scope)
        except Invalid:
            continue
        return kind
    return None


def brief_of(program: dict[str, Any]) -> Brief:
    rows: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for key, in_scope in (("in_scope", True), ("out_of_scope", False)):
        for entry in program[key]:
            kind = kind_for(entry, in_scope)
            if kind is not None:
                name = " ".join(entry["target"].split())
                row = {"kind": kind, "identifier": name, "in_scope": in_scope}
                rows.setdefault((kind, name, in_scope), row)
    return parse({"targets": list(rows.values())})


@pytest.fixture(scope="module")
def briefs() -> dict[str, Brief]:
    return {
        f"{program['platform']}|{program['name']}": brief_of(program)
        for program in read_rows("programmes.dev.jsonl")
    }


@pytest.fixture(scope="module")
def answers(briefs) -> list[tuple[dict[str, Any], str]]:
    return [
        (row, answer(briefs[row["programme"]], row["url"])) for row in read_rows("cases.dev.jsonl")
    ]


def answer(program: Brief, url: str) -> str:
    try:
        return str(check(program, url, brief_version=1).answer)
    except Invalid:
        return "refused"


def test_nearly_every_case_is_answered_as_the_programme_means_it(answers):
    wrong = [row for row, given in answers if given not in EXPECTED[row["expect"]]]

    assert len(wrong) <= 0.002 * len(answers), wrong


@pytest.mark.parametrize(
    "why",
    [
        "listed out of scope under an in-scope wildcard",
        "generated: backslash/userinfo confusion",
        "generated: prefix look-alike",
        "generated: suffix look-alike",
    ],
)
def test_no_excluded_host_and_no_look_alike_slips_in(answers, why):
    rows = [(row, given) for row, given in answers if row["why"] == why]

    assert rows
    assert [row for row, given in rows if given not in EXPECTED[row["expect"]]] == []


@pytest.mark.parametrize("in_scope", [True, False])
def test_odd_patterns_are_interpreted_or_refused_with_advice(in_scope):
    lines = (SCOPES / "odd-patterns.tsv").read_text(encoding="utf-8").split("\n")[1:]
    pairs = [line.rsplit("\t", 1) for line in lines if line.strip()]

    messages = []
    for identifier, stated in pairs:
        try:
            assert interpret_pattern(
                KINDS.get(stated, "other"), identifier, in_scope=in_scope
            ).parts
        except Invalid as refusal:
            messages.append(refusal.message)

    assert all(len(message) > 20 for message in messages)
    assert len(messages) < len(pairs) / 2


@pytest.mark.skipif(not URLS.is_file(), reason="the shared sets are absent")
def test_web_urls_are_read_as_the_standard_reads_them():
    rows = [row for row in json.loads(URLS.read_text(encoding="utf-8")) if isinstance(row, dict)]
    checked = 0
    for row in rows:
        text = row["input"]
        if row.get("base") or not text.lower().startswith(("http://", "https://", "ws", "ftp://")):
            continue
        try:
            place = locate(text).place
        except Invalid:
            place = None
        if row.get("failure"):
            assert place is None, text
        elif place is not None:
            assert place.host == row["hostname"].removesuffix("."), text
            checked += 1

    assert checked > 50
    assert ada_url.check_url("https://example.org")
