"""The one way into the log."""

import uuid
from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from django.db import transaction

from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event
from seawall.domain.audit.rules.leaves import Leaf, refuse_text
from seawall.domain.jobs_queue.bells import LOG
from seawall.lib import clock


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

    One INSERT; the sequencer is woken after the commit. RuntimeError outside a transaction (no
    audit, no action); ValueError for a payload that holds text longer than a label.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() must be called inside the transaction it describes.")
    payload = asdict(event)
    refuse_text(payload)
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
    row.leaf_hash = leaf_of(row).hash()
    row.save(force_insert=True)
    LOG.ring_on_commit()
    return row


def leaf_of(row: Event) -> Leaf:
    """What the event's leaf was made of; its hash must equal `leaf_hash` for ever."""
    return Leaf(
        public_id=row.public_id,
        at=row.at,
        name=row.name,
        actor_kind=row.actor_kind,
        user_id=row.user_id,
        token_id=row.token_id,
        role=row.role,
        organization_id=row.organization_id,
        program_id=row.program_id,
        report_id=row.report_id,
        payload=row.payload,
    )
