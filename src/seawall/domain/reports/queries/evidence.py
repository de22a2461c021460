"""The files of a report as those see them who may take them from others."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.models import Attachment, Audience
from seawall.domain.reports.queries.revisions import person_of
from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.queries.threads import visible_report


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file, deleted or not. The names of deleted ones are shown here only."""

    public_id: str
    name: str
    size_bytes: int
    sha256: str
    is_for_team: bool
    removed_at: datetime | None
    removed_by: Person | None
    reason: str
    purge_asked_by: Person | None
    purged_at: datetime | None
    can_hide: bool
    can_delete: bool
    can_purge: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """All files of a report, and its legal hold."""

    public_id: str
    held_at: datetime | None
    held_by: Person | None
    can_hold: bool
    files: tuple[EvidenceFile, ...]


def evidence(actor: Actor, public_id: str) -> Evidence:
    """Raises NotFound for everybody who may not take files from others here."""
    report = visible_report(actor, public_id)
    if not policies.can_remove_evidence(actor, report):
        raise NotFound
    may_hold = policies.can_hold(actor, report)
    rows = (
        Attachment.objects.filter(report=report)
        .select_related("removed_by", "purge_asked_by")
        .order_by("pk")
    )
    return Evidence(
        public_id=report.public_id,
        held_at=report.held_at,
        held_by=person_of(report.held_by) if report.held_by else None,
        can_hold=may_hold,
        files=tuple(
            _file(row, actor, may_purge=may_hold and report.held_at is None)
            for row in rows
            if row.removed_at is None or row.removal_reason
        ),
    )


def _file(row: Attachment, actor: Actor, *, may_purge: bool) -> EvidenceFile:
    is_here = row.removed_at is None
    asked_by_me = row.purge_asked_by_id is not None and row.purge_asked_by_id == actor.user_id
    return EvidenceFile(
        public_id=row.public_id,
        name=row.name,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        is_for_team=row.audience == Audience.TEAM,
        removed_at=row.removed_at,
        removed_by=person_of(row.removed_by) if row.removed_by else None,
        reason=row.removal_reason,
        purge_asked_by=person_of(row.purge_asked_by) if row.purge_asked_by else None,
        purged_at=row.purged_at,
        can_hide=is_here and row.audience != Audience.TEAM,
        can_delete=is_here,
        can_purge=may_purge and not is_here and row.purged_at is None and not asked_by_me,
    )
