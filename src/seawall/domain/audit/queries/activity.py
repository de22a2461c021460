"""What happened, newest first, for people to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from seawall.domain.actor import Actor
from seawall.domain.audit import policies
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotAllowed, NotFound
from seawall.lib.text import gettext_noop

# Names of the events of reading (subject readings, above this one) begin like this.
READINGS = "reading."


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """What to show. `name` is a whole event name or a prefix that ends in a dot."""

    name: str = ""
    user_id: int | None = None
    program_id: int | None = None
    report_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One event as people read it. `position` is None for the second until it is sequenced."""

    id: int
    position: int | None
    at: datetime
    name: str
    actor_kind: str
    user_id: int | None
    role: str
    program_id: int | None
    report_id: int | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """`next_before` is what to pass as `before` for the next page, None on the last one."""

    rows: tuple[ActivityRow, ...]
    next_before: int | None


def activity(
    actor: Actor,
    organization_id: int | None,
    chosen: ActivityFilter | None = None,
    *,
    before: int | None = None,
    limit: int = 50,
) -> ActivityPage:
    """One page, newest first. `organization_id` None: what belongs to no organization.

    NotFound when the actor may not read it: that the organization exists is not told either.
    """
    narrowed = chosen or ActivityFilter()
    rows = _chosen(actor, organization_id, narrowed)
    if not narrowed.name:
        # Most of what happens is that somebody reads: shown to who asks for it by name.
        rows = rows.exclude(name__startswith=READINGS)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = [_row(event) for event in rows[: limit + 1]]
    shown = tuple(found[:limit])
    return ActivityPage(shown, shown[-1].id if len(found) > limit else None)


def activity_export(
    actor: Actor, organization_id: int, chosen: ActivityFilter | None = None
) -> Iterator[ActivityRow]:
    """All of it, newest first, read in pieces while it is being sent."""
    rows = _chosen(actor, organization_id, chosen or ActivityFilter())
    if not policies.can_export_activity(actor, organization_id):
        raise NotAllowed(gettext_noop("Your role may read the activity here but not export it."))
    return _in_pieces(rows)


def activity_names(actor: Actor, organization_id: int | None) -> list[str]:
    """Names of events among the newest thousand, sorted: choices for a filter."""
    newest = _chosen(actor, organization_id, ActivityFilter()).values_list("name", flat=True)[:1000]
    return sorted(set(newest))


def _in_pieces(rows: QuerySet[Event], size: int = 500) -> Iterator[ActivityRow]:
    """By keyset: a cursor held open for minutes would block SQLite's checkpoints."""
    piece = [_row(event) for event in rows[:size]]
    while piece:
        yield from piece
        piece = [_row(event) for event in rows.filter(id__lt=piece[-1].id)[:size]]


def _chosen(actor: Actor, organization_id: int | None, chosen: ActivityFilter) -> QuerySet[Event]:
    may = (
        policies.can_view_platform_activity(actor)
        if organization_id is None
        else policies.can_view_activity(actor, organization_id)
    )
    if not may:
        raise NotFound
    rows = policies.visible_to(actor).filter(organization_id=organization_id).order_by("-id")
    if chosen.name:
        prefix = chosen.name.endswith(".")
        rows = rows.filter(**{"name__startswith" if prefix else "name": chosen.name})
    wanted = {
        "user_id": chosen.user_id,
        "program_id": chosen.program_id,
        "report_id": chosen.report_id,
        "at__gte": chosen.since,
        "at__lt": chosen.until,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value is not None})


def _row(event: Event) -> ActivityRow:
    return ActivityRow(
        id=event.pk,
        position=event.position,
        at=event.at,
        name=event.name,
        actor_kind=event.actor_kind,
        user_id=event.user_id,
        role=event.role,
        program_id=event.program_id,
        report_id=event.report_id,
        payload=event.payload,
    )
