"""What a report says: the written parts, their limits and their hash."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

import ada_url

from seawall.domain.programs.rules.brief.values import ReportKind
from seawall.lib.canonical import sha256_hex
from seawall.lib.text import UnsafeText, clean_line, clean_text, gettext_noop, said

LONGEST_TITLE = 150
LONGEST_LINE = 2048
LARGEST_DESCRIPTION_BYTES = 64 * 1024
LARGEST_IMPACT_BYTES = 16 * 1024
LARGEST_JUSTIFICATION_BYTES = 4 * 1024

# The target of a report about something that the brief does not list.
OTHER_TARGET = "other"

# The version of the form of the hash; receipts name it.
HASH_VERSION = 1

# An address with one of these would run or read something when somebody follows it.
_REFUSED_SCHEMES = frozenset({"javascript:", "data:", "vbscript:", "file:", "blob:", "about:"})


@dataclass(frozen=True, slots=True)
class Content:
    """The written parts of a report; collaborators and attachments have their own rows.

    `target` is what the reporter typed or chose, `target_id` the entry of the brief or "other".
    """

    title: str = ""
    target: str = ""
    target_id: str = ""
    vrt: str = ""
    url: str = ""
    description: str = ""
    impact: str = ""
    kind: str = ReportKind.SECURITY
    other_justification: str = ""


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Content))
MULTILINE = frozenset({"description", "impact", "other_justification"})

_BYTES: Mapping[str, int] = MappingProxyType(
    {
        "description": LARGEST_DESCRIPTION_BYTES,
        "impact": LARGEST_IMPACT_BYTES,
        "other_justification": LARGEST_JUSTIFICATION_BYTES,
    }
)
_CHARACTERS: Mapping[str, int] = MappingProxyType(
    {"title": LONGEST_TITLE, "target": LONGEST_LINE, "url": LONGEST_LINE}
    | {"target_id": 40, "vrt": 200, "kind": 20}
)
_REQUIRED: Mapping[str, str] = MappingProxyType(
    {
        "title": gettext_noop("Give the report a title."),
        "target": gettext_noop("Name the target."),
        "description": gettext_noop("Describe the vulnerability and how to reproduce it."),
        "impact": gettext_noop("Say what an attacker could do with it."),
    }
)


def cleaned(content: Content) -> Content:
    """The content as it is stored: NFC, line feeds, single-line parts trimmed.

    A part that cannot be stored comes back as it was, so that nothing typed is lost; the
    validators name it.
    """
    return replace(content, **{name: _clean_or_same(name, _part(content, name)) for name in FIELDS})


def validate_draft(content: Content) -> dict[str, str]:
    """What keeps a draft from being stored, by field: only unsafe or oversized text."""
    found = {name: _unstorable(name, _part(content, name)) for name in FIELDS}
    return {name: message for name, message in found.items() if message}


def validate_submission(content: Content) -> dict[str, str]:
    """What keeps the report from being submitted, by field; empty when nothing does.

    Whether the target, the taxonomy id and the kind suit the program is asked elsewhere.
    """
    wrong = validate_draft(content)
    for name, message in _missing(content).items():
        wrong.setdefault(name, message)
    if content.url.strip() and "url" not in wrong and not is_address(content.url.strip()):
        wrong["url"] = gettext_noop(
            "Write a whole address such as https://host/path, or leave it empty and describe the "
            "place below."
        )
    return wrong


def is_address(text: str) -> bool:
    """Whether the text is an absolute URL as browsers read it, of a scheme that runs nothing."""
    try:
        return ada_url.URL(text).protocol not in _REFUSED_SCHEMES
    except ValueError:
        return False


def content_hash(content: Content, attachment_hashes: Iterable[str] = ()) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of the parts and the files' own SHA-256.

    The order of the files does not count. `HASH_VERSION` is part of what is hashed.
    """
    parts: dict[str, str] = {name: _part(content, name) for name in FIELDS}
    files = sorted(attachment_hashes)
    return sha256_hex({"version": HASH_VERSION, "content": parts, "attachments": files})


def _part(content: Content, name: str) -> str:
    return str(getattr(content, name))


def _clean(name: str, value: str) -> str:
    return clean_text(value).strip("\n") if name in MULTILINE else clean_line(value)


def _clean_or_same(name: str, value: str) -> str:
    try:
        return _clean(name, value)
    except UnsafeText:
        return value


def _unstorable(name: str, value: str) -> str | None:
    try:
        ready = _clean(name, value)
    except UnsafeText as refusal:
        message: str = refusal.args[0]
        return message
    if name in _BYTES and len(ready.encode()) > _BYTES[name]:
        return said(
            gettext_noop("At most %(n)s KiB of text; attach what is longer as a file."),
            n=_BYTES[name] // 1024,
        )
    if name in _CHARACTERS and len(ready) > _CHARACTERS[name]:
        return said(
            gettext_noop("At most %(characters)s characters."), characters=_CHARACTERS[name]
        )
    return None


def _missing(content: Content) -> dict[str, str]:
    missing = {
        name: message for name, message in _REQUIRED.items() if _is_blank(_part(content, name))
    }
    if content.kind not in frozenset(ReportKind):
        missing["kind"] = said(
            gettext_noop("Choose a kind: %(reportkind)s."), reportkind=", ".join(ReportKind)
        )
    if content.kind == ReportKind.SECURITY and _is_blank(content.vrt):
        missing["vrt"] = gettext_noop("Choose the type of the vulnerability.")
    if content.target_id == OTHER_TARGET and _is_blank(content.other_justification):
        missing["other_justification"] = gettext_noop(
            "Say why this target belongs to the programme."
        )
    return missing


def _is_blank(text: str) -> bool:
    """Whether nothing would be seen: white space and format characters only."""
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)
