"""Files that arrive in pieces at any of several hosts: each piece is an object of the bucket.

A piece is named by the offset at which it begins. What has arrived is the unbroken chain of pieces
from the beginning; whatever stands behind a gap does not count.
"""

import hashlib
import re
import secrets
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from seawall.lib.blobs import CHUNK_BYTES, TooLarge, reaching
from seawall.lib.uploads import Finished, Incomplete, WrongOffset, checked

_FOLDER = "uploads/"
_BEGUN = "begun"
_PIECE = re.compile(r"\d{15}", re.ASCII)


class PartObjects:
    """As `lib.uploads.PartFiles`, for a bucket of boto3. `folder` takes finished files.

    Nothing is locked: of two pieces that begin at the same place the later one stays.
    """

    def __init__(self, bucket: Any, folder: Path) -> None:
        self._bucket = bucket
        self._folder = folder

    @reaching()
    def create(self, key: str) -> None:
        """Begin a file."""
        self._bucket.put_object(Key=f"{_FOLDER}{checked(key)}/{_BEGUN}", Body=b"")

    @reaching()
    def offset(self, key: str) -> int:
        """How many bytes have arrived. FileNotFoundError for a key that was not begun."""
        return sum(size for _, size in self._chain(key))

    @reaching()
    def append(self, key: str, stream: BinaryIO, *, offset: int, size_bytes: int) -> int:
        """As of PartFiles; what came before a broken connection is kept."""
        end = self.offset(key)
        if end != offset:
            raise WrongOffset(end)
        with tempfile.TemporaryFile() as piece:
            try:
                while chunk := stream.read(CHUNK_BYTES):
                    if offset + piece.tell() + len(chunk) > size_bytes:
                        piece.truncate(0)
                        raise TooLarge(size_bytes)
                    piece.write(chunk)
            finally:
                piece.flush()
                if size := piece.seek(0, 2):
                    piece.seek(0)
                    name = f"{_FOLDER}{key}/{offset:015d}"
                    self._bucket.put_object(Key=name, Body=piece, ContentLength=size)
        return self.offset(key)

    @reaching()
    def finish(self, key: str, *, size_bytes: int) -> Finished:
        """The whole file, brought together here, and its hash. Incomplete if bytes are missing."""
        chain = self._chain(key)
        end = sum(size for _, size in chain)
        if end < size_bytes:
            raise Incomplete(end)
        if end > size_bytes:
            raise TooLarge(size_bytes)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{key[:40]}-{secrets.token_hex(8)}"
        digest, written = hashlib.sha256(), 0
        with path.open("xb") as file:
            path.chmod(0o600)
            for at, _ in chain:
                body = self._bucket.Object(f"{_FOLDER}{key}/{at:015d}").get()["Body"]
                while chunk := body.read(CHUNK_BYTES):
                    digest.update(chunk)
                    written += file.write(chunk)
        if written != size_bytes:
            # A piece was sent again meanwhile.
            path.unlink()
            raise Incomplete(self.offset(key))
        return Finished(path, digest.hexdigest(), size_bytes)

    @reaching()
    def discard(self, key: str) -> None:
        """Forget the file; nothing happens if it is gone."""
        prefix = f"{_FOLDER}{checked(key)}/"
        for found in self._bucket.objects.filter(Prefix=prefix):
            if found.key.startswith(prefix):
                found.delete()

    @reaching()
    def sweep(self, *, before: datetime) -> list[str]:
        """Forget every file to which nothing was added since. Returns their keys."""
        newest: dict[str, list[datetime]] = defaultdict(list)
        for found in self._bucket.objects.filter(Prefix=_FOLDER):
            if found.key.startswith(_FOLDER):
                newest[found.key.split("/")[1]].append(found.last_modified)
        stale = sorted(key for key, times in newest.items() if max(times) < before)
        for key in stale:
            self.discard(key)
        return stale

    def _chain(self, key: str) -> list[tuple[int, int]]:
        """Where each piece begins that follows on the one before, and its size."""
        prefix = f"{_FOLDER}{checked(key)}/"
        sizes: dict[str, int] = {
            found.key.removeprefix(prefix): found.size
            for found in self._bucket.objects.filter(Prefix=prefix)
            if found.key.startswith(prefix)
        }
        if _BEGUN not in sizes:
            raise FileNotFoundError(key)
        pieces = {int(name): size for name, size in sizes.items() if _PIECE.fullmatch(name)}
        chain, at = [], 0
        while pieces.get(at):
            chain.append((at, pieces[at]))
            at += pieces[at]
        return chain
