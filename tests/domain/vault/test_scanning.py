"""What is found, what is left alone, and that no input makes it slow."""

import base64
import random
import sys
from urllib.parse import quote

import pytest

from seawall.domain.vault.rules import formats, own_patterns, scanning
from seawall.domain.vault.rules.placeholders import placeholder
from tests import factories
from tests.lib.shared_cases import shared_cases

CHANCE = random.Random(7)
TOKEN = factories.token(next(f for f in formats.formats() if f.kind == "github-token"), CHANCE)
KEY = factories.private_key(CHANCE)
WORD = "x7Kq" + "9Zt2Vw4"


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in scanning.find(text)]


def test_there_are_many_kinds():
    assert len({form.kind for form in formats.formats()}) >= 100


@pytest.mark.parametrize("form", formats.formats(), ids=lambda form: form.kind)
def test_a_token_of_each_format_is_found_whole(form):
    token = "" if form.kind == "json-web-token" else factories.token(form, CHANCE)

    assert not token or found(f"It was {token} here") == [(form.kind, token)]


def test_a_web_token_is_known_by_its_header():
    def part(text):
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    head, body = part('{"alg":"HS256","typ":"JWT"}'), part('{"sub":"1234567890"}')
    other = part('{"type":"no token at all"}')

    assert found(f"{head}.{body}.{'s' * 10}Q3") == [
        ("json-web-token", f"{head}.{body}.{'s' * 10}Q3")
    ]
    assert found(f"{other}.{body}.{'s' * 10}Q3") == []


@pytest.mark.parametrize(
    "around",
    ["`{}`", '"{}"', "**{}**", "_{}_", "<b>{}</b>", "|a|{}|", "(see {})", "x={};", "\\n{}\\n"],
)
def test_markdown_quotes_and_escapes_do_not_hide_a_token(around):
    assert found(around.format(TOKEN)) == [("github-token", TOKEN)]


@pytest.mark.parametrize(
    "written",
    [
        f"{TOKEN[:20]}\n{TOKEN[20:]}\nThe end",
        f"> {TOKEN[:20]}\n> {TOKEN[20:]}\n",
        f"{TOKEN[:10]}\u200b{TOKEN[10:]}",
        TOKEN.replace("_", "\\_"),
        f"a%3D{TOKEN}%26",
    ],
    ids=["wrapped", "quoted", "zero width", "backslash", "percent"],
)
def test_a_token_cut_in_two_is_found_whole(written):
    ((kind, taken),) = found(written)

    assert kind == "github-token"
    assert TOKEN[:10] in taken.replace("\\", "")
    assert taken.endswith(TOKEN[-10:])


@pytest.mark.parametrize(
    "written",
    [
        KEY,
        KEY.replace("\n", "\\n"),
        "> " + KEY.replace("\n", "\n> "),
        base64.b64encode(KEY.encode()).decode(),
        quote(KEY),
        KEY[:500],
    ],
    ids=["lines", "escaped", "quoted", "base64", "percent", "cut short"],
)
def test_a_private_key_is_taken_from_end_to_end(written):
    ((kind, taken),) = found(f"Found this:\n{written}\n")

    assert kind == "private-key"
    assert len(taken) >= len(written.strip()) - 2


def test_passwords_in_addresses_and_commands_are_taken_alone():
    assert found(f"https://bob:{WORD}@db.example.org/x") == [("password-in-address", WORD)]
    assert found(f"https%3A%2F%2Fbob%3A{WORD}%40db.example.org") == [("password-in-address", WORD)]
    assert found(f"curl -u bob:{WORD} https://example.org") == [("password-in-command", WORD)]
    assert found(f"Server=db;User Id=bob;Password={WORD};") == [("connection-string", WORD)]


@pytest.mark.parametrize("name", ["API_KEY", "my-token", "clientSecret", "db.password"])
def test_an_assigned_value_that_looks_like_chance_is_taken(name):
    assert found(f'{name} = "{WORD * 2}"') == [("assigned-secret", WORD * 2)]


@pytest.mark.parametrize(
    "text",
    [
        "password = hunter2",
        "api_key = YOUR_API_KEY_HERE_123",
        "token = ${GITHUB_TOKEN_2}",
        "POST /login?token=a1b2c3d4e5f6g7h8",
        "csrf_token = a1b2c3d4e5f6g7h8i9",
        "key_file = server-2024-01.pem",
        "https://user:pass@example.org/",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "The session key and the access token are sent in the header of each request.",
    ],
)
def test_what_is_no_secret_stays(text):
    assert found(text) == []


def test_a_placeholder_is_never_found_again():
    text = f"password = {placeholder('0123456789abcdef' * 4, 'assigned-secret')} and {TOKEN}"

    assert found(text) == [("github-token", TOKEN)]


def test_a_long_text_is_searched_in_pieces_that_overlap():
    piece = scanning._PIECE
    filler = "word " * (piece // 5)
    text = f"{filler[:-10]}{TOKEN} {filler}{KEY}\n"

    assert found(text) == [("github-token", TOKEN), ("private-key", KEY)]


HARD = [
    *("key=", "sk-", "://", "eyJ", "eyJ.", "password ", "curl -u ", "curl -u a:", "://a:b", "a."),
    *("%41", "\\_", "\u200b", "secret_", "LS0tLS1CRUdJTi", "api_key", "[secret ", "a1", "ghp_\n"),
    *("-----BEGIN PRIVATE KEY-----\n", "PuTTY-User-Key-File-2:\nPrivate-Lines: 1\n", "auth:"),
    *("token = a1b2c3", "server=;password=x1", "0", "s.a1", "\n", " key", "PRIVATE KEY", "İ"),
]


@pytest.mark.parametrize("piece", HARD)
def test_no_text_takes_more_than_steps_in_proportion(piece):
    """Work is counted, not time: a double text gives a double count of calls and matches."""

    def steps(text: str) -> int:
        count = 0

        def tick(frame, event, argument):
            nonlocal count
            count += 1

        sys.setprofile(tick)
        try:
            scanning.find(text)
        finally:
            sys.setprofile(None)
        return count

    short, long = (piece * 20_000)[:8_192], (piece * 20_000)[:16_384]

    assert steps(long) <= steps(short) * 2.5 + 500


def test_own_patterns_are_found_and_bounded():
    own = own_patterns.parsed("acme-key ACME-[A-Z0-9]{12}\nacme-pin PIN\\d{8,10}\n")
    text = "Use ACME-A1B2C3D4E5F6 or PIN12345678."

    taken = [(one.kind, text[one.start : one.end]) for one in scanning.find(text, own=own)]

    assert taken == [("acme-key", "ACME-A1B2C3D4E5F6"), ("acme-pin", "PIN12345678")]


@pytest.mark.parametrize(
    "pattern",
    [
        "a (x+)+y",
        "a ABC(d|e){3}",
        "a ABC.*",
        "a ABC[a-z]+",
        "a AB[a-z]{20}",
        "a ABC[a-z]{1,9}[a-z]{1,9}",
        "a ABC[a-z]{2000}",
        "a ABC[a-z]{9,3}",
        "a ABCD",
        "a ABC\\1{12}",
        "A ABC[a-z]{12}",
        "aa " + "A" * 300,
    ],
)
def test_a_pattern_that_could_be_slow_or_take_anything_is_refused(pattern):
    with pytest.raises(own_patterns.Unusable):
        own_patterns.parsed(pattern.replace("a ", "aa ", 1))


def test_the_shared_cases_reach_their_figures():
    counts = dict.fromkeys([(True, True), (True, False), (False, True), (False, False)], 0)
    for row in shared_cases("secrets/dev.jsonl"):
        if row["src"] in {"gitleaks", "secretlint", "detect-secrets"}:
            text = base64.b64decode(row["b64"]).decode("utf-8", "replace")
            counts[bool(row["label"]), bool(scanning.find(text))] += 1
    hits, missed = counts[True, True], counts[True, False]
    wrong, right = counts[False, True], counts[False, False]
    precision, recall = hits / (hits + wrong), hits / (hits + missed)

    assert 2 * precision * recall / (precision + recall) >= 0.90
    assert wrong / (wrong + right) <= 0.12
