"""Files that arrive in pieces, perhaps over days and several connections.

How much has arrived is the length of the file itself: after a crash the truth is what is on disk.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO

from seawall.lib.blobs import CHUNK_BYTES, TooLarge

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


class WrongOffset(Exception):
    """A piece came that leaves a gap or repeats something. Go on from `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"The file has {offset} bytes so far.")
        self.offset = offset


class Incomplete(Exception):
    """The file is not whole yet. Go on from `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"Only {offset} bytes have arrived.")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Finished:
    """A whole file, for BlobStore.put_file."""

    path: Path
    sha256: str
    size_bytes: int


def checked(key: str) -> str:
    """The key. ValueError for what cannot be one."""
    if not _KEY.fullmatch(key):
        raise ValueError("This cannot be the key of an upload.")
    return key


class PartFiles:
    """Unfinished files in one folder, by keys of 8 to 64 letters, digits, `-` and `_`.

    FileNotFoundError for a key that was not begun or is finished; ValueError for no key at all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, key: str) -> None:
        """Begin a file. FileExistsError if that key is taken."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def offset(self, key: str) -> int:
        """How many bytes have arrived."""
        return self._path(key).stat().st_size

    def append(self, key: str, stream: BinaryIO, *, offset: int, size_bytes: int) -> int:
        """Add a piece that begins at `offset`. Returns the new offset, which is on disk.

        WrongOffset if the file does not end there; TooLarge, and nothing is kept of the piece, if
        it would exceed the declared `size_bytes`. What came before a broken connection is kept.
        """
        with self._locked(key) as file:
            end = file.seek(0, os.SEEK_END)
            if end != offset:
                raise WrongOffset(end)
            try:
                while chunk := stream.read(CHUNK_BYTES):
                    if file.tell() + len(chunk) > size_bytes:
                        file.truncate(offset)
                        raise TooLarge(size_bytes)
                    file.write(chunk)
            finally:
                file.flush()
                os.fsync(file.fileno())
            return file.seek(0, os.SEEK_END)

    def finish(self, key: str, *, size_bytes: int) -> Finished:
        """The whole file and its hash, read back from disk. Incomplete if bytes are missing."""
        with self._locked(key) as file:
            end = file.seek(0, os.SEEK_END)
            if end < size_bytes:
                raise Incomplete(end)
            if end > size_bytes:
                raise TooLarge(size_bytes)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Finished(self._path(key), digest, size_bytes)

    def discard(self, key: str) -> None:
        """Forget the file; nothing happens if it is gone."""
        self._path(key).unlink(missing_ok=True)

    def sweep(self, *, before: datetime) -> list[str]:
        """Forget every file to which nothing was added since. Returns their keys."""
        stale = [
            file
            for file in (self._folder.iterdir() if self._folder.is_dir() else ())
            if file.stat().st_mtime < before.timestamp()
        ]
        for file in stale:
            file.unlink(missing_ok=True)
        return sorted(file.name for file in stale)

    def _path(self, key: str) -> Path:
        return self._folder / checked(key)

    @contextmanager
    def _locked(self, key: str) -> Iterator[BufferedRandom]:
        """Two pieces at the same time would mix; the later one waits, then sees the new offset."""
        with self._path(key).open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
