"""Private keys in their armour, whole or cut short, on several lines or on one."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice

from seawall.domain.vault.rules.finding import Finding

_BEGIN = re.compile(r"-{5} ?BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)? ?-{5}")
_END = re.compile(r"-{5} ?END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)? ?-{5}")
_LONGEST = 32 * 1024
_LEAST_BODY = 60
# Base64 with what a wrapped, quoted or escaped key has between its lines.
_BODY = re.compile(
    r"(?:[A-Za-z0-9+/=\s>|\"',+.-]|\\[nrt]|\\\n|[A-Z][\w-]{3,20}: [\w ,.-]{1,80}\n)"
    f"{{1,{_LONGEST}}}"
)
_PAYLOAD = re.compile(r"[A-Za-z0-9+/=]")
_MOST_TRIES = 16
_PUTTY = "PuTTY-User-Key-File-"
_PUTTY_KEY = re.compile(
    r"Private-Lines: ?\d{1,4}\s[A-Za-z0-9+/=\s>]{40,16384}(?:Private-MAC: ?[0-9a-f]{40,64})?"
)
_ENCODED = "LS0tLS1CRUdJTi"
_BASE64_RUN = re.compile(f"[A-Za-z0-9+/=\\s]{{60,{_LONGEST}}}|[A-Za-z0-9_=-]{{60,{_LONGEST}}}")


def find(text: str) -> Iterator[Finding]:
    """Every private key, from its first dash to its last."""
    if "PRIVATE KEY" in text:
        yield from _armoured(text)
    if _PUTTY in text:
        start = text.find(_PUTTY)
        for match in islice(_PUTTY_KEY.finditer(text, start), _MOST_TRIES):
            yield Finding(match.start(), match.end(), "putty-private-key")
    if _ENCODED in text:
        yield from _encoded(text)


def _armoured(text: str) -> Iterator[Finding]:
    at = 0
    while (begin := _BEGIN.search(text, at)) is not None:
        at = begin.end()
        end = _END.search(text, at, at + _LONGEST)
        next_one = _BEGIN.search(text, at, at + _LONGEST)
        if end is not None and (next_one is None or next_one.start() > end.start()):
            body, stop = text[at : end.start()], end.end()
        else:
            rest = _BODY.match(text, at)
            body, stop = (rest[0], rest.end()) if rest else ("", at)
        if _is_key(body):
            yield Finding(begin.start(), stop, _kind(begin[0]))
            at = stop


def _is_key(body: str) -> bool:
    """Enough base64 for the smallest key, and not one letter or dots in its place."""
    payload = _PAYLOAD.findall(body.replace("\\n", "").replace("\\r", ""))
    return len(payload) >= _LEAST_BODY and len(set(payload)) >= 12


def _kind(begin: str) -> str:
    if "PGP" in begin:
        return "pgp-private-key"
    return "ssh-private-key" if "OPENSSH" in begin else "private-key"


def _encoded(text: str) -> Iterator[Finding]:
    at = 0
    tries = 0
    while tries < _MOST_TRIES and (start := text.find(_ENCODED, at)) >= 0:
        tries += 1
        at = start + len(_ENCODED)
        run = _BASE64_RUN.match(text, start)
        if run is None:
            continue
        packed = "".join(run[0].split()).translate({ord("-"): "+", ord("_"): "/"})
        try:
            inside = b64decode(packed[: len(packed) // 4 * 4])
        except (binascii.Error, ValueError):
            continue
        if b"PRIVATE KEY" in inside[:80]:
            yield Finding(start, start + len(run[0].rstrip()), "private-key")
            at = run.end()
