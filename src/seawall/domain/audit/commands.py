"""The one way into the log."""

import hashlib
import uuid
from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from django.db import transaction

from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event
from seawall.lib import canonical, clock

LONGEST_TEXT = 200
LEAF_PREFIX = b"\x00"


class Happening(Protocol):
    """A frozen dataclass of ids, labels and states with a stable public name."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def record(
    event: Happening,
    *,
    actor: Actor,
    organization_id: int | None = None,
    program_id: int | None = None,
    report_id: int | None = None,
) -> Event:
    """Add one event to the log, in the caller's transaction and without a position yet.

    One INSERT. RuntimeError outside a transaction (no audit, no action); ValueError for a payload
    that holds text longer than a label.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() must be called inside the transaction it describes.")
    payload = asdict(event)  # type: ignore[call-overload]
    _refuse_text(payload)
    row = Event(
        public_id=uuid.uuid4(),
        at=clock.now(),
        name=event.name,
        actor_kind=actor.kind.value,
        user_id=actor.user_id,
        token_id=actor.token_id,
        role=actor.roles.get(organization_id, "") if organization_id is not None else "",
        organization_id=organization_id,
        program_id=program_id,
        report_id=report_id,
        payload=payload,
    )
    row.leaf_hash = leaf_of(row)
    row.save(force_insert=True)
    return row


def leaf_of(row: Event) -> bytes:
    """The event's leaf: sha256(0x00 || canonical JSON of all columns but id and position).

    Source of the prefix: RFC 9162, section 2.1.1.
    """
    entry = {
        "id": str(row.public_id),
        "at": row.at.isoformat(),
        "name": row.name,
        "actor_kind": row.actor_kind,
        "user": row.user_id,
        "token": row.token_id,
        "role": row.role,
        "organization": row.organization_id,
        "program": row.program_id,
        "report": row.report_id,
        "payload": row.payload,
    }
    return hashlib.sha256(LEAF_PREFIX + canonical.canonical_json(entry)).digest()


def _refuse_text(payload: dict[str, Any]) -> None:
    for key, value in payload.items():
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise ValueError(f"{key} is text; the log holds ids, labels and states only.")
