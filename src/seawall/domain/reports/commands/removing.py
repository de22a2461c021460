"""Taking something away, with a tombstone: what, who, when, and the hash of it.

A comment that its author deletes is shown to nobody any more; what it said stays with its earlier
wordings, as the record demands. A file that the team hides or deletes is out of reach with the next
request. The content of a deleted file goes when two people want it, and never during a legal hold.
"""

import hashlib
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking, sweeping
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import (
    AttachmentDeleted,
    AttachmentHidden,
    AttachmentPurged,
    CommentRemoved,
    PurgeAsked,
    ReportHeld,
    ReportReleased,
)
from seawall.domain.reports.models import Attachment, Audience, Comment, CommentRevision, Report
from seawall.domain.reports.rules.removing import RemovalReason
from seawall.lib import clock, ids


@transaction.atomic
def remove_comment(public_id: str, comment_id: int, *, actor: Actor) -> Comment:
    """Delete one's own comment. A tombstone stays in its place."""
    report = locking.held(public_id, actor=actor)
    row = policies.visible_comments(actor, report).filter(pk=comment_id).first()
    if row is None:
        raise NotFound
    if row.removed_at is not None:
        raise Conflict(_("This comment is deleted already."), code="removed")
    if not policies.can_edit_comment(actor, report, row):
        raise NotAllowed(_("Only the author of a comment can delete it."))
    now, user_id = clock.now(), locking.person(actor)
    CommentRevision.objects.create(
        comment=row, body=row.body, replaced_at=now, replaced_by_id=user_id
    )
    digest = hashlib.sha256(row.body.encode()).hexdigest()
    row.body, row.removed_sha256 = "", digest
    row.removed_at, row.removed_by_id = now, user_id
    row.save(update_fields=["body", "removed_at", "removed_by", "removed_sha256"])
    tell(
        report,
        CommentRemoved(
            report=report.public_id, comment_id=row.pk, audience=row.audience, sha256=digest
        ),
        actor=actor,
    )
    return row


@transaction.atomic
def hide_attachment(public_id: str, attachment_id: str, *, reason: str, actor: Actor) -> Attachment:
    """Make a file of the participants the team's alone."""
    row, report = _evidence(public_id, attachment_id, actor)
    _require_reason(reason)
    if row.removed_at is not None or row.audience == Audience.TEAM:
        raise Conflict(_("The participants cannot read this file anyway."), code="hidden")
    row.audience = Audience.TEAM
    row.save(update_fields=["audience"])
    event = AttachmentHidden(
        report=report.public_id, attachment=row.public_id, sha256=row.sha256, reason=reason
    )
    tell(report, event, actor=actor)
    return row


@transaction.atomic
def delete_attachment(
    public_id: str, attachment_id: str, *, reason: str, actor: Actor
) -> Attachment:
    """Take a file from everybody. Its content is kept until two people purge it."""
    row, report = _evidence(public_id, attachment_id, actor)
    _require_reason(reason)
    if row.removed_at is not None:
        raise Conflict(_("This file is deleted already."), code="removed")
    row.removed_at, row.removed_by_id = clock.now(), locking.person(actor)
    row.removal_reason = reason
    row.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    event = AttachmentDeleted(
        report=report.public_id, attachment=row.public_id, sha256=row.sha256, reason=reason
    )
    tell(report, event, actor=actor)
    return row


@transaction.atomic
def purge_attachment(public_id: str, attachment_id: str, *, actor: Actor) -> Attachment:
    """Ask for the end of a deleted file's content, or as a second person end it.

    Raises Conflict during a legal hold and for a file that is not deleted, NotAllowed for the
    same person twice.
    """
    row, report = _evidence(public_id, attachment_id, actor)
    if not policies.can_hold(actor, report):
        raise NotAllowed(_("Your role may not delete the content of files."))
    if report.held_at is not None:
        raise Conflict(_("The report is on legal hold: nothing of it is purged."), code="held")
    if row.removed_at is None or row.purged_at is not None:
        raise Conflict(_("Only a deleted file can be purged, once."), code="purged")
    now, user_id = clock.now(), locking.person(actor)
    names = {"report": report.public_id, "attachment": row.public_id, "sha256": row.sha256}
    if row.purge_asked_at is None:
        row.purge_asked_at, row.purge_asked_by_id = now, user_id
        row.save(update_fields=["purge_asked_at", "purge_asked_by"])
        tell(report, PurgeAsked(**names), actor=actor)
        return row
    if row.purge_asked_by_id == user_id:
        raise NotAllowed(_("A second person has to agree: you asked for it."), code="two_people")
    row.purged_at, row.purged_by_id = now, user_id
    row.save(update_fields=["purged_at", "purged_by"])
    tell(report, AttachmentPurged(**names), actor=actor)
    for sha256 in (row.sha256, row.thumbnail_sha256):
        if sha256:
            transaction.on_commit(partial(sweeping.sweep_content, sha256))
    return row


@transaction.atomic
def hold_report(public_id: str, *, actor: Actor) -> Report:
    """Put the report on legal hold."""
    report = _holdable(public_id, actor)
    if report.held_at is not None:
        raise Conflict(_("The report is on hold already."), code="held")
    report.held_at, report.held_by_id = clock.now(), locking.person(actor)
    report.save(update_fields=["held_at", "held_by"])
    tell(report, ReportHeld(report=report.public_id), actor=actor)
    return report


@transaction.atomic
def release_report(public_id: str, *, actor: Actor) -> Report:
    """End the legal hold."""
    report = _holdable(public_id, actor)
    if report.held_at is None:
        raise Conflict(_("The report is not on hold."), code="not_held")
    report.held_at = report.held_by = None
    report.save(update_fields=["held_at", "held_by"])
    tell(report, ReportReleased(report=report.public_id), actor=actor)
    return report


def _holdable(public_id: str, actor: Actor) -> Report:
    report = locking.held(public_id, actor=actor)
    if not policies.can_hold(actor, report):
        raise NotAllowed(_("Your role may not hold reports."))
    return report


def _evidence(public_id: str, attachment_id: str, actor: Actor) -> tuple[Attachment, Report]:
    """The file, deleted or not, and its report, held, for who may remove evidence of it."""
    report = locking.held(public_id, actor=actor)
    row = report.attachments.filter(
        public_id=ids.normalize(attachment_id), audience__in=policies.audiences_of(actor, report)
    ).first()
    may = policies.can_remove_evidence(actor, report)
    if row is None or (row.removed_at is not None and not may):
        raise NotFound
    if not may:
        raise NotAllowed(_("Your role may not take files from others."))
    return row, report


def _require_reason(reason: str) -> None:
    if reason not in frozenset(RemovalReason):
        raise Invalid(_("Choose a reason."), field="reason")
