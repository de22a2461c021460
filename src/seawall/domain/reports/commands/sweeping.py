"""Housekeeping of files by the system itself. Nothing that a row names is ever touched."""

from datetime import timedelta
from io import BytesIO

from django.db import transaction

from seawall.domain.reports.commands import storing
from seawall.domain.reports.models import Attachment, Upload
from seawall.domain.reports.queries.keeping import kept_files
from seawall.lib import clock
from seawall.lib.blobs import LocalBlobs
from seawall.lib.thumbnails import thumbnail

STALE_UPLOAD = timedelta(hours=24)
ORPHAN_AGE = timedelta(hours=1)


def sweep_uploads() -> int:
    """Forget uploads to which nothing was added for a day. Returns how many."""
    before = clock.now() - STALE_UPLOAD
    storing.parts().sweep(before=before)
    old = Upload.objects.filter(created_at__lt=before)
    gone = [row.pk for row in old.only("pk", "public_id") if not _has_part(row)]
    Upload.objects.filter(pk__in=gone).delete()
    return len(gone)


def sweep_blobs() -> int:
    """Remove content older than an hour that no row names. Returns how many files."""
    before = clock.now() - ORPHAN_AGE
    store = storing.blobs()
    if isinstance(store, LocalBlobs):
        store.sweep_drafts(before=before)
    return sum(sweep_content(found.sha256) for found in store.stored() if found.put_at < before)


def sweep_content(sha256: str) -> bool:
    """Remove one content now unless a row needs it. Whether it is gone."""
    with transaction.atomic():
        storing.settle(sha256)
        if _is_needed(sha256):
            return False
        storing.blobs().delete(sha256)
    return True


def make_thumbnail(attachment_id: int) -> None:
    """Make and store the small picture of an image; note where none can be made."""
    row = Attachment.objects.filter(
        pk=attachment_id, thumbnail_state="waiting", removed_at__isnull=True
    ).first()
    if row is None:
        return
    try:
        with storing.blobs().open(row.sha256) as file:
            picture = thumbnail(file)
    except FileNotFoundError:
        picture = None
    if picture is None:
        Attachment.objects.filter(pk=row.pk).update(thumbnail_state="failed")
        return
    _keep_thumbnail(row.pk, picture)


def _has_part(row: Upload) -> bool:
    try:
        storing.parts().offset(row.public_id)
    except FileNotFoundError:
        return False
    return True


def _keep_thumbnail(attachment_id: int, picture: bytes) -> None:
    blob = storing.blobs().put(BytesIO(picture))
    with transaction.atomic():
        storing.settle(blob.sha256)
        if storing.blobs().exists(blob.sha256):
            Attachment.objects.filter(pk=attachment_id).update(
                thumbnail_state="ready", thumbnail_sha256=blob.sha256
            )


def _is_needed(sha256: str) -> bool:
    kept = kept_files()
    return kept.filter(sha256=sha256).exists() or kept.filter(thumbnail_sha256=sha256).exists()
