"""The receipt: what was stored, when, under which brief; for people and for machines."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.queries import Document
from seawall.domain.programs.rules.disclosing import FIELD_LABELS
from seawall.domain.reports import queries
from seawall.domain.reports.queries import DuplicateProof, Receipt
from seawall.domain.reports.rules.content import FIELDS, Content
from seawall.lib.text import gettext_noop
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
class Places:
    """The three entries by their index, what they show, and what was laid open."""

    original: int
    own: int
    ruling: int
    same_target: bool
    same_class: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """Why a duplicate is one. `places` is None while there is no proof."""

    proof: DuplicateProof
    url: str
    json_url: str
    places: Places | None
    disclosed: tuple[str, ...]


# What is laid open of an original, in words.
_FACTS = {
    "known_issue": gettext_noop("Number"),
    "submitted_at": gettext_noop("Sent"),
    "registered_at": gettext_noop("Registered"),
    "original_state": gettext_noop("State at the ruling"),
    "original_priority": gettext_noop("Priority at the ruling"),
    "asset": gettext_noop("Target"),
    "vrt": gettext_noop("Type"),
    "endpoint": gettext_noop("Address"),
    "title": gettext_noop("Title"),
}


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


def duplicate_proof(actor: Actor, public_id: str) -> DuplicatePage:
    """Raises NotFound for a report that is closed otherwise."""
    found = queries.duplicate_proof(actor, public_id)
    url = reverse("report-duplicate-proof", args=[found.public_id])
    return DuplicatePage(
        proof=found,
        url=reverse("report", args=[found.public_id]),
        json_url=f"{url}?format=json",
        places=_places(found.document) if found.document else None,
        disclosed=tuple(_(FIELD_LABELS[name]) for name in found.disclosed),
    )


def _places(document: Document) -> Places:
    shown = [*document["original"]["openings"], *document["ruling"]["openings"]]
    facts = {one["field"]: one["value"] for one in shown if one["field"] in _FACTS}
    return Places(
        original=document["original"]["index"],
        own=document["own"]["index"],
        ruling=document["ruling"]["index"],
        same_target="same_target" in document["claims"],
        same_class="same_class" in document["claims"],
        facts=tuple(
            (_(_FACTS[name]), "–" if value in (None, "") else str(value))
            for name, value in facts.items()
        ),
    )


def _first(actor: Actor, public_id: str) -> Content:
    return queries.revision_list(actor, public_id)[0].content


def _part(name: str, content: Content) -> StoredPart:
    text = str(getattr(content, name))
    return StoredPart(wording.part(name), len(text), text if name in _SHOWN else "")
