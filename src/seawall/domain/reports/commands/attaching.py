"""Files: in pieces from a browser, whole from a program, and back to whoever may read them.

A file is on disk before the row that names it: a crash can leave a file without a row, which
`commands.sweeping` removes, but never a row without its file.
"""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking, sealing, storing
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import AttachmentAdded, AttachmentRemoved
from seawall.domain.reports.models import Attachment, Audience, Report
from seawall.domain.reports.queries.opening import note_opened
from seawall.lib import clock, ids
from seawall.lib.blobs import Blob, TooLarge
from seawall.lib.text import display_filename
from seawall.lib.thumbnails import looks_like_an_image

MOST_FILES = 200
_LONGEST_TYPE = 100
_LONGEST_NAME = 200
_HEAD_BYTES = 16


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out. The stream is open; who answers the request closes it."""

    name: str
    size_bytes: int
    sha256: str
    stream: BinaryIO


def attach_stream(
    public_id: str,
    *,
    name: str,
    size_bytes: int,
    stream: BinaryIO,
    audience: str = Audience.PARTICIPANTS,
    actor: Actor,
) -> Attachment:
    """Add a whole file. `size_bytes` is what was declared; what really comes is measured too.

    Raises Invalid for one that is empty, too large, or too much for the report.
    """
    report = locking.seen(public_id, actor=actor)
    require_room(report, size_bytes, audience, actor=actor)
    ready = sealing.take_out_of_file(report, stream, name=name, actor=actor)
    try:
        blob = storing.blobs().put(ready, limit_bytes=settings.UPLOAD_BYTES)
    except TooLarge as error:
        raise too_large(error.limit_bytes) from error
    return settled(public_id, name=name, blob=blob, audience=audience, actor=actor)


def attach_bytes(
    public_id: str,
    *,
    name: str,
    content: bytes,
    audience: str = Audience.PARTICIPANTS,
    actor: Actor,
) -> Attachment:
    """Add a small file that is in memory already."""
    return attach_stream(
        public_id,
        name=name,
        size_bytes=len(content),
        stream=BytesIO(content),
        audience=audience,
        actor=actor,
    )


@transaction.atomic
def remove_attachment(public_id: str, *, actor: Actor) -> None:
    """Take back a file that is not sealed yet. Its content goes with the next sweep."""
    row = readable_attachment(public_id, actor=actor)
    report = locking.held(row.report.public_id, actor=actor)
    row.refresh_from_db()
    if not policies.can_remove(actor, report, row):
        if row.sealed_at is not None and row.uploader_id == actor.user_id:
            raise Conflict(_("This file was sent with words and stays."), code="sealed")
        raise NotAllowed(_("Only who added a file can remove it."))
    row.removed_at, row.removed_by_id = clock.now(), locking.person(actor)
    row.save(update_fields=["removed_at", "removed_by"])
    tell(report, AttachmentRemoved(report=report.public_id, attachment=row.public_id), actor=actor)


def open_attachment(public_id: str, *, actor: Actor) -> Download:
    """The file for a reader of its audience. Raises NotFound for everybody else."""
    row = readable_attachment(public_id, actor=actor)
    note_opened(actor, row.report, door=Door.FILE, attachment=row.public_id)
    return Download(row.name, row.size_bytes, row.sha256, storing.blobs().open(row.sha256))


def open_thumbnail(public_id: str, *, actor: Actor) -> Download:
    """The small WebP picture of an image, for the same readers. NotFound where there is none."""
    row = readable_attachment(public_id, actor=actor)
    if not row.thumbnail_sha256:
        raise NotFound
    note_opened(actor, row.report, door=Door.FILE, attachment=row.public_id)
    store = storing.blobs()
    size = store.size_bytes(row.thumbnail_sha256)
    stream = store.open(row.thumbnail_sha256)
    return Download(f"{row.public_id}.webp", size, row.thumbnail_sha256, stream)


def require_room(report: Report, size_bytes: int, audience: str, *, actor: Actor) -> None:
    """Return where the actor may add a file of this size for this audience."""
    if audience not in Audience.values:
        raise Invalid(_("Choose who reads it: participants or team."), field="audience")
    if not policies.can_attach(actor, report, audience):
        raise NotAllowed(_("You may not add files for these readers here."))
    if size_bytes < 1:
        raise Invalid(_("The file is empty."), field="file")
    if size_bytes > settings.UPLOAD_BYTES:
        raise too_large(settings.UPLOAD_BYTES)
    kept = report.attachments.filter(removed_at__isnull=True)
    total = kept.aggregate(total=Sum("size_bytes"))["total"] or 0
    if total + size_bytes > settings.REPORT_BYTES:
        raise Invalid(
            _("All files of a report have at most %(most)s bytes together; %(left)s are left.")
            % {"most": settings.REPORT_BYTES, "left": max(settings.REPORT_BYTES - total, 0)},
            field="file",
        )
    if kept.count() >= MOST_FILES:
        raise Invalid(
            _("A report has at most %(most)s files. Put several into an archive.")
            % {"most": MOST_FILES},
            field="file",
        )


def too_large(limit_bytes: int) -> Invalid:
    """The refusal of a file beyond the limit."""
    return Invalid(_("A file has at most %(most)s bytes.") % {"most": limit_bytes}, field="file")


@transaction.atomic
def settled(public_id: str, *, name: str, blob: Blob, audience: str, actor: Actor) -> Attachment:
    """The row of a file that is stored whole. Everything is asked again: time has passed."""
    report = locking.held(public_id, actor=actor)
    require_room(report, blob.size_bytes, audience, actor=actor)
    storing.settle(blob.sha256)
    if not storing.blobs().exists(blob.sha256):
        raise Conflict(_("The file was lost on its way. Send it again."), code="try_again")
    shown = file_name(report, name, actor=actor)
    row = _row(report, shown, blob, audience, clock.now())
    row.uploader_id = locking.person(actor)
    row.save(force_insert=True)
    tell(
        report,
        AttachmentAdded(
            report=report.public_id,
            attachment=row.public_id,
            sha256=row.sha256,
            size_bytes=row.size_bytes,
            audience=audience,
        ),
        actor=actor,
    )
    return row


def file_name(report: Report, name: str, *, actor: Actor) -> str:
    """The name under which it is shown; a secret in it is taken out like anywhere else."""
    shown = display_filename(name)
    ready = sealing.take_out(report, shown, field="file name", actor=actor)
    return ready if len(ready) <= _LONGEST_NAME else display_filename("", fallback="attachment")


def _row(report: Report, shown: str, blob: Blob, audience: str, now: datetime) -> Attachment:
    with storing.blobs().open(blob.sha256) as file:
        head = file.read(_HEAD_BYTES)
    return Attachment(
        public_id=unused_id(),
        report=report,
        audience=audience,
        name=shown,
        label_type=_label(head, shown),
        size_bytes=blob.size_bytes,
        sha256=blob.sha256,
        thumbnail_state="waiting" if looks_like_an_image(head) else "none",
        created_at=now,
    )


def _label(head: bytes, name: str) -> str:
    """What the name says, where the content does not contradict it. It decides nothing."""
    by_name = mimetypes.guess_type(name)[0] or ""
    if looks_like_an_image(head) != by_name.startswith("image/"):
        return ""
    return by_name[:_LONGEST_TYPE]


def unused_id() -> str:
    """A public id that no file has."""
    while True:
        candidate = ids.public_id("F")
        if not Attachment.objects.filter(public_id=candidate).exists():
            return candidate


def readable_attachment(public_id: str, *, actor: Actor) -> Attachment:
    """The row of a file for a reader of its audience. Raises NotFound for everybody else."""
    # One statement, whether it is hidden or was never there.
    found = policies.files_visible_to(actor).select_related("report__program")
    row = found.filter(public_id=ids.normalize(public_id)).first()
    if row is None:
        raise NotFound
    return row


def seal_files(
    report: Report, public_ids: Sequence[str], *, audience: str, actor: Actor, **kept: Any
) -> None:
    """Make files that the actor added for these readers part of what they say; `kept` is set on
    each. Raises Invalid for one that is somebody else's, for others, or part of something already.
    """
    wanted = set(public_ids)
    if not wanted:
        return
    found = Attachment.objects.filter(
        report=report,
        public_id__in=wanted,
        uploader_id=actor.user_id,
        comment__isnull=True,
        sealed_at__isnull=True,
        audience=audience,
        removed_at__isnull=True,
    )
    if found.update(**kept) != len(wanted):
        raise Invalid(
            _("A file can be added only by who uploaded it, once, and for the same readers."),
            field="attachments",
        )
