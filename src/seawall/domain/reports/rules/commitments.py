"""What the log commits to of a report's words, beside the ids and labels that it holds.

Long texts are committed to by their SHA-256, so that a receipt stays small: who has the text can
compute it. docs/explanation/receipts.md explains the fields.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.audit.rules.leaves import moment
from seawall.domain.programs.rules.known_issues import endpoint
from seawall.domain.reports.rules.content import Content
from seawall.lib.canonical import Json

# The parts of which the log commits to the hash.
HASHED = ("description", "impact", "other_justification")


@dataclass(frozen=True, slots=True)
class Words:
    """A sealed version: what was written, by which entry of the brief, with which files.

    `asset` is the identifier of the brief's target, empty for one that the brief does not list.
    """

    content: Content
    asset: str
    cvss: str
    files: tuple[str, ...]
    sealed_at: datetime


def of_submission(words: Words) -> dict[str, Json]:
    """By field; kind, vrt and target_id stand in the event itself."""
    return {**_words(words), "submitted_at": moment(words.sealed_at)}


def of_revision(words: Words) -> dict[str, Json]:
    """By field, for a later version."""
    content = words.content
    return {
        **_words(words),
        "kind": content.kind,
        "vrt": content.vrt,
        "target_id": content.target_id,
        "revised_at": moment(words.sealed_at),
    }


def _words(words: Words) -> dict[str, Json]:
    content = words.content
    return {
        "title": content.title,
        "target": content.target,
        "asset": words.asset,
        "url": content.url,
        "endpoint": endpoint(content.url) if content.url else "",
        "cvss": words.cvss,
        **{f"{name}_sha256": _sha256(getattr(content, name)) for name in HASHED},
        **_files(words.files),
    }


def _files(hashes: Iterable[str]) -> dict[str, Json]:
    return {f"file.{number}": one for number, one in enumerate(sorted(hashes), 1)}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
