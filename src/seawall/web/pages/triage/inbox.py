"""The list of the inbox: rows with clocks, chips to narrow it, and what to do when it is empty."""

from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.reports import queries
from seawall.domain.reports.queries import NO_FILTERS, ReportRow, TagMark
from seawall.domain.reports.rules.workflow import OPEN, State
from seawall.domain.search import queries as search
from seawall.domain.search.queries import Found, Hit, Side
from seawall.domain.search.rules.excerpts import Piece
from seawall.web.pages.reports import timelines, timing, wording
from seawall.web.pages.reports.timing import ClockChip
from seawall.web.pages.search import boxes
from seawall.web.pages.search.boxes import Box
from seawall.web.pages.triage import views
from seawall.web.pages.triage.filtering import programs_read
from seawall.web.pages.triage.narrowing import Narrowing
from seawall.web.pages.triage.views import View

ROWS = 50
# A row stays low: the report shows the others.
_TAGS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, as text: nothing is left to compute fifty times in a template.

    `clock_label` is empty where no clock runs, `assignee` for a report that nobody has. `hit`
    are the words around what was looked for; `more_tags` counts those that are not shown.
    """

    public_id: str
    url: str
    title: str
    priority: str
    priority_label: str
    clock_state: str
    clock_label: str
    clock_text: str
    clock_title: str
    by: str
    comments: int
    comments_label: str
    state: State
    state_label: str
    assignee: str
    assignee_label: str
    tags: tuple[TagMark, ...] = ()
    more_tags: int = 0
    is_open: bool = False
    hit: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A term of the filter that is set or taken back by one click."""

    label: str
    url: str
    is_on: bool
    level: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in an empty list: why, and what to do next."""

    title: str
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The first of the panes. `query` is that of its links; `note` says what was left out.

    `open_count` is what the side bar shows, where it was read for the summary anyway.
    """

    rows: tuple[Row, ...]
    box: Box
    summary: str
    open_count: int | None
    note: str
    levels: tuple[Chip, ...]
    views: tuple[Chip, ...]
    saved: tuple[View, ...]
    views_url: str
    filters_url: str
    csv_url: str
    query: str
    newer_url: str
    older_url: str
    empty: Empty | None


def inbox(actor: Actor, narrowing: Narrowing, *, opened: str = "") -> InboxPage:
    """The list. `opened` is the number of the report beside it.

    Raises NotFound for whoever reads nobody's reports.
    """
    if not actor.organizations_with(Permission.REPORT_VIEW):
        raise NotFound
    narrowing, found = _found(actor, narrowing)
    page, url, query = found.page, reverse("inbox"), narrowing.query()
    newer, first = narrowing.previous_page(), narrowing.first_page().query()
    summary, open_count = _summary(actor, narrowing, found)
    return InboxPage(
        rows=tuple(
            row_of(row, query, opened=opened, hit=found.hits.get(row.public_id))
            for row in page.items
        ),
        box=boxes.box(narrowing.text, found.parsed, Side.TEAM, url=url, address=_address),
        summary=summary,
        open_count=open_count,
        note=_("Only the newest reports with these words were looked at.") if found.is_cut else "",
        levels=_levels(narrowing),
        views=_views(narrowing),
        saved=views.links(actor, narrowing),
        views_url=f"{reverse('inbox-views')}{first}",
        filters_url=f"{reverse('inbox-filters')}{first}",
        csv_url=f"{reverse('inbox-csv')}{first}",
        query=query,
        newer_url="" if newer is None else f"{url}{newer}",
        older_url=f"{url}{narrowing.next_page(page.next_cursor)}" if page.next_cursor else "",
        empty=None if page.items else _empty(actor, narrowing),
    )


def row_of(row: ReportRow, query: str, *, opened: str = "", hit: Hit | None = None) -> Row:
    """One line of the list. `query` is that of the view it stands in."""
    assignee = timelines.name_of(row.assignee) if row.assignee else ""
    clock = timing.chip(row)
    return Row(
        public_id=row.public_id,
        url=f"{_beside()}{row.public_id}{query}",
        title=row.title,
        priority=str(row.priority or ""),
        priority_label=f"P{row.priority}" if row.priority else _("No priority yet"),
        clock_state=clock.state if clock else "",
        clock_label=clock.label if clock else "",
        clock_text=clock.text or "❙❙" if clock else "",
        clock_title=_title(clock) if clock else "",
        by=f"{row.reporter.handle} · {row.program_name}",
        comments=row.comment_count,
        comments_label=ngettext("comment", "comments", row.comment_count),
        state=row.state,
        state_label=wording.state(row.state),
        assignee=assignee[:2],
        assignee_label=_("Assigned to %(name)s") % {"name": assignee} if assignee else "",
        tags=row.tags[:_TAGS],
        more_tags=max(len(row.tags) - _TAGS, 0),
        is_open=row.public_id == opened,
        hit=hit.pieces if hit else (),
    )


@cache
def _beside() -> str:
    """Where a report opens beside the list, without its number: made once, not fifty times."""
    return reverse("inbox-report", args=["-"]).removesuffix("-")


def _title(clock: ClockChip) -> str:
    """The clock and its exact end, in the reader's zone."""
    if clock.due is None:
        return clock.label
    return f"{clock.label}: {timezone.localtime(clock.due):%Y-%m-%d %H:%M %Z}"


def _found(actor: Actor, narrowing: Narrowing) -> tuple[Narrowing, Found]:
    """The rows; from the beginning when the cursor is none of ours."""
    try:
        found = search.find(actor, narrowing.text, cursor=narrowing.after or None, limit=ROWS)
    except Invalid:
        narrowing = narrowing.first_page()
        found = search.find(actor, narrowing.text, limit=ROWS)
    return narrowing, found


def _summary(actor: Actor, narrowing: Narrowing, found: Found) -> tuple[str, int | None]:
    """How many there are, as far as it is known without counting rows; and all open ones."""
    filters = found.filters
    by_counters = replace(filters, program=None, states=frozenset()) == NO_FILTERS
    if by_counters and not found.parsed.said:
        counts = queries.counts(actor, filters.program)
        total = sum(counts.get(state, 0) for state in filters.states or counts)
        everywhere = None if filters.program else sum(counts[state] for state in OPEN)
        if filters.states == OPEN:
            return ngettext("%(n)d open", "%(n)d open", total) % {"n": total}, everywhere
        return ngettext("%(n)d report", "%(n)d reports", total) % {"n": total}, everywhere
    shown = len(found.page.items)
    if narrowing.after or found.page.next_cursor:
        return _("%(n)d on this page") % {"n": shown}, None
    return ngettext("%(n)d report", "%(n)d reports", shown) % {"n": shown}, None


def _levels(narrowing: Narrowing) -> tuple[Chip, ...]:
    """All, and one for each priority that needs somebody soon."""
    named = (("1", _("Critical")), ("2", _("High")), ("3", _("Medium")), ("4", _("Low")))
    is_any = narrowing.parsed.term("priority") is None
    chips = [Chip(_("All"), _url(narrowing.with_term("priority")), is_any)]
    chips += [_chip(narrowing, label, "priority", level, level) for level, label in named]
    return tuple(chips)


def _views(narrowing: Narrowing) -> tuple[Chip, ...]:
    """What people ask for most."""
    return (
        _chip(narrowing, _("Mine"), "assignee", "me"),
        _chip(narrowing, _("Unassigned"), "assignee", "none"),
        _chip(narrowing, _("At risk"), "clock", "risk"),
    )


def _chip(narrowing: Narrowing, label: str, name: str, value: str, level: str = "") -> Chip:
    is_on = narrowing.has(name, value)
    changed = narrowing.with_term(name) if is_on else narrowing.with_term(name, value)
    return Chip(label, _url(changed), is_on, level)


def _url(narrowing: Narrowing) -> str:
    return f"{reverse('inbox')}{narrowing.query()}"


def _address(text: str) -> str:
    return _url(Narrowing(text))


def _empty(actor: Actor, narrowing: Narrowing) -> Empty:
    url = reverse("inbox")
    if narrowing.after:
        text = _("Meanwhile somebody worked through what stood on this page.")
        return Empty(_("Nothing is left here"), text, url, _("To the first page"))
    if narrowing.is_narrowed:
        if narrowing.parsed.said and narrowing.parsed.term("state"):
            everywhere = _url(narrowing.with_term("state"))
            text = _("No report in this state holds these words.")
            return Empty(_("No report fits"), text, everywhere, _("Look through all states"))
        text = _("Take a filter back, or look at everything that is open.")
        return Empty(_("No report fits these filters"), text, url, _("Clear the filters"))
    if not programs_read(actor):
        text = _("Reports arrive here as soon as a programme of your organisation is open.")
        return Empty(_("There is no programme yet"), text)
    text = _("New reports and answers appear here. Nothing is late, nothing is waiting.")
    closed = _address("state:closed")
    return Empty(_("No report waits for you"), text, closed, _("See closed reports"))
