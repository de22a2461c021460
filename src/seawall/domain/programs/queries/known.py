"""What a programme already knows, for its team."""

from dataclasses import dataclass
from datetime import date, datetime

from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.models import KnownIssue

MOST = 500


@dataclass(frozen=True, slots=True)
class KnownIssueView:
    """One entry. `log_index` is None for the second until it stands in the log."""

    public_id: str
    title: str
    target: str
    asset: str
    vrt: str
    url: str
    reference: str
    notes: str
    known_since: date | None
    registered_at: datetime
    registered_by: str
    retired_at: datetime | None
    log_index: int | None


@dataclass(frozen=True, slots=True)
class KnownIssues:
    """The newest first, at most MOST."""

    items: tuple[KnownIssueView, ...]
    can_register: bool
    is_cut: bool


def known_issues(actor: Actor, slug: str) -> KnownIssues:
    """Raises NotFound for everybody but the team."""
    program = policies.visible_to(actor).filter(slug=slug).first()
    if program is None or not policies.can_see_known_issues(actor, program):
        raise NotFound
    rows = list(
        KnownIssue.objects.filter(program=program)
        .select_related("registered_by")
        .order_by("-pk")[: MOST + 1]
    )
    places = dict(
        Event.objects.filter(pk__in=[row.event_id for row in rows]).values_list("pk", "position")
    )
    return KnownIssues(
        items=tuple(view(row, places.get(row.event_id or 0)) for row in rows[:MOST]),
        can_register=policies.can_register_known_issues(actor, program),
        is_cut=len(rows) > MOST,
    )


def view(row: KnownIssue, log_index: int | None) -> KnownIssueView:
    """The row as the team reads it."""
    return KnownIssueView(
        public_id=row.public_id,
        title=row.title,
        target=row.target,
        asset=row.asset,
        vrt=row.vrt,
        url=row.url,
        reference=row.reference,
        notes=row.notes,
        known_since=row.known_since,
        registered_at=row.registered_at,
        registered_by=row.registered_by.handle,
        retired_at=row.retired_at,
        log_index=log_index,
    )
