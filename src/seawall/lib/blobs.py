"""Files stored by their content: the sha256 is the name, so nothing is ever overwritten.

A blob is whole and safely on disk (or in the bucket) before `put` returns: write the row that
names it afterwards. Blobs that no row names are found with `stored` and removed with `delete`.
"""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

CHUNK_BYTES = 1024 * 1024
# A hash has two hex digits of folder, so that no folder holds more than a few thousand names.
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_INCOMING = "incoming"
_MARK = ".seawall-files"


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


class StoreAway(OSError):
    """The store does not answer, or is not the one it was: nothing is known about any blob."""


class BlobStore(Protocol):
    """Where blobs are kept. A name that is not 64 hex digits is a ValueError everywhere.

    StoreAway from any call while the store cannot be reached.
    """

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

    def prepare(self, is_empty: Callable[[], bool]) -> None:
        """Make the store ready, once per process. `is_empty`: no blob is expected in it yet."""
        ...


class LocalBlobs:
    """Blobs as files under `root`: `<first two digits>/<sha256>`, mode 0600, folders 0700.

    A mark tells the folder from the empty one that is left when a disk is not mounted: without it
    nothing is taken in, since it would be hidden as soon as the disk is back.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def prepare(self, is_empty: Callable[[], bool]) -> None:
        if not self._mark.exists() and is_empty():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._mark.touch(mode=0o600)

    def put(self, stream: BinaryIO, *, limit_bytes: int | None = None) -> Blob:
        with self._held() as root:
            _make_folder(_INCOMING, root)
            draft = f"{_INCOMING}/{secrets.token_hex(16)}"
            try:
                blob = _copy(stream, draft, limit_bytes, root)
                _keep(draft, blob.sha256, root, from_folder=root)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(draft, dir_fd=root)
                raise
        return blob

    def put_file(self, path: Path, *, sha256: str) -> Blob:
        _checked(sha256)
        size = path.stat().st_size
        os.chmod(path, 0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        with self._held() as root:
            is_near = path.stat().st_dev == os.fstat(root).st_dev
            if is_near:
                _keep(path, sha256, root)
        if not is_near:
            with path.open("rb") as file:
                self.put(file)
            path.unlink()
        return Blob(sha256, size)

    def open(self, sha256: str) -> BinaryIO:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            self._require_mark()
            raise

    def exists(self, sha256: str) -> bool:
        is_there = self._path(sha256).is_file()
        if not is_there:
            self._require_mark()
        return is_there

    def size_bytes(self, sha256: str) -> int:
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            self._require_mark()
            raise

    def delete(self, sha256: str) -> None:
        self._require_mark()
        self._path(sha256).unlink(missing_ok=True)

    def stored(self) -> Iterator[StoredBlob]:
        self._require_mark()
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

    @property
    def _mark(self) -> Path:
        return self._root / _MARK

    def _require_mark(self) -> None:
        """A folder with blobs and without a mark is that of an earlier release."""
        if self._mark.exists():
            return
        if not any(self._root.glob("[0-9a-f][0-9a-f]/*")):
            raise StoreAway(f"{self._root} is not the folder of files: it lacks {_MARK}.")
        self._mark.touch(mode=0o600)

    def _path(self, sha256: str) -> Path:
        return self._root / _checked(sha256)[:2] / sha256

    @contextmanager
    def _held(self) -> Iterator[int]:
        """The marked folder itself: what is put into it never lands in another of its name.

        StoreAway where there is none, or where it goes away meanwhile.
        """
        self._require_mark()
        try:
            root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
            try:
                # Between the look and the opening an empty folder may have come.
                os.stat(_MARK, dir_fd=root)
                yield root
            finally:
                os.close(root)
        except FileNotFoundError as error:
            raise StoreAway("The folder of files went away.") from error


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
            # A person waits: whether the store answers must be known soon.
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 2},
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
        with path.open("rb") as file, reaching():
            self._storage.save(_key(sha256), File(file))
        path.unlink()
        return Blob(sha256, size)

    def open(self, sha256: str) -> BinaryIO:
        with reaching():
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

        with reaching():
            try:
                return int(self._storage.bucket.Object(_key(sha256)).content_length)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    raise FileNotFoundError(sha256) from error
                raise

    def delete(self, sha256: str) -> None:
        with reaching():
            self._storage.delete(_key(sha256))

    def stored(self) -> Iterator[StoredBlob]:
        with reaching():
            for found in self._storage.bucket.objects.all():
                name = found.key.rpartition("/")[2]
                if _NAME.fullmatch(name):
                    yield StoredBlob(name, found.size, found.last_modified)

    def prepare(self, is_empty: Callable[[], bool]) -> None:
        """A bucket is there or not; it is never mistaken for another."""


@contextmanager
def reaching() -> Iterator[None]:
    """StoreAway for what says that the bucket cannot be reached or does not work."""
    from boto3.exceptions import S3UploadFailedError
    from botocore.exceptions import ClientError, HTTPClientError
    from botocore.exceptions import ConnectionError as Unconnected

    try:
        yield
    except (Unconnected, HTTPClientError, S3UploadFailedError) as error:
        raise StoreAway(f"The bucket does not answer: {type(error).__name__}") from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status < 500 and status != 429:
            raise
        raise StoreAway(f"The bucket answers {status}.") from error


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


def _keep(draft: Path | str, sha256: str, root: int, *, from_folder: int | None = None) -> None:
    """Give a finished file its name. Its content is on disk already; now its name must be."""
    parent = _checked(sha256)[:2]
    _make_folder(parent, root)
    # Also when it is there: the sweep of orphans must see that it was put just now.
    os.utime(draft, dir_fd=from_folder)
    os.replace(draft, f"{parent}/{sha256}", src_dir_fd=from_folder, dst_dir_fd=root)
    _sync_folder(parent, root)


def _copy(
    stream: BinaryIO, target: Path | str, limit_bytes: int | None, folder: int | None = None
) -> Blob:
    """Write the stream to a new file, and wait until it is on disk."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
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


def _make_folder(name: str, root: int) -> None:
    try:
        os.mkdir(name, 0o700, dir_fd=root)
    except FileExistsError:
        return
    _sync_folder(".", root)


def _sync_folder(name: str, root: int) -> None:
    descriptor = os.open(name, os.O_RDONLY, dir_fd=root)
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
