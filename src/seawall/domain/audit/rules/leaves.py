"""What one leaf of the log says: nothing but salted commitments, and those only as one hash.

Every event has a random salt. A field's salt is derived from it and the field's name, and the
commitment is the SHA-256 of that salt and the field with its value. Whoever is given value and
salt of one field can check that one and learns nothing about the others; without the salt not
even "yes" or "no" can be guessed. docs/adr/0009-salted-leaves.md has the reasons.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any
from uuid import UUID

from seawall.domain.audit.rules import merkle
from seawall.lib import canonical
from seawall.lib.canonical import Json

LONGEST_TEXT = 200
SALT_BYTES = 32
# How many commitments a leaf has is a multiple of this: their number tells nothing either.
PADDED_TO = 32
# The first line of every entry; the digest of the commitments follows it.
HEADING = b"seawall-leaf/1\n"
# Names of fields that are columns of the row; those of the payload never begin like this.
COLUMNS = "event."
NO_VALUES: Mapping[str, Json] = MappingProxyType({})
NO_COMMITMENTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Opening:
    """One field laid open: what it was and the salt that proves it."""

    name: str
    value: Json
    salt: bytes

    def commitment(self) -> bytes:
        """What must be among the commitments of the leaf."""
        return commit(self.name, self.value, self.salt)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One event without its row id and position: those two are not known when it is written.

    `committed` holds the commitments (hexadecimal, by field) of what is not in the row.
    """

    salt: bytes
    public_id: UUID
    at: datetime
    name: str
    actor_kind: str
    user_id: int | None
    token_id: int | None
    role: str
    organization_id: int | None
    program_id: int | None
    report_id: int | None
    payload: Mapping[str, Any]
    committed: Mapping[str, str] = field(default_factory=lambda: NO_COMMITMENTS)

    def fields(self) -> dict[str, Json]:
        """Every field whose value stands in the row. The internal numbers are one field, since
        nobody outside is ever shown one of them.
        """
        return {
            "event.id": str(self.public_id),
            "event.at": moment(self.at),
            "event.name": self.name,
            "event.by": self.actor_kind,
            "event.role": self.role,
            "event.rows": [
                self.user_id,
                self.token_id,
                self.organization_id,
                self.program_id,
                self.report_id,
            ],
            **self.payload,
        }

    def commitments(self) -> list[bytes]:
        """All of them, sorted and filled up, so that order and number say nothing.

        ValueError for a payload that has no single form.
        """
        salt = self.salt
        made = [commit(name, value, salt_of(salt, name)) for name, value in self.fields().items()]
        made += [bytes.fromhex(one) for one in self.committed.values()]
        missing = -len(made) % PADDED_TO
        filling = hashlib.shake_256(b"padding" + salt).digest(32 * missing)
        made += [filling[at : at + 32] for at in range(0, len(filling), 32)]
        made.sort()
        return made

    def entry(self) -> bytes:
        """The bytes that are hashed into the tree and served in tiles: a heading and a digest."""
        return entry_of(self.commitments())

    def hash(self) -> bytes:
        """The leaf hash, 32 bytes."""
        return merkle.hash_leaf(self.entry())

    def opening(self, name: str, value: Json) -> Opening:
        """The field with its salt. The caller has asked whether it may be shown."""
        return Opening(name, value, salt_of(self.salt, name))


def entry_of(commitments: Sequence[bytes]) -> bytes:
    """The entry of a leaf with these commitments, which must be sorted."""
    return HEADING + hashlib.sha256(b"".join(commitments)).digest()


def salt_of(salt: bytes, name: str) -> bytes:
    """The salt of one field, 32 bytes."""
    return hmac.digest(salt, name.encode(), "sha256")


def commit(name: str, value: Json, salt: bytes) -> bytes:
    """SHA-256 of the field's salt and the canonical JSON of [name, value]."""
    return hashlib.sha256(salt + _canonical(name, value)).digest()


def commit_all(values: Mapping[str, Json], salt: bytes) -> dict[str, str]:
    """Commitments of values that the log does not hold, as they are stored: hexadecimal."""
    return {name: commit(name, value, salt_of(salt, name)).hex() for name, value in values.items()}


def moment(at: datetime) -> str:
    """A moment as it is committed: UTC, always with six decimals."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def refuse_text(payload: Mapping[str, Any]) -> None:
    """ValueError if the payload holds text longer than a label, however deep.

    What is in the log stays for ever, so it holds ids, labels and states only.
    """
    for key, value in payload.items():
        _refuse(key, value)


def refuse_clash(payload: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """ValueError if a name would stand for two fields of one leaf."""
    if not payload.keys().isdisjoint(values) or any(name.startswith(COLUMNS) for name in values):
        raise ValueError("A committed value needs a name that the event does not have.")


def _canonical(name: str, value: Json) -> bytes:
    """As lib.canonical gives it; text, which most values are, by the short way."""
    if isinstance(value, str):
        return f"[{encode_basestring(name)},{encode_basestring(value)}]".encode()
    return canonical.canonical_json([name, value])


def _refuse(key: str, value: object) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise ValueError(f"{key} is text; the log holds ids, labels and states only.")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse(key, name)
            _refuse(f"{key}.{name}", inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse(key, inner)
