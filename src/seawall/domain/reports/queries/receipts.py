"""What a reporter gets for having sent a report."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.readings.rules import Door
from seawall.domain.reports.queries.threads import visible_report
from seawall.domain.reports.rules.content import HASH_VERSION


@dataclass(frozen=True, slots=True)
class Receipt:
    """Number, moment and hash of the version first sent, and the terms it was sent under.

    `attachments` are the files' own SHA-256 that went into the hash.
    """

    public_id: str
    program: str
    program_name: str
    submitted_at: datetime
    content_sha256: str
    hash_version: int
    terms_version: int
    attachments: tuple[str, ...]
    response_due_at: datetime | None


def receipt(actor: Actor, public_id: str, *, door: Door = Door.PAGE) -> Receipt:
    """The receipt of a report that the actor may see. Raises NotFound for a draft."""
    report = visible_report(actor, public_id, door=door)
    if report.submitted_at is None:
        raise NotFound
    sealed = report.attachments.filter(sealed_at=report.submitted_at, comment__isnull=True)
    return Receipt(
        public_id=report.public_id,
        program=report.program.slug,
        program_name=report.program.name,
        submitted_at=report.submitted_at,
        content_sha256=report.content_sha256,
        hash_version=HASH_VERSION,
        terms_version=report.terms_version or 0,
        attachments=tuple(sorted(sealed.values_list("sha256", flat=True))),
        response_due_at=report.response_due_at,
    )
