"""Where files go: whole ones by content, unfinished ones in parts. Chosen by the operator."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from seawall.domain.reports.models import Attachment
from seawall.lib.blobs import BlobStore, S3Blobs, from_settings
from seawall.lib.part_objects import PartObjects
from seawall.lib.uploads import PartFiles


def blobs() -> BlobStore:
    """The store of whole files. Its first use in a process makes it ready."""
    return _blobs(settings.BLOBS, Path(settings.BLOBS_FOLDER), tuple(settings.S3.items()))


def parts() -> PartFiles | PartObjects:
    """Unfinished files: in the bucket, where every host finds them, or in a folder."""
    store, folder = blobs(), Path(settings.UPLOADS_FOLDER)
    return PartObjects(store.bucket, folder) if isinstance(store, S3Blobs) else PartFiles(folder)


def settle(sha256: str) -> None:
    """Until the transaction ends nobody else settles this content: neither a row nor the sweep.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


@lru_cache(maxsize=4)
def _blobs(kind: str, folder: Path, s3: tuple[tuple[str, str], ...]) -> BlobStore:
    store = from_settings(kind, folder=folder, s3=dict(s3))
    # An empty folder where files are expected is a disk that is not mounted.
    store.prepare(_nobody_has_a_file)
    return store


def _nobody_has_a_file() -> bool:
    """A restore asks this before it has made the tables, and must not make them by asking."""
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not file.exists():
        return True
    has_table = Attachment._meta.db_table in connection.introspection.table_names()
    return not has_table or not Attachment.objects.exists()
