"""What is given anything, and what must hold whatever it is. Nothing here needs a database."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from seawall.api import bodies
from seawall.domain.errors import Invalid
from seawall.domain.programs.rules import known_issues, scope
from seawall.domain.search.rules import completing, grammar, reading
from seawall.domain.taxonomy.rules import convert, cvss, tree
from seawall.domain.vault.rules import own_patterns, scanning
from seawall.domain.vault.rules.placeholders import placeholder
from seawall.lib import http, markdown, verify_receipt
from seawall.lib.http.targets import Refused, target_of
from seawall.lib.text import UnsafeText, clean_line, clean_text, csv_cell, display_filename
from tests.domain.programs.rules.test_scope import PROGRAM
from tests.fuzz import seeds
from tests.fuzz.mutations import Make, all_of, bytes_near, near, one_of

RECEIPT = Path(__file__).with_name("receipt.json").read_text("utf-8")


@dataclass(frozen=True)
class Target:
    """`make` gives an input; `check` raises AssertionError, or what must not come out."""

    make: Make
    check: Callable[[Any], None]


# ── Markdown ─────────────────────────────────────────────────────────────────
class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in markdown.TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            is_link = name in ("href", "src")
            if name.startswith("on") or name in ("style", "id", "srcdoc", "formaction"):
                self.wrong.append(f"{tag} {name}")
            elif is_link and not _is_harmless(value or ""):
                self.wrong.append(f"{tag} {name}={value}")


def _is_harmless(link: str) -> bool:
    try:
        scheme = urlsplit(link.strip("\x00\t\n\r ")).scheme.lower()
    except ValueError:
        return link.lower().startswith(("http://", "https://", "mailto:"))
    return scheme in ("http", "https", "mailto") or (not scheme and link.startswith(("/", "#")))


def _markdown(text: str) -> None:
    page = markdown.render(
        text,
        references=lambda name: f"/reports/{name}",
        mentions=lambda name: f"/people/{name}",
        attachments={"a.png": "/files/1"},
    )
    reader = _Reader()
    reader.feed(page)
    assert reader.wrong == []
    assert all(len(one) == 8 for one in markdown.references_in(text))
    markdown.mentions_in(text)


# ── Texts and JSON ───────────────────────────────────────────────────────────
def _texts(text: str) -> None:
    for clean in (clean_text, clean_line):
        try:
            once = clean(text)
        except UnsafeText:
            continue
        assert clean(once) == once
    name = display_filename(text)
    assert name
    assert not set(name) & set('/\\"\x00\r\n')
    assert name.strip(". ")
    name.encode()
    cell = csv_cell(text)
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r") or float(cell) is not None
    reading.read(text, text)


def _json(body: bytes) -> None:
    try:
        value = bodies.loads(body)
    except bodies.Unreadable:
        return
    assert json.loads(json.dumps(value)) == value
    json.dumps(value, ensure_ascii=False).encode()


# ── Secrets ──────────────────────────────────────────────────────────────────
def _redacted(text: str, own: Any = ()) -> str:
    found = scanning.find(text, own=own)
    spans = [(one.start, one.end) for one in found]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    for one in reversed(found):
        text = text[: one.start] + placeholder("ab" * 32, one.kind) + text[one.end :]
    return text


def _secrets(given: tuple[str, str, str]) -> None:
    before, key, after = given
    text = f"{before}\n{key}\n{after}"
    once = _redacted(text)
    assert key not in once
    assert _redacted(once) == once


def _patterns(given: tuple[str, str]) -> None:
    lines, text = given
    try:
        own = own_patterns.parsed(lines)
    except own_patterns.Unusable:
        return
    _redacted(text, own)


# ── Addresses and scope ──────────────────────────────────────────────────────
def _guard(url: str) -> None:
    policy = http.policy_of()
    try:
        target = target_of(url, policy)
    except Refused:
        return
    origin = target.origin
    assert origin.scheme == "https"
    assert origin.port in (443, 8443)
    assert origin.host == origin.host.lower().strip()
    assert not set(f"{origin.host}{target.path}") & set(" \r\n\t\x00\\")
    try:
        address = ip_address(origin.host.strip("[]"))
    except ValueError:
        assert "." in origin.host
        assert not origin.host.endswith((".local", ".internal", ".localhost", ".nip.io"))
    else:
        assert address.is_global
    again = target_of(f"https://{target.authority}{target.path}", policy)
    assert again == target


def _says_what_to_do(refusal: Invalid) -> None:
    assert refusal.message


def _scope(given: tuple[str, str, str, bool]) -> None:
    kind, identifier, asked, in_scope = given
    try:
        scope.interpret_pattern(kind, identifier, in_scope=in_scope)
    except Invalid as refusal:
        _says_what_to_do(refusal)
    try:
        answer = scope.check(PROGRAM, asked, brief_version=1)
    except Invalid as refusal:
        _says_what_to_do(refusal)
        return
    assert answer.why
    assert (answer.rule is None) == (answer.answer is scope.Answer.UNKNOWN)


# ── Imports ──────────────────────────────────────────────────────────────────
def _known(text: str) -> None:
    try:
        rows = list(known_issues.rows_of(text))
    except Invalid:
        return
    for _line, row in rows:
        try:
            once = known_issues.cleaned(row, today=date(2026, 11, 25))
        except Invalid:
            continue
        assert once.title
        assert known_issues.cleaned(once, today=date(2026, 11, 25)) == once


def _vrt(text: str) -> None:
    try:
        document = bodies.loads(text.encode("utf-8", "replace"))
        release = convert.from_upstream(document, cwe=document, cvss=document)
    except (Invalid, bodies.Unreadable):
        return
    stored = tree.to_compact(release)
    assert tree.to_compact(tree.parse_compact(stored)) == stored


def _cvss(vector: str) -> None:
    try:
        found = cvss.parse(vector)
    except Invalid:
        return
    assert 0 <= found.score <= 10
    assert cvss.parse(found.vector) == found


# ── Search ───────────────────────────────────────────────────────────────────
def _search(text: str) -> None:
    parsed = grammar.parse(text)
    once = grammar.render(parsed)
    again = grammar.parse(once)
    if len(once) <= grammar.LONGEST_QUERY:
        assert _meaning(again) == _meaning(parsed)
        assert again.problems == ()
    for one in parsed.problems:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.message % one.parameters
    offers = completing.complete(text, len(text), {"program": ("harbour",)})
    assert 0 <= offers.start <= len(text)


def _meaning(parsed: grammar.Parsed) -> tuple[Any, ...]:
    """All but the places in the query."""
    terms = [(one.field, one.values, one.ranges, one.excludes) for one in parsed.terms]
    return terms, [(one.text, one.is_phrase, one.excludes) for one in parsed.said], parsed.sort


# ── Receipts ─────────────────────────────────────────────────────────────────
def _receipt(text: str) -> None:
    """Whoever gives no key sees it in the answer, so a key of one's own is no forgery."""
    holds, lines = verify_receipt.examine(text, key=seeds.RECEIPT_KEY)
    assert lines
    if holds:
        assert json.loads(text) == json.loads(RECEIPT)


_KINDS = one_of(
    *("domain", "wildcard", "url", "ip_range", "android", "ios", "source_repository"),
    *("smart_contract", "executable", "hardware", "other"),
)
_ADDRESSES = near(seeds.ADDRESSES, seeds.PIECES_OF_ADDRESSES)
_TEXTS = near(seeds.TEXTS)

TARGETS: dict[str, Target] = {
    "markdown": Target(near(seeds.MARKDOWN, seeds.PIECES_OF_MARKDOWN), _markdown),
    "texts": Target(_TEXTS, _texts),
    "json": Target(bytes_near(seeds.JSON, seeds.PIECES_OF_JSON), _json),
    "secrets": Target(all_of(_TEXTS, one_of(*seeds.KEYS), _TEXTS), _secrets),
    "patterns": Target(all_of(near(seeds.PATTERNS, seeds.PIECES_OF_PATTERNS), _TEXTS), _patterns),
    "guard": Target(_ADDRESSES, _guard),
    "scope": Target(all_of(_KINDS, _ADDRESSES, _ADDRESSES, one_of(True, False)), _scope),
    "known": Target(near(seeds.KNOWN_ISSUES, ("title", ",", '"', "\n")), _known),
    "vrt": Target(near(seeds.VRT, seeds.PIECES_OF_JSON), _vrt),
    "cvss": Target(near(seeds.VECTORS, ("/", ":", "AV:N", "CVSS:4.0")), _cvss),
    "search": Target(near(seeds.QUERIES, seeds.PIECES_OF_QUERIES), _search),
    "receipt": Target(near([RECEIPT], seeds.PIECES_OF_JSON), _receipt),
}
