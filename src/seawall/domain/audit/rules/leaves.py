"""What one leaf of the log says: the event's columns, as canonical JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from seawall.domain.audit.rules import merkle
from seawall.lib import canonical

LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Leaf:
    """One event without its row id and position: those two are not known when it is written."""

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

    def entry(self) -> bytes:
        """The canonical JSON that is hashed. ValueError for a payload that has no single form."""
        return canonical.canonical_json(
            {
                "id": str(self.public_id),
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "name": self.name,
                "actor_kind": self.actor_kind,
                "user": self.user_id,
                "token": self.token_id,
                "role": self.role,
                "organization": self.organization_id,
                "program": self.program_id,
                "report": self.report_id,
                "payload": self.payload,
            }
        )

    def hash(self) -> bytes:
        """The leaf hash, 32 bytes."""
        return merkle.hash_leaf(self.entry())


def refuse_text(payload: Mapping[str, Any]) -> None:
    """ValueError if the payload holds text longer than a label, however deep.

    What is in the log stays for ever, so it holds ids, labels and states only.
    """
    for key, value in payload.items():
        _refuse(key, value)


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
