"""The format of a backup: one tar, made and read as a stream, sealed if there is a key.

It holds the dump of the database, `files/<two digits>/<sha256>`, texts, and last `manifest.json`:
the sha256 of everything before it, and what the database said of itself.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from seawall.cli.dumps import NAMES
from seawall.lib import age

if TYPE_CHECKING:
    from seawall.domain.recovery import Inventory

FORMAT = 2
MANIFEST = "manifest.json"
FILES = "files/"
LONGEST_MANIFEST = 512 * 1024**2
CHUNK_BYTES = 1024 * 1024
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})", re.ASCII)
_NOTE = re.compile(r"notes/[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


class Damaged(Exception):
    """The archive is not what was written; the message names the part."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sha256` is by name in the archive; `apart` names files that stay in their own store."""

    made_at: str
    version: str
    migrations: list[str]
    sha256: dict[str, str]
    inventory: dict[str, Any]
    apart: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT


class Writer:
    """Adds parts one after the other, and remembers the hash of each."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.sha256: dict[str, str] = {}

    def add(self, name: str, source: BinaryIO, size: int) -> str:
        """The part's sha256. Raises OSError when the source ends before its size."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashing = _Hashing(source)
        self._archive.addfile(entry, hashing)
        self.sha256[name] = hashing.digest.hexdigest()
        return self.sha256[name]

    def add_text(self, name: str, text: str) -> None:
        """A small part."""
        content = text.encode()
        self.add(name, io.BytesIO(content), len(content))

    def close(self, manifest: Manifest) -> None:
        """The last part. Nothing can be added after it."""
        self.add_text(MANIFEST, json.dumps(asdict(manifest), indent=1))


@contextmanager
def writing(target: Path, to: Sequence[Any], work: Path) -> Iterator[Writer]:
    """A new archive, mode 0600: whole and on disk at the end, or not there at all.

    It grows in the folder `work`, which is on the file system of `target`.
    """
    draft = work / "archive"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with (
                age.sealing(stream, to) as sealed,
                tarfile.open(fileobj=sealed, mode="w|") as archive,
            ):
                yield Writer(archive)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def reading(file: Path, identity: Path | None) -> Iterator["Reader"]:
    """An archive, opened with the private key when it is sealed. Raises Damaged, age.Unusable."""
    with ExitStack() as stack:
        source: BinaryIO = stack.enter_context(file.open("rb"))
        if age.is_sealed(source):
            if identity is None:
                raise age.Unusable(f"{file} is sealed. Name the private key: --identity KEYFILE")
            source = stack.enter_context(age.opening(source, age.identities(identity)))
        try:
            archive = stack.enter_context(tarfile.open(fileobj=source, mode="r|"))
            yield Reader(archive)
        except tarfile.TarError as error:
            raise Damaged("it is no archive, or was cut short") from error


class Reader:
    """Goes through the parts once, in their order."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self._seen: dict[str, str] = {}
        self.manifest: Manifest | None = None

    def parts(self) -> Iterator[tuple[str, BinaryIO]]:
        """Name and content of each part but the manifest. A part must be read before the next.

        Damaged as soon as a part is not what it is called, and at the end by the manifest.
        """
        for entry in self._archive:
            content = self._archive.extractfile(entry) if entry.isreg() else None
            if content is None or self.manifest is not None or entry.name in self._seen:
                raise Damaged(f"{entry.name[:100]!r} does not belong there")
            if entry.name == MANIFEST:
                self.manifest = _parsed(content.read(LONGEST_MANIFEST))
                continue
            hashing = _Hashing(content)  # type: ignore[arg-type]
            if not _is_expected(entry.name):
                raise Damaged(f"{entry.name[:100]!r} does not belong there")
            yield entry.name, hashing  # type: ignore[misc]
            while hashing.read(CHUNK_BYTES):
                pass
            self._seen[entry.name] = digest = hashing.digest.hexdigest()
            named = _FILE.fullmatch(entry.name)
            if named and named[2] != digest:
                raise Damaged(f"{entry.name} has other content")
        self._compare()

    def _compare(self) -> None:
        if self.manifest is None:
            raise Damaged("it has no manifest, so it was cut short")
        expected = self.manifest.sha256
        wrong = sorted(
            name
            for name in expected.keys() | self._seen.keys()
            if expected.get(name) != self._seen.get(name)
        )
        if wrong:
            raise Damaged(f"{', '.join(wrong[:5])} is missing or has other content")


def copy(content: BinaryIO, target: Path) -> str:
    """A part to a new file, mode 0600. Gives the sha256 of what came."""
    hashing = _Hashing(content)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        while chunk := hashing.read(CHUNK_BYTES):
            stream.write(chunk)
    return hashing.digest.hexdigest()


def inventory_of(manifest: Manifest) -> "Inventory":
    """What the database said of itself when it was dumped."""
    from seawall.domain.recovery import Inventory

    return Inventory(**manifest.inventory)


def _is_expected(name: str) -> bool:
    return name in NAMES.values() or bool(_FILE.fullmatch(name) or _NOTE.fullmatch(name))


def _parsed(content: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(content))
    except (TypeError, ValueError) as error:
        raise Damaged("its manifest cannot be read") from error
    if manifest.format != FORMAT:
        raise Damaged(f"its format is {manifest.format}, this release reads {FORMAT}")
    return manifest


class _Hashing:
    """Reads on, and hashes what went by."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of the source."""
        content = self._source.read(size)
        self.digest.update(content)
        return content
