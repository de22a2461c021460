"""Ids that a release no longer has: what they became and how to show them.

Old reports keep the id they were filed with, so every id must stay readable for ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from seawall.domain.taxonomy.rules.tree import PATH_JOINT, Node, Release, parent_of

_MAX_ID_CHARS = 300
_ACRONYM_WORDS = """
2fa abs ai api bac caa can cors crlf csp csrf css csv dba dbms ddos defi dkim dmarc dns dnssec dos
exif ftp gnss gps html http https iam icv id idn idor ie ie10 ie11 ios ip iv json jwt lan ldap llm
mfa ntlm oauth ocr os ota otp pii pin prng rce rf rfd rng rsu rtl saml sccm smb sms spf sql ssid
ssl ssrf ssti tls totp uri url usb uuid uxss waf xml xss xssi xxe
"""
_ACRONYMS = frozenset(_ACRONYM_WORDS.split())
_SMALL_WORDS = re.compile(r"an?|and|at|by|for|in|not|of|on|or|over|per|the|to|via|with")
_SPELLED = {"ddos": "DDoS", "defi": "DeFi", "dos": "DoS", "ios": "iOS", "oauth": "OAuth"}


@dataclass(frozen=True, slots=True)
class Retired:
    """Known retired ids: `successors` old id to new id, `names` old id to the names it had."""

    successors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where an id leads in a release.

    `node` is None when nothing of the path is left. `via` lists the ids passed through, from the
    one asked for to the node's own. `name` is what to show for the id asked for, never empty.
    `retired` also holds for an id that never existed: check new input with `Release.get`.
    """

    node: Node | None
    via: tuple[str, ...]
    retired: bool
    name: str


def resolve(release: Release, vrt_id: str, retired: Retired) -> Resolved:
    """Follow `vrt_id` to the present: successor by successor, else up to the nearest ancestor."""
    vrt_id = vrt_id.strip()[:_MAX_ID_CHARS]
    here = release.get(vrt_id)
    if here is not None:
        return Resolved(here, (vrt_id,), retired=False, name=here.path_name)
    name = label_of(vrt_id, release, retired)
    seen = [vrt_id]
    current = _step(vrt_id, retired, seen)
    while current is not None:
        seen.append(current)
        node = release.get(current)
        if node is not None:
            return Resolved(
                node, tuple(seen), retired=True, name=label_of(vrt_id, release, retired)
            )
        current = _step(current, retired, seen)
    return Resolved(None, tuple(seen), retired=True, name=name)


def label_of(vrt_id: str, release: Release, retired: Retired) -> str:
    """The names of a retired id: as they were if known, else made from the id."""
    if vrt_id in retired.names:
        return retired.names[vrt_id]
    parent_id = parent_of(vrt_id)
    own = _words(vrt_id.rpartition(".")[2])
    if parent_id is None:
        return own
    parent = release.get(parent_id)
    above = parent.path_name if parent else label_of(parent_id, release, retired)
    return f"{above}{PATH_JOINT}{own}"


def parse_retired(text: str) -> Retired:
    """Read rows of old id, new id and old names, separated by tabs; the last two may be empty."""
    successors: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in text.splitlines():
        old, new, name = line.split("\t")
        if new:
            successors[old] = new
        if name:
            names[old] = name
    return Retired(MappingProxyType(successors), MappingProxyType(names))


def _step(current: str, retired: Retired, seen: list[str]) -> str | None:
    """The next id to try, never one tried before: the successor, else the nearest ancestor.

    A chain of successors that ends nowhere leads back to the ancestors of the ids before.
    """
    successor = retired.successors.get(current)
    if successor is not None and successor not in seen:
        return successor
    for tried in reversed(seen):
        above = parent_of(tried)
        while above is not None:
            if above not in seen:
                return above
            above = parent_of(above)
    return None


def _words(part: str) -> str:
    words = [word for word in part.split("_") if word]
    if not words:
        return part.strip() or "?"
    shown = [_word(word, first=position == 0) for position, word in enumerate(words)]
    # Ids end in the acronym that names carry in brackets: sql_injection, but ..._forgery_ssrf.
    if len(words) > 2 and words[-1] in _ACRONYMS and _spells(words[-1], words[:-1]):
        shown[-1] = f"({shown[-1]})"
    return " ".join(shown)


def _word(word: str, *, first: bool) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    if word in _ACRONYMS:
        return word.upper()
    return word if _SMALL_WORDS.fullmatch(word) and not first else word.capitalize()


def _spells(acronym: str, words: list[str]) -> bool:
    """Does every letter of the acronym begin a word, in order? X is also cross and external."""
    initials = iter(["x" if word in ("cross", "external") else word[0] for word in words])
    return all(letter in initials for letter in acronym)
