"""Files stored by their content: the sha256 is the name, so nothing is ever overwritten.

A blob is whole and safely on disk (or in the bucket) before `put` returns: write the row that
names it afterwards. Blobs that no row names are found with `stored` and removed with `delete`.
"""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

CHUNK_BYTES = 1024 * 1024
# A hash has two hex digits of folder, so that no folder holds more than a few thousand names.
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Blob:
    """What was stored: `sha256` in hex is its name."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A blob found in the store. `put_at` is renewed when the same content is put again."""

    sha256: str
    size_bytes: int
    put_at: datetime


class TooLarge(Exception):
    """There was more than the limit allows; nothing was kept."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"More than {limit_bytes} bytes.")
        self.limit_bytes = limit_bytes


class BlobStore(Protocol):
    """Where blobs are kept. A name that is not 64 hex digits is a ValueError everywhere."""

    def put(self, stream: BinaryIO, *, limit_bytes: int | None = None) -> Blob:
        """Store what the stream holds. TooLarge as soon as it exceeds the limit."""
        ...

    def put_file(self, path: Path, *, sha256: str) -> Blob:
        """Take over a finished file whose hash the caller has computed; `path` is gone after."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Read it from the beginning. FileNotFoundError if it is not there."""
        ...

    def exists(self, sha256: str) -> bool:
        """Whether it is there."""
        ...

    def size_bytes(self, sha256: str) -> int:
        """Its length. FileNotFoundError if it is not there."""
        ...

    def delete(self, sha256: str) -> None:
        """Remove it; nothing happens if it is not there."""
        ...

    def stored(self) -> Iterator[StoredBlob]:
        """All blobs, in no order."""
        ...


class LocalBlobs:
    """Blobs as files under `root`: `<first two digits>/<sha256>`, mode 0600, folders 0700."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, stream: BinaryIO, *, limit_bytes: int | None = None) -> Blob:
        draft = self._incoming()
        try:
            blob = _copy(stream, draft, limit_bytes)
            self._keep(draft, blob.sha256)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return blob

    def put_file(self, path: Path, *, sha256: str) -> Blob:
        _checked(sha256)
        size = path.stat().st_size
        os.chmod(path, 0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        if path.stat().st_dev == self._incoming().parent.stat().st_dev:
            self._keep(path, sha256)
        else:
            with path.open("rb") as file:
                self.put(file)
            path.unlink()
        return Blob(sha256, size)

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def size_bytes(self, sha256: str) -> int:
        return self._path(sha256).stat().st_size

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def stored(self) -> Iterator[StoredBlob]:
        for folder in self._root.glob("[0-9a-f][0-9a-f]"):
            for file in folder.iterdir():
                if _NAME.fullmatch(file.name):
                    found = file.stat()
                    put_at = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield StoredBlob(file.name, found.st_size, put_at)

    def sweep_drafts(self, *, before: datetime) -> int:
        """Remove what broken transfers left behind. Returns how many."""
        folder = self._root / _INCOMING
        old = [
            file
            for file in (folder.iterdir() if folder.is_dir() else ())
            if file.stat().st_mtime < before.timestamp()
        ]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)

    def _path(self, sha256: str) -> Path:
        return self._root / _checked(sha256)[:2] / sha256

    def _incoming(self) -> Path:
        folder = self._root / _INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / secrets.token_hex(16)

    def _keep(self, draft: Path, sha256: str) -> None:
        """Give a finished file its name. Its content is on disk already; now its name must be."""
        target = self._path(sha256)
        if not target.parent.is_dir():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(target.parent.parent)
        # Also when it is there: the sweep of orphans must see that it was put just now.
        os.utime(draft)
        os.replace(draft, target)
        _sync_folder(target.parent)


class S3Blobs:
    """Blobs as private objects of an S3-compatible bucket, through django-storages."""

    def __init__(
        self,
        *,
        bucket: str,
        endpoint: str = "",
        region: str = "",
        access_key: str = "",
        secret_key: str = "",
    ) -> None:
        # boto3 takes a third of a second to import: only who uses a bucket pays for it.
        from botocore.config import Config
        from storages.backends.s3 import S3Storage

        # Many stores know neither virtual hosts nor the newer checksums.
        config = Config(
            s3={"addressing_style": "path" if endpoint else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        self._storage: Any = S3Storage(
            bucket_name=bucket,
            endpoint_url=endpoint or None,
            region_name=region or None,
            access_key=access_key or None,
            secret_key=secret_key or None,
            client_config=config,
            file_overwrite=True,
            default_acl=None,
            gzip=False,
        )

    @property
    def bucket(self) -> Any:
        """The bucket itself, for what is no blob yet."""
        return self._storage.bucket

    def put(self, stream: BinaryIO, *, limit_bytes: int | None = None) -> Blob:
        with tempfile.TemporaryDirectory(prefix="seawall-blob-") as folder:
            draft = Path(folder) / "draft"
            blob = _copy(stream, draft, limit_bytes)
            return self.put_file(draft, sha256=blob.sha256)

    def put_file(self, path: Path, *, sha256: str) -> Blob:
        from django.core.files import File

        size = path.stat().st_size
        with path.open("rb") as file:
            self._storage.save(_key(sha256), File(file))
        path.unlink()
        return Blob(sha256, size)

    def open(self, sha256: str) -> BinaryIO:
        opened: BinaryIO = self._storage.open(_key(sha256), "rb")
        return opened

    def exists(self, sha256: str) -> bool:
        # file_overwrite makes the storage's own exists() say no to everything.
        try:
            self.size_bytes(sha256)
        except FileNotFoundError:
            return False
        return True

    def size_bytes(self, sha256: str) -> int:
        from botocore.exceptions import ClientError

        try:
            return int(self._storage.bucket.Object(_key(sha256)).content_length)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(sha256) from error
            raise

    def delete(self, sha256: str) -> None:
        self._storage.delete(_key(sha256))

    def stored(self) -> Iterator[StoredBlob]:
        for found in self._storage.bucket.objects.all():
            name = found.key.rpartition("/")[2]
            if _NAME.fullmatch(name):
                yield StoredBlob(name, found.size, found.last_modified)


def sha256_of(stream: BinaryIO) -> str:
    """The name under which its content would be stored; the stream is read to its end."""
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def from_settings(kind: str, *, folder: Path, s3: Mapping[str, str]) -> BlobStore:
    """The store that the operator chose: `kind` is local or s3."""
    if kind == "local":
        return LocalBlobs(folder)
    if kind == "s3":
        return S3Blobs(**s3)
    raise ValueError(f"SEAWALL_BLOBS is local or s3, not {kind!r}.")


def _copy(stream: BinaryIO, target: Path, limit_bytes: int | None) -> Blob:
    """Write the stream to a new file, and wait until it is on disk."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if limit_bytes is not None and size > limit_bytes:
                raise TooLarge(limit_bytes)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Blob(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checked(sha256: str) -> str:
    if not _NAME.fullmatch(sha256):
        raise ValueError("A blob's name is 64 hexadecimal digits.")
    return sha256


def _key(sha256: str) -> str:
    return f"{_checked(sha256)[:2]}/{sha256}"
