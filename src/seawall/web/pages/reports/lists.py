"""A researcher's own reports: drafts, invitations, and what was sent."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.reports.queries import ReportRow
from seawall.domain.reports.rules.workflow import CLOSED, OPEN, PAUSED, Party, State
from seawall.domain.search import queries as search
from seawall.domain.search.queries import Hit, Side
from seawall.domain.search.rules.excerpts import Piece
from seawall.web.pages.reports import timelines, timing, wording
from seawall.web.pages.reports.timing import ClockChip
from seawall.web.pages.search import boxes
from seawall.web.pages.search.boxes import Box, Explained

# The views of before there was a filter, still in addresses: now they are filters.
VIEWS = {
    "": "",
    "turn": "state:needs_info,retesting",
    "open": "state:open",
    "closed": "state:closed",
}
_COUNTED = {
    "": frozenset(State) - {State.DRAFT},
    "turn": PAUSED,
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
    hit: tuple[Piece, ...]


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

    box: Box
    explained: tuple[Explained, ...]
    note: str
    drafts: tuple[Row, ...]
    invitations: tuple[Invitation, ...]
    reports: tuple[Row, ...]
    choices: tuple[Choice, ...]
    next_url: str
    first_url: str
    is_empty: bool


def reports(actor: Actor, *, text: str = "", cursor: str = "") -> ReportsPage:
    """`text` is a filter. Drafts and invitations stand on the first page of the whole list."""
    found = search.find(actor, text, side=Side.OWN, cursor=cursor or None, limit=_PER_PAGE)
    counts = queries.my_counts(actor)
    is_whole = not (text or cursor)
    drafts = _drafts(actor) if is_whole else ()
    invitations = _invitations(actor) if is_whole else ()
    next_cursor = found.page.next_cursor
    return ReportsPage(
        box=boxes.box(text, found.parsed, Side.OWN, url=reverse("reports"), address=address),
        explained=boxes.explained(Side.OWN),
        note=_("Only the newest reports with these words were looked at.") if found.is_cut else "",
        drafts=drafts,
        invitations=invitations,
        reports=tuple(_row(row, actor, found.hits.get(row.public_id)) for row in found.page.items),
        choices=_choices(text, counts),
        next_url=address(text, next_cursor) if next_cursor else "",
        first_url=address(text) if cursor else "",
        is_empty=not (sum(counts.values()) or found.page.items or drafts or invitations or text),
    )


def address(text: str, cursor: str = "") -> str:
    """The list with this filter."""
    pairs = [(name, value) for name, value in (("q", text), ("cursor", cursor)) if value]
    query = urlencode(pairs, safe=":,*@")
    return f"{reverse('reports')}?{query}" if query else reverse("reports")


def _drafts(actor: Actor) -> tuple[Row, ...]:
    wanted = queries.Filters(states=frozenset({State.DRAFT}))
    return tuple(_row(row, actor) for row in queries.my_reports(actor, wanted, limit=50).items)


def _row(row: ReportRow, actor: Actor, hit: Hit | None = None) -> Row:
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
        hit=hit.pieces if hit else (),
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


def _choices(text: str, counts: dict[State, int]) -> tuple[Choice, ...]:
    labels = {"": _("All"), "turn": _("Your turn"), "open": _("Open"), "closed": _("Closed")}
    return tuple(
        Choice(
            label=labels[name],
            url=address(query),
            current=text == query,
            count=sum(counts[state] for state in _COUNTED[name]),
        )
        for name, query in VIEWS.items()
    )
