"""A file on its way in pieces: begun, continued where it broke off, completed.

A piece is no event and takes no transaction: only the whole file is something that happened.
"""

import secrets
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, NotFound
from seawall.domain.reports.commands import attaching, entering, locking, sealing, storing
from seawall.domain.reports.models import Attachment, Audience, Upload
from seawall.lib import clock
from seawall.lib.blobs import Blob, TooLarge
from seawall.lib.uploads import Finished, Incomplete, WrongOffset

MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far a file has come. `id` is a secret of its uploader."""

    id: str
    report: str
    name: str
    audience: str
    size_bytes: int
    offset: int


class WrongPlace(Conflict):
    """A piece that does not begin where the file ends; go on from `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(
            _("The file has %(offset)s bytes so far. Go on from there.") % {"offset": offset},
            code="offset",
        )
        self.offset = offset


@transaction.atomic
def begin_upload(
    public_id: str,
    *,
    name: str,
    size_bytes: int,
    audience: str = Audience.PARTICIPANTS,
    actor: Actor,
) -> UploadState:
    """Announce a file of this size. Everything about it is checked before the first byte."""
    user_id = entering.require_writer(actor)
    report = locking.seen(public_id, actor=actor)
    attaching.require_room(report, size_bytes, audience, actor=actor)
    if Upload.objects.filter(uploader_id=user_id).count() >= MOST_AT_ONCE:
        raise Conflict(
            _("You have too many unfinished uploads. Finish or abandon one first."),
            code="too_many_uploads",
        )
    row = Upload.objects.create(
        public_id=secrets.token_hex(16),
        report=report,
        uploader_id=user_id,
        audience=audience,
        name=attaching.file_name(report, name, actor=actor),
        size_bytes=size_bytes,
        created_at=clock.now(),
    )
    storing.parts().create(row.public_id)
    return UploadState(row.public_id, report.public_id, row.name, audience, size_bytes, 0)


def append_chunk(upload_id: str, *, offset: int, stream: BinaryIO, actor: Actor) -> UploadState:
    """Add the piece that begins at `offset`. Raises WrongPlace, which says where to go on."""
    row = _own(upload_id, actor)
    try:
        storing.parts().append(row.public_id, stream, offset=offset, size_bytes=row.size_bytes)
    except WrongOffset as error:
        raise WrongPlace(error.offset) from error
    except TooLarge as error:
        raise attaching.too_large(error.limit_bytes) from error
    except FileNotFoundError as error:
        raise NotFound from error
    return upload_state(upload_id, actor=actor)


def upload_state(upload_id: str, *, actor: Actor) -> UploadState:
    """How far one's own upload has come: where to go on after a broken connection."""
    row = _own(upload_id, actor)
    try:
        offset = storing.parts().offset(row.public_id)
    except FileNotFoundError as error:
        raise NotFound from error
    return UploadState(
        row.public_id, row.report.public_id, row.name, row.audience, row.size_bytes, offset
    )


def complete_upload(upload_id: str, *, actor: Actor) -> Attachment:
    """Make the whole file a part of the report. Raises WrongPlace while bytes are missing."""
    row = _own(upload_id, actor)
    parts = storing.parts()
    try:
        finished = parts.finish(row.public_id, size_bytes=row.size_bytes)
        blob = _stored(row, finished, actor)
    except Incomplete as error:
        raise WrongPlace(error.offset) from error
    except TooLarge as error:
        raise attaching.too_large(error.limit_bytes) from error
    except FileNotFoundError as error:
        raise NotFound from error
    with transaction.atomic():
        attachment = attaching.settled(
            row.report.public_id, name=row.name, blob=blob, audience=row.audience, actor=actor
        )
        row.delete()
    parts.discard(row.public_id)
    return attachment


def _stored(row: Upload, finished: Finished, actor: Actor) -> Blob:
    """The whole file as it came, or a text without its secrets in its place."""
    with finished.path.open("rb") as file:
        ready = sealing.take_out_of_file(row.report, file, name=row.name, actor=actor)
        blob = None if ready is file else storing.blobs().put(ready)
    if blob is None:
        return storing.blobs().put_file(finished.path, sha256=finished.sha256)
    finished.path.unlink()
    return blob


def abandon_upload(upload_id: str, *, actor: Actor) -> None:
    """Forget an unfinished file."""
    row = _own(upload_id, actor)
    storing.parts().discard(row.public_id)
    row.delete()


def _own(upload_id: str, actor: Actor) -> Upload:
    user_id = entering.require_writer(actor)
    row = (
        Upload.objects.select_related("report__program")
        .filter(public_id=upload_id[:40], uploader_id=user_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row
