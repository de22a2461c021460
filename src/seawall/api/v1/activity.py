"""What happened in an organization, for tools that keep watch."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.v1.shapes.common import Moment, Out
from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries.handles import handles_of, user_id_of
from seawall.domain.audit import queries
from seawall.domain.audit.queries import ActivityFilter, ActivityRow
from seawall.domain.rewards.queries.places import cursor_of, place_of

router = Router(tags=["activity"], auth=Token())

_LISTING = "activity"
_MOST = 100
# No account has this id: a handle that is nobody's finds nothing.
_NOBODY = 0


class EventOut(Out):
    """One event. `position` is its place in the log, null for the second until it has one.

    `by` is a handle, empty for what no person did; `door` is what acted: person, token, system or
    anonymous. `facts` are ids and states, never a word of a report.
    """

    position: int | None
    at: datetime
    event: str
    by: str
    door: str
    role: str
    facts: dict[str, Any]


class EventListOut(Out):
    """Newest first."""

    items: list[EventOut]
    next_cursor: str | None


@router.get("/organizations/{slug}/activity", response=EventListOut, summary="What happened")
def index(
    request: HttpRequest,
    slug: str,
    event: str = "",
    user: str = "",
    since: Moment | None = None,
    until: Moment | None = None,
    limit: int = 50,
    cursor: str = "",
) -> EventListOut:
    """`event` is a whole name or a prefix that ends in a dot; without it readings are left out.

    `user` is a handle; `since` counts, `until` does not. For who may read the activity; 404 for
    others.
    """
    actor = actor_of(request)
    organization = accounts.organization(slug, actor=actor)
    chosen = ActivityFilter(
        name=event,
        user_id=(user_id_of(user) or _NOBODY) if user else None,
        since=since,
        until=until,
    )
    place = place_of(_LISTING, cursor)
    found = queries.activity(
        actor,
        organization.id,
        chosen,
        before=place[0] if place else None,
        limit=max(1, min(limit, _MOST)),
    )
    handles = handles_of(row.user_id for row in found.rows if row.user_id is not None)
    last = found.next_before
    return EventListOut(
        items=[_shown(row, handles.get(row.user_id or 0, "")) for row in found.rows],
        next_cursor=cursor_of(_LISTING, last) if last else None,
    )


def _shown(row: ActivityRow, handle: str) -> EventOut:
    return EventOut(
        position=row.position,
        at=row.at,
        event=row.name,
        by=handle,
        door=row.actor_kind,
        role=row.role,
        facts=dict(row.payload),
    )
