"""Passwords in addresses, connection strings and commands."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator

from seawall.domain.vault.rules.finding import Finding, is_placeholder

_ADDRESS = re.compile(
    r"://(?P<user>[^\s:@/?#\"'<>()\[\]]{0,100}):(?P<word>[^\s@/\"'<>()\[\]]{2,200})@"
    # Not taken: the next address may begin there.
    r"(?=(?P<host>\[?[A-Za-z0-9_.:${-]))"
)
_BUILT = re.compile(
    r"(?i)(?:;|^)\s{0,3}(?:pwd|password)\s?=\s?(?P<word>[^\s;\"'<>{}$]{6,100});?(?=[^\n]{0,200})"
)
_LINK = re.compile(r"(?i)(?:server|data source|host|user id|uid|username)\s?=[^\n]{1,200}")
_CURL_USER = re.compile(
    r"curl\b[^\n|;]{0,160}?\s(?:-u|--user)[ =]{0,3}(?P<q>[\"']?)"
    r"(?P<user>[^\s:\"'$<{/]{1,80}):(?P<word>[^\s\"'$<{/][^\s\"'$<{]{3,100})(?P=q)"
)
_HEADER = re.compile(
    r"(?i)authorization[\"']?\s?[:=]\s?[\"']?(?P<scheme>basic|bearer|token|api-token|apikey|key)"
    r"\s(?P<word>[\w.~+/=-]{8,4000})"
)
# Words that examples use: they protect nothing.
_DULL = frozenset(
    (
        *("pass", "password", "passwd", "pwd", "user", "username", "token", "secret", "admin"),
        *("test", "foo", "bar", "pw", "key", "port", "userpass", "mypassword", "mypass", "p"),
        *("pass1", "123456", "root", "guest", "hunter2", "anything"),
    )
)


def find(text: str, *, lower: str) -> Iterator[Finding]:
    """Passwords in addresses, connection strings, `curl -u` and Authorization headers."""
    if "://" in text:
        yield from _addresses(text)
    if "pwd" in lower or "password" in lower:
        yield from _built(text)
    if "curl" in lower:
        yield from _curl(text)
    if "authorization" in lower and "curl" in lower:
        yield from _headers(text)


def _addresses(text: str) -> Iterator[Finding]:
    for match in _ADDRESS.finditer(text):
        word = match["word"]
        if is_placeholder(word) or "\\" in word or match["host"] in "${":
            continue
        if is_dull(word):
            continue
        yield Finding(match.start("word"), match.end("word"), "password-in-address")


def _built(text: str) -> Iterator[Finding]:
    for line in text.split("\n"):
        if ";" in line and "=" in line and _LINK.search(line):
            offset = text.find(line)
            for match in _BUILT.finditer(line):
                word = match["word"]
                if not is_dull(word) and not is_placeholder(word):
                    yield Finding(
                        offset + match.start("word"),
                        offset + match.end("word"),
                        "connection-string",
                    )


def _curl(text: str) -> Iterator[Finding]:
    for match in _CURL_USER.finditer(text):
        word = match["word"]
        dull = is_dull(word) or word == match["user"]
        if not dull and not is_placeholder(word):
            yield Finding(match.start("word"), match.end("word"), "password-in-command")


def _headers(text: str) -> Iterator[Finding]:
    for match in _HEADER.finditer(text):
        word = match["word"]
        if is_placeholder(word) or not any(letter.isdigit() for letter in word):
            continue
        if match["scheme"].lower() == "basic" and not _is_pair(word):
            continue
        yield Finding(match.start("word"), match.end("word"), "authorization-header")


def is_dull(word: str) -> bool:
    """A word that examples use, or too plain to be anybody's: it protects nothing."""
    plain = word.lower().strip("!.,'")
    if plain in _DULL or (plain.isdigit() and len(plain) < 8):
        return True
    return len(plain) < 10 and plain.isalpha() and word[1:].islower()


def _is_pair(word: str) -> bool:
    try:
        _user, colon, plain = b64decode(word + "=" * (-len(word) % 4)).partition(b":")
        return bool(colon) and len(plain) >= 8 and not is_dull(plain.decode("ascii"))
    except (binascii.Error, ValueError):
        return False
