"""The one way into the log."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol

from django.db import connection, transaction

from seawall.domain.actor import Actor
from seawall.domain.audit import policies
from seawall.domain.audit.events import ActivityExported
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import ActivityFilter, leaf_of
from seawall.domain.audit.rules import leaves
from seawall.domain.audit.rules.leaves import NO_VALUES, refuse_clash, refuse_text
from seawall.domain.errors import NotAllowed
from seawall.domain.jobs_queue.bells import LOG
from seawall.lib import clock
from seawall.lib.canonical import Json
from seawall.lib.text import gettext_noop

_COLUMNS = (
    "public_id, at, name, actor_kind, user_id, token_id, role, organization_id, program_id,"
    " report_id, payload, salt, committed, leaf_hash"
)
_VALUES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
# Both databases take this many rows of 14 values in one statement.
_AT_ONCE = 500


class Happening(Protocol):
    """A flat frozen dataclass of ids, labels and states with a stable public name."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be recorded. `at` is for what happened a moment ago and is told in a batch;
    None is now.
    """

    event: Happening
    actor: Actor
    organization_id: int | None = None
    program_id: int | None = None
    report_id: int | None = None
    at: datetime | None = None


def record(
    event: Happening,
    *,
    actor: Actor,
    organization_id: int | None = None,
    program_id: int | None = None,
    report_id: int | None = None,
    committed: Mapping[str, Json] = NO_VALUES,
) -> Event:
    """Add one event to the log, in the caller's transaction and without a position yet.

    `committed` are values that the log commits to but does not hold: only salted hashes of them
    are stored. One INSERT; the sequencer is woken after the commit. RuntimeError outside a
    transaction (no audit, no action); ValueError for a payload with text longer than a label.
    """
    entry = Entry(event, actor, organization_id, program_id, report_id)
    row = _row(entry, committed)
    row.pk, row._state.adding = _insert([row])[0], False
    return row


def record_all(entries: Iterable[Entry]) -> int:
    """Add many events, in their order and by few statements; how many they were.

    As `record` does, without values that are only committed to.
    """
    rows = [_row(entry, NO_VALUES) for entry in entries]
    for first in range(0, len(rows), _AT_ONCE):
        _insert(rows[first : first + _AT_ONCE])
    return len(rows)


def _row(entry: Entry, committed: Mapping[str, Json]) -> Event:
    event, actor, organization_id = entry.event, entry.actor, entry.organization_id
    payload = {field: getattr(event, field) for field in _fields(type(event))}
    refuse_text(payload)
    salt = secrets.token_bytes(leaves.SALT_BYTES)
    if committed:
        refuse_clash(payload, committed)
    row = Event(
        public_id=uuid.uuid4(),
        at=entry.at or clock.now(),
        name=event.name,
        actor_kind=actor.kind.value,
        user_id=actor.user_id,
        token_id=actor.token_id,
        role=actor.roles.get(organization_id, "") if organization_id is not None else "",
        organization_id=organization_id,
        program_id=entry.program_id,
        report_id=entry.report_id,
        payload=payload,
        salt=salt,
        committed=leaves.commit_all(committed, salt),
    )
    row.leaf_hash = leaf_of(row).hash()
    return row


@cache
def _fields(happening: type[Happening]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(happening))


def _insert(rows: list[Event]) -> list[int]:
    """Without the ORM: every write of the system comes by here, and this is a third of its cost."""
    if not connection.in_atomic_block:
        raise RuntimeError("record() must be called inside the transaction it describes.")
    native = connection.features.has_native_uuid_field
    moment, json = connection.ops.adapt_datetimefield_value, connection.ops.adapt_json_value
    values: list[Any] = []
    for row in rows:
        values += (
            row.public_id if native else row.public_id.hex,
            moment(row.at),
            row.name,
            row.actor_kind,
            row.user_id,
            row.token_id,
            row.role,
            row.organization_id,
            row.program_id,
            row.report_id,
            json(row.payload, None),
            row.salt,
            json(row.committed, None),
            row.leaf_hash,
        )
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(rows)), values)
        ids = [int(pk) for (pk,) in cursor.fetchall()]
    LOG.ring_on_commit()
    return ids


@cache
def _statement(rows: int) -> str:
    places = ", ".join([_VALUES] * rows)
    return f"INSERT INTO domain_event ({_COLUMNS}) VALUES {places} RETURNING id"  # noqa: S608


@transaction.atomic
def record_export(organization_id: int, chosen: ActivityFilter, *, actor: Actor) -> None:
    """Note that the actor exports the activity, before the first line leaves."""
    if not policies.can_export_activity(actor, organization_id):
        raise NotAllowed(gettext_noop("Your role may read the activity here but not export it."))
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
