"""The one way into the log."""

import uuid
from dataclasses import fields
from functools import cache
from typing import Any, ClassVar, Protocol

from django.db import connection, transaction

from seawall.domain.actor import Actor
from seawall.domain.audit import policies
from seawall.domain.audit.events import ActivityExported
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import ActivityFilter
from seawall.domain.audit.rules.leaves import Leaf, refuse_text
from seawall.domain.errors import NotAllowed
from seawall.domain.jobs_queue.bells import LOG
from seawall.lib import clock

_INSERT = """
INSERT INTO domain_event (public_id, at, name, actor_kind, user_id, token_id, role,
                          organization_id, program_id, report_id, payload, leaf_hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


class Happening(Protocol):
    """A flat frozen dataclass of ids, labels and states with a stable public name."""

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
    if not connection.in_atomic_block:
        raise RuntimeError("record() must be called inside the transaction it describes.")
    payload = {field: getattr(event, field) for field in _fields(type(event))}
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
    row.pk, row._state.adding = _insert(row), False
    LOG.ring_on_commit()
    return row


@cache
def _fields(happening: type[Happening]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(happening))


def _insert(row: Event) -> int:
    """Without the ORM: every write of the system comes by here, and this is a third of its cost."""
    native = connection.features.has_native_uuid_field
    values: tuple[Any, ...] = (
        row.public_id if native else row.public_id.hex,
        connection.ops.adapt_datetimefield_value(row.at),
        row.name,
        row.actor_kind,
        row.user_id,
        row.token_id,
        row.role,
        row.organization_id,
        row.program_id,
        row.report_id,
        connection.ops.adapt_json_value(row.payload, None),
        row.leaf_hash,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        (pk,) = cursor.fetchone()
    return int(pk)


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


@transaction.atomic
def record_export(organization_id: int, chosen: ActivityFilter, *, actor: Actor) -> None:
    """Note that the actor exports the activity, before the first line leaves."""
    if not policies.can_export_activity(actor, organization_id):
        raise NotAllowed("Your role may read the activity here but not export it.")
    record(
        ActivityExported(
            event=chosen.name,
            user_id=chosen.user_id,
            since=chosen.since.isoformat() if chosen.since else "",
            until=chosen.until.isoformat() if chosen.until else "",
        ),
        actor=actor,
        organization_id=organization_id,
    )
