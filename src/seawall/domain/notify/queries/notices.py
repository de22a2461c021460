"""A person's notices, and the words of what is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Organization
from seawall.domain.accounts.rules import ROLE_LABELS, Role
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.leaks.rules.workflow import STATE_LABELS as LEAK_STATES
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.notify import policies
from seawall.domain.notify.models import Notice
from seawall.domain.notify.rules.routes import ROUTES_BY_KEY, Route
from seawall.domain.notify.rules.topics import TOPIC_LABELS, Topic
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies as reports
from seawall.domain.reports.queries.keyset import limited
from seawall.domain.reports.rules.clocks import CLOCK_LABELS, ClockName
from seawall.domain.reports.rules.workflow import STATE_LABELS, State
from seawall.domain.rewards.queries.places import cursor_of, place_of

_LISTING = "notices"
MOST_UNREAD = 100


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice in words of the reader. `path` is the page it leads to."""

    id: int
    topic: str
    topic_label: str
    text: str
    program_name: str
    path: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Notices newest first; `unread` stops counting at 100."""

    items: tuple[NoticeView, ...]
    next_cursor: str | None
    unread: int


def unread_count(actor: Actor) -> int:
    """Notices not read yet; stops counting at 100."""
    return policies.visible_to(actor).filter(read_at=None)[:MOST_UNREAD].count()


def notices(
    actor: Actor, *, cursor: str | None = None, unread_only: bool = False, limit: int = 50
) -> NoticePage:
    """One page of the actor's own notices, in three statements."""
    found = policies.visible_to(actor)
    if unread_only:
        found = found.filter(read_at=None)
    place = place_of(_LISTING, cursor)
    if place is not None:
        found = found.filter(pk__lt=place[0])
    rows = list(found.order_by("-pk")[: limited(limit) + 1])
    shown = rows[:limit]
    names = _program_names(shown, actor)
    return NoticePage(
        items=tuple(_view(row, names.get(row.program_id or 0, "")) for row in shown),
        next_cursor=cursor_of(_LISTING, shown[-1].pk) if len(rows) > limit else None,
        unread=unread_count(actor),
    )


def path_of(notice_id: int, *, actor: Actor) -> str:
    """Where the actor's notice leads. Raises NotFound."""
    row = policies.visible_to(actor).filter(pk=notice_id).first()
    if row is None:
        raise NotFound
    return _path(row)


def sentence(route: Route, facts: Mapping[str, Any]) -> str:
    """What happened, in words of the reader's language. A programme's name is no part of it: who
    may read that is asked when it is read.
    """
    return _(route.sentence) % _placeholders(facts)


def state_label(facts: Mapping[str, Any]) -> str:
    """The state that a notice tells, in words; empty where it tells none."""
    state = facts.get("state", "")
    if "leak" in facts:
        return _(LEAK_STATES[LeakState(state)]) if state in frozenset(LeakState) else ""
    return _(STATE_LABELS[State(state)]) if state in frozenset(State) else ""


def address_of(route: Route, facts: Mapping[str, Any]) -> str:
    """The path of the page that a notice leads to."""
    return route.path % {"report": "", "leak": "", "award": "", "organization": "", **facts}


def _program_names(rows: list[Notice], actor: Actor) -> dict[int, str]:
    """Names of those programmes of the notices that the reader knows today, through the programme
    or a report in it: who was let go does not read what a private one is called now.
    """
    wanted = {row.program_id for row in rows if row.program_id is not None}
    by_report = reports.visible_to(actor).filter(program__in=wanted).values("program")
    known = Q(pk__in=programs.visible_to(actor).values("pk")) | Q(pk__in=by_report)
    return dict(Program.objects.filter(known, pk__in=wanted).values_list("pk", "name"))


def organization_slugs(ids: set[int]) -> dict[int, str]:
    """Slugs of organizations, for what happens to their members."""
    return dict(Organization.objects.filter(pk__in=ids).values_list("pk", "slug"))


def _view(row: Notice, program_name: str) -> NoticeView:
    route = ROUTES_BY_KEY.get(row.payload.get("what", ""))
    topic = Topic(row.topic) if row.topic in frozenset(Topic) else Topic.SYSTEM
    label = _(TOPIC_LABELS[topic])
    return NoticeView(
        id=row.pk,
        topic=topic,
        topic_label=label,
        text=sentence(route, row.payload) if route else label,
        program_name=program_name,
        path=_path(row),
        at=row.created_at,
        is_read=row.read_at is not None,
    )


def _path(row: Notice) -> str:
    route = ROUTES_BY_KEY.get(row.payload.get("what", ""))
    return address_of(route, row.payload) if route else "/notices"


def _placeholders(facts: Mapping[str, Any]) -> dict[str, str]:
    clock, role, priority = facts.get("clock"), facts.get("role"), facts.get("priority")
    return {
        "report": str(facts.get("report", "")),
        "leak": str(facts.get("leak", "")),
        "subject": str(facts.get("report") or facts.get("leak", "")),
        "award": str(facts.get("award", "")),
        "organization": str(facts.get("organization", "")),
        "state": state_label(facts),
        "clock": _(CLOCK_LABELS[ClockName(clock)]) if clock in frozenset(ClockName) else "",
        "role": _(ROLE_LABELS[Role(role)]) if role in frozenset(Role) else "",
        "priority": f"P{priority}" if priority else _("not rated"),
    }
