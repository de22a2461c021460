"""Streams sealed to a public key in the age format (age-encryption.org/v1): nothing is held whole.

Only who has the private key reads what was sealed: a machine that makes backups needs no secret.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

MAGIC = b"age-encryption.org/"
_CHUNK_BYTES = 1024 * 1024
_BROKEN_PIPE = "Broken pipe"


class Unusable(ValueError):
    """Not a key, or not the key, or what it should open was cut short or changed."""


def recipients(text: str) -> list[Any]:
    """Public keys (`age1…`, `ssh-ed25519 …`), separated by commas. Raises Unusable."""
    found = []
    for one in (part.strip() for part in text.split(",") if part.strip()):
        kind = pyrage.ssh if one.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(one))
        except pyrage.RecipientError as error:
            raise Unusable(f"{one[:12]}… is no public key of age.") from error
    return found


def identities(file: Path) -> list[Any]:
    """The private keys in a file as `age-keygen` writes it. Raises Unusable."""
    lines = [line.strip() for line in file.read_text("utf-8", "replace").splitlines()]
    try:
        found = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError as error:
        raise Unusable(f"{file} holds something that is no private key of age.") from error
    if not found:
        raise Unusable(f"{file} holds no private key.")
    return found


def new_identity(file: Path) -> str:
    """Write a new private key to a new file, mode 0600. Gives the public key."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"# public key: {public}\n{identity}\n")
    return public


def is_sealed(source: BinaryIO) -> bool:
    """Whether the stream begins like one of age; it is read again from where it was."""
    at = source.tell()
    head = source.read(len(MAGIC))
    source.seek(at)
    return head == MAGIC


@contextmanager
def sealing(target: BinaryIO, to: Sequence[Any]) -> Iterator[BinaryIO]:
    """What is written inside goes sealed to `target`; without recipients, as it is."""
    if not to:
        yield target
        return
    source, sink = os.pipe()
    reader, writer = os.fdopen(source, "rb"), os.fdopen(sink, "wb")
    worker = _Worker(lambda: pyrage.encrypt_io(reader, target, list(to)), closes=reader)
    with worker, writer:
        yield writer


@contextmanager
def opening(source: BinaryIO, by: Sequence[Any]) -> Iterator[BinaryIO]:
    """The content of a sealed stream. Unusable, at the end, if it was not whole or not for us."""
    taken, given = os.pipe()
    reader, writer = os.fdopen(taken, "rb"), os.fdopen(given, "wb")
    worker = _Worker(lambda: pyrage.decrypt_io(source, writer, list(by)), closes=writer)
    with worker, reader:
        yield reader
        # What stands behind the part that was wanted must be whole, too.
        while reader.read(_CHUNK_BYTES):
            pass


class _Worker:
    """Runs one side of a pipe in a thread; what went wrong there is raised at the end."""

    def __init__(self, work: Callable[[], None], *, closes: BinaryIO) -> None:
        self._work = work
        self._closes = closes
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: object, raised: BaseException | None, trace: object) -> None:
        self._thread.join()
        failure = self._failure
        if failure is None:
            return
        if isinstance(failure, pyrage.EncryptError):
            raise OSError(str(failure)) from failure
        # This side gave up first: then its own reason counts.
        if raised is None or _BROKEN_PIPE not in str(failure):
            raise Unusable(f"it cannot be opened: {failure}") from failure

    def _run(self) -> None:
        try:
            self._work()
            self._closes.flush()
        except BaseException as failure:
            self._failure = failure
        finally:
            try:
                self._closes.close()
            except OSError as failure:
                self._failure = self._failure or failure
