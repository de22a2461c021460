"""Signed checkpoints: C2SP signed-note with Ed25519, tlog-checkpoint inside.

A checkpoint says "the log of this origin has so many entries, and this is the root over them".
Documents that carry proofs are signed by the same key under a heading of their own.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from seawall.domain.audit.rules.merkle import HASH_BYTES
from seawall.lib.canonical import canonical_json

_ED25519 = b"\x01"
_DASH = "— "


class BadNote(ValueError):
    """Not a signed checkpoint, or not signed by that key."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The signed lines."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key of the log. `seed` is 32 secret bytes, `origin` the log's name and the key's."""

    origin: str
    seed: bytes

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> bytes:
        """Four bytes that stand before a signature."""
        return key_id(self.origin, self.public)

    def verifier(self) -> str:
        """The public key as text, in the form of C2SP: name, id and key."""
        return verifier(self.origin, self.public)

    def sign_checkpoint(self, size: int, root: bytes) -> str:
        """The signed note."""
        body = Signed(self.origin, size, root).body()
        signature = base64.b64encode(self.key_id + self._private.sign(body.encode())).decode()
        return f"{body}\n{_DASH}{self.origin} {signature}\n"

    def sign_document(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document with a `signature` over all the rest of it, headed by its `format`."""
        signature = self._private.sign(signed_bytes(document))
        return {**document, "signature": base64.b64encode(signature).decode()}


def signed_bytes(document: Mapping[str, Any]) -> bytes:
    """What the signature of a document covers: no checkpoint begins like this."""
    rest = {name: value for name, value in document.items() if name != "signature"}
    return f"{document['format']}\n".encode() + canonical_json(rest)


def key_id(origin: str, public: bytes) -> bytes:
    """The first four bytes of the hash of name and key."""
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier(origin: str, public: bytes) -> str:
    """A public key as text."""
    key = base64.b64encode(_ED25519 + public).decode()
    return f"{origin}+{key_id(origin, public).hex()}+{key}"


def split_notes(text: str) -> list[str]:
    """The notes of a file that holds one or more, as a backup or a witness keeps them: with an
    empty line between. A note's own empty line is the one before its signatures.
    """
    parts = re.split(r"\n\n(?!\u2014 )", text.replace("\r\n", "\n"))
    return [f"{part.strip()}\n" for part in parts if part.strip()] or [text]


def read_checkpoint(note: str, *, public: bytes) -> Signed:
    """What the note says. Raises BadNote unless it is a checkpoint signed by that key."""
    body, separator, tail = note.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3:
        raise BadNote("This is not a signed checkpoint.")
    origin, size, root = lines[:3]
    try:
        found = Signed(origin, int(size), base64.b64decode(root, validate=True))
    except (ValueError, binascii.Error) as refusal:
        raise BadNote("The checkpoint's size or root cannot be read.") from refusal
    if str(found.size) != size or found.size < 0 or len(found.root) != HASH_BYTES:
        raise BadNote("The checkpoint's size or root cannot be read.")
    wanted = key_id(origin, public)
    for line in tail.split("\n"):
        name, _, signature = line.removeprefix(_DASH).rpartition(" ")
        if line.startswith(_DASH) and name == origin and _holds(signature, wanted, public, body):
            return found
    raise BadNote("The checkpoint is not signed by this log's key.")


def _holds(signature: str, wanted: bytes, public: bytes, body: str) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
        if raw[:4] != wanted:
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{body}\n".encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
