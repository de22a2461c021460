"""A researcher's own reports: drafts, invitations, and what was sent."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.reports.queries import ReportRow
from seawall.domain.reports.rules.workflow import CLOSED, OPEN, Party, State
from seawall.web.pages.reports import timelines, timing, wording
from seawall.web.pages.reports.timing import ClockChip

_SENT = frozenset(State) - {State.DRAFT}
_VIEWS = {
    "": _SENT,
    "turn": frozenset({State.NEEDS_INFO}),
    "open": OPEN,
    "closed": CLOSED,
}
_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the list. `turn` is empty unless open, `shared_by` for one's own report."""

    public_id: str
    url: str
    title: str
    program_name: str
    state: State
    state_label: str
    priority: int | None
    turn: str
    is_my_turn: bool
    clock: ClockChip | None
    comments: int
    at: datetime
    shared_by: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody offers a share of a report that one does not see yet."""

    report: str
    program_name: str
    reporter: str
    share: int
    invited_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the views of the list."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """`is_empty`: there is nothing at all, not only nothing in this view."""

    drafts: tuple[Row, ...]
    invitations: tuple[Invitation, ...]
    reports: tuple[Row, ...]
    choices: tuple[Choice, ...]
    next_url: str
    first_url: str
    is_empty: bool


def reports(actor: Actor, *, view: str = "", cursor: str = "") -> ReportsPage:
    """Drafts and invitations stand on the first page; an unknown view shows everything."""
    view = view if view in _VIEWS else ""
    found = queries.my_reports(
        actor,
        queries.Filters(states=_VIEWS[view]),
        cursor=cursor or None,
        limit=_PER_PAGE,
    )
    counts = queries.my_counts(actor)
    drafts = () if cursor else _drafts(actor)
    invitations = () if cursor else _invitations(actor)
    home = reverse("reports")
    query = {"view": view} if view else {}
    next_url = ""
    if found.next_cursor:
        next_url = f"{home}?{urlencode({**query, 'cursor': found.next_cursor})}"
    return ReportsPage(
        drafts=drafts,
        invitations=invitations,
        reports=tuple(_row(row, actor) for row in found.items),
        choices=_choices(view, counts),
        next_url=next_url,
        first_url=f"{home}?{urlencode(query)}" if cursor else "",
        is_empty=not (sum(counts.values()) or found.items or drafts or invitations),
    )


def _drafts(actor: Actor) -> tuple[Row, ...]:
    wanted = queries.Filters(states=frozenset({State.DRAFT}))
    return tuple(_row(row, actor) for row in queries.my_reports(actor, wanted, limit=50).items)


def _row(row: ReportRow, actor: Actor) -> Row:
    is_mine = row.reporter.id == actor.user_id
    is_draft = row.state is State.DRAFT
    name = "report-edit" if is_draft and is_mine else "report"
    return Row(
        public_id=row.public_id,
        url=reverse(name, args=[row.public_id]),
        title=row.title or _("Untitled draft"),
        program_name=row.program_name,
        state=row.state,
        state_label=wording.state(row.state),
        priority=row.priority,
        turn=wording.turn(row.turn, Party.REPORTER) if row.state in OPEN else "",
        is_my_turn=row.turn == Party.REPORTER,
        clock=None if is_draft else timing.chip(row),
        comments=row.comment_count,
        at=row.updated_at,
        shared_by="" if is_mine else timelines.name_of(row.reporter),
    )


def _invitations(actor: Actor) -> tuple[Invitation, ...]:
    return tuple(
        Invitation(
            report=each.report,
            program_name=each.program_name,
            reporter=timelines.name_of(each.reporter),
            share=each.share,
            invited_at=each.invited_at,
            url=reverse("report-collaborators", args=[each.report]),
        )
        for each in queries.my_invitations(actor)
    )


def _choices(view: str, counts: dict[State, int]) -> tuple[Choice, ...]:
    labels = {"": _("All"), "turn": _("Your turn"), "open": _("Open"), "closed": _("Closed")}
    home = reverse("reports")
    return tuple(
        Choice(
            label=labels[name],
            url=f"{home}?{urlencode({'view': name})}" if name else home,
            current=name == view,
            count=sum(counts[state] for state in states),
        )
        for name, states in _VIEWS.items()
    )
