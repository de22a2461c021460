"""The receipt: what was stored, when, under which brief; for people and for machines."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.urls import reverse

from seawall.domain.actor import Actor
from seawall.domain.readings.rules import Door
from seawall.domain.reports import queries
from seawall.domain.reports.queries import Receipt
from seawall.domain.reports.rules.content import FIELDS, Content
from seawall.web.pages.reports import wording


@dataclass(frozen=True, slots=True)
class StoredPart:
    """One part of the report and how much of it was stored."""

    label: str
    characters: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The receipt with what it vouches for: the version first sent."""

    receipt: Receipt
    title: str
    parts: tuple[StoredPart, ...]
    url: str
    brief_url: str
    json_url: str


# These parts are a line at most and say which report this is; the long texts are only counted.
_SHOWN = frozenset({"title", "target", "target_id", "vrt", "kind"})


def receipt(actor: Actor, public_id: str) -> ReceiptPage:
    """Raises NotFound for a draft and for what the actor may not see."""
    found = queries.receipt(actor, public_id)
    content = _first(actor, found.public_id)
    url = reverse("report-receipt", args=[found.public_id])
    return ReceiptPage(
        receipt=found,
        title=content.title,
        parts=tuple(_part(name, content) for name in FIELDS if getattr(content, name)),
        url=reverse("report", args=[found.public_id]),
        brief_url=f"/programs/{found.program}/versions/{found.terms_version}",
        json_url=f"{url}?format=json",
    )


def document(actor: Actor, public_id: str) -> dict[str, Any]:
    """The receipt for machines. Whoever has it can compute `content_sha256` from `hashed`: it is
    the SHA-256 of that object as canonical JSON (keys sorted, no spaces, UTF-8).
    """
    found = queries.receipt(actor, public_id, door=Door.EXPORT)
    content = _first(actor, found.public_id, door=Door.EXPORT)
    return {
        "report": found.public_id,
        "program": found.program,
        "submitted_at": found.submitted_at.astimezone(UTC).isoformat(),
        "brief_version": found.terms_version,
        "terms_version": found.terms_version,
        "content_sha256": found.content_sha256,
        "hashed": {
            "version": found.hash_version,
            "content": {name: getattr(content, name) for name in FIELDS},
            "attachments": list(found.attachments),
        },
    }


def _first(actor: Actor, public_id: str, *, door: Door = Door.PAGE) -> Content:
    return queries.revision_list(actor, public_id, door=door)[0].content


def _part(name: str, content: Content) -> StoredPart:
    text = str(getattr(content, name))
    return StoredPart(wording.part(name), len(text), text if name in _SHOWN else "")
