"""A name that says "secret" and a value that looks like chance, with an assignment between."""

import re
from collections.abc import Iterator
from itertools import pairwise

from seawall.domain.vault.rules.finding import Finding, entropy, is_placeholder

_STRONG = ("secret", "token", "passw", "api_key", "apikey", "api-key", "access_key", "accesskey",
           "access-key", "private_key", "passphrase", "api key")  # fmt: skip
_WEAK = ("key", "auth", "cred", "login", "pwd")
_WORDS = (*_STRONG, *_WEAK)
_NAME_BACK = 40
_ASSIGNED = re.compile(
    r"(?P<rest>[\w.-]{3,80}+(?: key)?)(?P<closed>[\"'`)\]]{0,2})[ \t]{0,3}"
    r"(?P<sign>:{0,3}=>?|\?=|:|,|>)[ \t]{0,5}[\"'`]{0,2}"
    r"(?P<value>[\w.=+/~@!%:-]{10,150})(?P<after>.?)",
    re.ASCII,
)
_NAME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")
# Names of what is public, short-lived, or no secret at all.
_OTHER_NAME = re.compile(
    r"(?i)(?:id|ids|name|names|file|path|url|uri|length|len|size|version|type|hash|checksum|sum|"
    r"field|param|label|alias|format|count|limit|expiry|expires|endpoint|prefix|class|mapping|"
    r"chars|code|at|role|roles|policy|index|event|status|arn)$"
    r"|csrf|xsrf|authorization|consumer_?key|authenticity|public|pub_?key|nonce|session|keyboard|monkey|keyword|author(?!iz)|"
    r"accessor|accessib|random_?access|primary_?key|foreign|tokeniz|license|signature|recaptcha|"
    r"site_?key|captcha|verif|form_?key|sort_?key|object_?key|bucket_?(?:key|name)|site.?key|idempot|publish|cache|keyset|keychain|"
    r"websocket|sec-|etag|token_?file|reset|invit|confirm|activation|unsubscribe"
)
_ENDS = frozenset("\"'`;,<)}]\\ \t")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/.*)?")
_FILE = re.compile(
    r"(?i)\.(?:pem|jpe?g|gif|svg|css|exe|dll|p12|jks|key|cert?|crt|js|json|ya?ml|txt|html?|php|png|xml|py|go)$"
)
_PATHLIKE = re.compile(r"^(?:https?:|/|\./|~/|[a-z]+:[a-z])|//|/[a-z]+/[a-z]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WORD = re.compile(r"[A-Z]?(?=[a-z]*[aeiou])[a-z]{4,}(?:[A-Z][a-z]{3,})*")
_SOMETHING = re.compile(r"[A-Za-z]+|\d+")
_BARE = frozenset({"key", "auth", "login", "cred"})
_LEAST_STRONG, _LEAST_WEAK = 2.9, 3.2


def find(text: str, *, lower: str) -> Iterator[Finding]:
    """Assigned values that look like secrets. `lower` is the text in lower case, same length."""
    done = -1
    for at, strong in sorted(_keywords(lower)):
        match = _ASSIGNED.match(text, at, at + 300) if at >= done else None
        if match is None:
            continue
        start = at
        while start > 0 and at - start < _NAME_BACK and lower[start - 1] in _NAME_CHARS:
            start -= 1
        done = match.end("rest")
        if _is_secret(text, text[start:done], match, strong=strong):
            done = match.end("value")
            yield Finding(match.start("value"), done, "assigned-secret")


def _keywords(lower: str) -> Iterator[tuple[int, bool]]:
    for word in _WORDS:
        at = lower.find(word)
        while at >= 0:
            yield at, word in _STRONG
            at = lower.find(word, at + len(word))


def _is_secret(text: str, name: str, match: re.Match[str], *, strong: bool) -> bool:
    start = match.end("rest") - len(name)
    if match["after"] and match["after"] not in _ENDS:
        return False
    if start > 0 and text[start - 1] in "?&":
        return False
    if _OTHER_NAME.search(name) or name.lower() in _BARE:
        return False
    if match["sign"] == "," and match["closed"] == "":
        return False
    return looks_random(match["value"], least=_LEAST_STRONG if strong else _LEAST_WEAK)


def looks_random(value: str, *, least: float) -> bool:
    """Whether the value looks like chance, not like a word, a path, a file or a version."""
    if value.startswith("eyJ") or "%2" in value or value.count(":") > 1 or _HOST.fullmatch(value):
        return False
    if is_placeholder(value) or _FILE.search(value) or _PATHLIKE.search(value):
        return False
    if _UUID.fullmatch(value):
        return True
    digits = sum(letter.isdigit() for letter in value)
    if digits == 0 or entropy(value) < least:
        return False
    runs = _SOMETHING.findall(value)
    longest_word = max((len(run) for run in runs if run[0].isalpha()), default=0)
    changes = sum(one[0].isdigit() != two[0].isdigit() for one, two in pairwise(runs))
    joined = not value.islower() or not value.isalnum()
    if joined and sum(len(run) for run in runs if _WORD.fullmatch(run)) > len(value) * 0.45:
        return False
    if longest_word == 0:
        return len(value) >= 16 and "." not in value
    return changes >= 3 or (changes >= 2 and len(value) >= 16 and longest_word < len(value) * 0.8)
