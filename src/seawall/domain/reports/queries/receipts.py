"""What a reporter can keep: the proof of what was sent and when, checkable without us."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit import queries as audit
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import Document
from seawall.domain.errors import Conflict, NotFound
from seawall.domain.readings.rules import Door
from seawall.domain.reports.models import Report, Revision
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.queries.threads import visible_report
from seawall.domain.reports.rules import commitments
from seawall.domain.reports.rules.commitments import Words
from seawall.lib.canonical import Json

FORMAT = "seawall-receipt/1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The moment and hash of the version first sent, and the terms it was sent under.

    `attachments` are the files' own SHA-256 that went into the hash. `document` is None for the
    second until the report stands in the log under a signed checkpoint, and for a report that
    was sent before there was a log (`is_pending` tells which).
    """

    public_id: str
    program: str
    program_name: str
    submitted_at: datetime
    content_sha256: str
    terms_version: int
    attachments: tuple[str, ...]
    response_due_at: datetime | None
    is_pending: bool
    document: Document | None


def receipt(actor: Actor, public_id: str, *, door: Door = Door.PAGE) -> Receipt:
    """The receipt of a report that the actor may see. Raises NotFound for a draft."""
    report = visible_report(actor, public_id, door=door)
    if report.submitted_at is None:
        raise NotFound
    events = [*audit.events_of(report.pk, "report.submitted")[:1], *_revised(report)]
    return Receipt(
        public_id=report.public_id,
        program=report.program.slug,
        program_name=report.program.name,
        submitted_at=report.submitted_at,
        content_sha256=report.content_sha256,
        terms_version=report.terms_version or 0,
        attachments=files_of(report),
        response_due_at=report.response_due_at,
        is_pending=bool(events) and audit.covering(events[:1]) is None,
        document=_document(report, events) if events else None,
    )


def receipt_document(actor: Actor, public_id: str) -> Document:
    """The receipt for machines. Raises Conflict (being_entered) for the second until there is one,
    and NotFound like `receipt`.
    """
    found = receipt(actor, public_id, door=Door.EXPORT)
    if found.document is not None:
        return found.document
    if found.is_pending:
        raise Conflict(
            _("The report is being entered into the log. Ask again in a second."),
            code="being_entered",
        )
    raise NotFound


def submission_fields(report: Report, event: Event) -> dict[str, Json]:
    """All that the log committed to when the report was sent, as it stands in the tables now."""
    first = report.revisions.get(number=1)
    words = words_of(report, first, files_of(report))
    return audit.told(event, commitments.of_submission(words))


def words_of(report: Report, revision: Revision, files: tuple[str, ...]) -> Words:
    """A sealed version as the log committed to it."""
    assert revision.sealed_at is not None
    return Words(
        content=content_of(revision),
        asset=briefs.judge_of(report).asset(revision.target_id),
        cvss=revision.cvss,
        files=files,
        sealed_at=revision.sealed_at,
    )


def files_of(report: Report) -> tuple[str, ...]:
    """The SHA-256 of the files that were sent with the report."""
    sealed = report.attachments.filter(sealed_at=report.submitted_at, comment__isnull=True)
    return tuple(sorted(sealed.values_list("sha256", flat=True)))


def _revised(report: Report) -> list[Event]:
    return audit.events_of(report.pk, "report.revised") if report.revision_count > 1 else []


def _document(report: Report, events: list[Event]) -> Document | None:
    """The first event must be covered; a later one that is not yet is left to the next time."""
    checkpoint = audit.covering(events[:1])
    if checkpoint is None:
        return None
    submitted, *later = events
    entry = audit.entry(submitted, checkpoint.size, submission_fields(report, submitted))
    opened = {one["field"]: one["value"] for one in entry["openings"]}
    revisions = [
        audit.entry(event, checkpoint.size, _revision_fields(report, event))
        for event in later
        if event.position is not None and event.position < checkpoint.size
    ]
    return audit.signed(
        {
            "format": FORMAT,
            "log": audit.identity(),
            "report": opened["report"],
            "program": opened["program"],
            "submitted_at": opened.get("submitted_at", opened["event.at"]),
            "log_index": entry["index"],
            "tree_size": checkpoint.size,
            "entry": entry,
            "revisions": revisions,
            "checkpoint": checkpoint.note,
        }
    )


def _revision_fields(report: Report, event: Event) -> dict[str, Json]:
    revision = report.revisions.get(number=event.payload["number"])
    files = report.attachments.filter(
        sealed_at__isnull=False, sealed_at__lte=revision.sealed_at, audience="participants"
    )
    words = words_of(report, revision, tuple(files.values_list("sha256", flat=True)))
    return audit.told(event, commitments.of_revision(words))
