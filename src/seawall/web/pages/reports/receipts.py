"""The receipt: what was stored, when, under which brief; for people and for machines."""

from dataclasses import dataclass

from django.urls import reverse

from seawall.domain.actor import Actor
from seawall.domain.audit.queries import Document
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
class Place:
    """Where the report stands in the log, and what the log committed to of it."""

    index: int
    size: int
    origin: str
    key: str
    fields: tuple[tuple[str, str], ...]
    revisions: int


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The receipt with what it vouches for: the version first sent. `place` is None until the
    report is entered into the log.
    """

    receipt: Receipt
    title: str
    parts: tuple[StoredPart, ...]
    url: str
    brief_url: str
    json_url: str
    place: Place | None


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
        place=_place(found.document) if found.document else None,
    )


def _place(document: Document) -> Place:
    return Place(
        index=document["log_index"],
        size=document["tree_size"],
        origin=document["log"]["origin"],
        key=document["log"]["key"],
        fields=tuple(
            (one["field"], "–" if one["value"] in (None, "") else str(one["value"]))
            for one in document["entry"]["openings"]
        ),
        revisions=len(document["revisions"]),
    )


def _first(actor: Actor, public_id: str) -> Content:
    return queries.revision_list(actor, public_id)[0].content


def _part(name: str, content: Content) -> StoredPart:
    text = str(getattr(content, name))
    return StoredPart(wording.part(name), len(text), text if name in _SHOWN else "")
