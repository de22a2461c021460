"""The list of the inbox: rows with clocks, chips to narrow it, and what to do when it is empty."""

from collections.abc import Mapping
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
from seawall.domain.reports.queries import Page, ReportRow
from seawall.domain.reports.rules.workflow import OPEN, State
from seawall.web.pages.reports import timelines, timing, wording
from seawall.web.pages.reports.timing import ClockChip
from seawall.web.pages.triage.filtering import programs_read, state_label
from seawall.web.pages.triage.narrowing import Narrowing

ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, as text: nothing is left to compute fifty times in a template.

    `clock_label` is empty where no clock runs, `assignee` for a report that nobody has.
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
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set or taken back by one click."""

    label: str
    url: str
    is_on: bool
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in an empty list: why, and what to do next."""

    title: str
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The first of the panes. `query` is that of its links."""

    rows: tuple[Row, ...]
    summary: str
    levels: tuple[Chip, ...]
    views: tuple[Chip, ...]
    chosen: int
    filters_url: str
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
    narrowing, page = _page(actor, narrowing)
    counts = queries.counts(actor, narrowing.program or None)
    url = reverse("inbox")
    query = narrowing.query()
    newer = narrowing.previous_page()
    return InboxPage(
        rows=tuple(row_of(row, query, opened=opened) for row in page.items),
        summary=_summary(narrowing, counts, page),
        levels=_levels(narrowing),
        views=_views(narrowing, page),
        chosen=_chosen(narrowing),
        filters_url=f"{reverse('inbox-filters')}{narrowing.first_page().query()}",
        query=query,
        newer_url="" if newer is None else f"{url}{newer}",
        older_url=f"{url}{narrowing.next_page(page.next_cursor)}" if page.next_cursor else "",
        empty=None if page.items else _empty(actor, narrowing),
    )


def row_of(row: ReportRow, query: str, *, opened: str = "") -> Row:
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
        is_open=row.public_id == opened,
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


def _page(actor: Actor, narrowing: Narrowing) -> tuple[Narrowing, Page[ReportRow]]:
    """The rows; from the beginning when the cursor is none of ours."""
    try:
        found = queries.inbox(actor, narrowing.filters, cursor=narrowing.after or None, limit=ROWS)
    except Invalid:
        narrowing = narrowing.first_page()
        found = queries.inbox(actor, narrowing.filters, limit=ROWS)
    return narrowing, found


def _summary(narrowing: Narrowing, counts: Mapping[State, int], page: Page[ReportRow]) -> str:
    """How many there are, as far as it is known without counting rows."""
    if narrowing.is_counted:
        total = sum(counts[state] for state in narrowing.states if state in counts)
        words = {"n": total}
        if narrowing.states == OPEN:
            return ngettext("%(n)d open", "%(n)d open", total) % words
        return ngettext("%(n)d report", "%(n)d reports", total) % words
    shown = len(page.items)
    if narrowing.after or page.next_cursor:
        return _("%(n)d on this page") % {"n": shown}
    return ngettext("%(n)d report", "%(n)d reports", shown) % {"n": shown}


def _levels(narrowing: Narrowing) -> tuple[Chip, ...]:
    """All, and one for each priority that needs somebody soon."""
    named = ((1, _("Critical")), (2, _("High")), (3, _("Medium")), (4, _("Low")))
    chips = [_chip(narrowing, _("All"), not narrowing.priorities, priorities=())]
    for level, label in named:
        on = narrowing.priorities == (level,)
        chips.append(_chip(narrowing, label, on, level, priorities=() if on else (level,)))
    return tuple(chips)


def _views(narrowing: Narrowing, page: Page[ReportRow]) -> tuple[Chip, ...]:
    """What people ask for most, and the chosen programme and state to take back."""
    mine, free = narrowing.assignee == "me", narrowing.assignee == "none"
    chips = [
        _chip(narrowing, _("Mine"), mine, assignee="" if mine else "me"),
        _chip(narrowing, _("Unassigned"), free, assignee="" if free else "none"),
        _chip(narrowing, _("At risk"), narrowing.at_risk, at_risk=not narrowing.at_risk),
    ]
    if narrowing.assignee and not (mine or free):
        chips.append(_chip(narrowing, f"@{narrowing.assignee}", True, assignee=""))
    if narrowing.program:
        name = page.items[0].program_name if page.items else narrowing.program
        chips.append(_chip(narrowing, name, True, program=""))
    if narrowing.state:
        label = ", ".join(state_label(word) for word in narrowing.state)
        chips.append(_chip(narrowing, label, True, state=()))
    if len(narrowing.priorities) > 1 or 5 in narrowing.priorities:
        label = ", ".join(f"P{number}" for number in narrowing.priorities)
        chips.append(_chip(narrowing, label, True, priorities=()))
    return tuple(chips)


def _chip(
    narrowing: Narrowing, label: str, on: bool, level: int | None = None, **changes: object
) -> Chip:
    changed = replace(narrowing.first_page(), **changes)  # type: ignore[arg-type]
    return Chip(label, f"{reverse('inbox')}{changed.query()}", on, level)


def _chosen(narrowing: Narrowing) -> int:
    """How many of the form's filters are set: shown on its button."""
    return sum(
        bool(part) for part in (narrowing.program, narrowing.state, narrowing.assignee)
    ) + int(narrowing.at_risk)


def _empty(actor: Actor, narrowing: Narrowing) -> Empty:
    url = reverse("inbox")
    if narrowing.after:
        text = _("Meanwhile somebody worked through what stood on this page.")
        return Empty(_("Nothing is left here"), text, url, _("To the first page"))
    if narrowing.is_narrowed:
        text = _("Take a filter back, or look at everything that is open.")
        return Empty(_("No report fits these filters"), text, url, _("Clear the filters"))
    if not programs_read(actor):
        text = _("Reports arrive here as soon as a programme of your organisation is open.")
        return Empty(_("There is no programme yet"), text)
    text = _("New reports and answers appear here. Nothing is late, nothing is waiting.")
    closed = f"{url}{Narrowing(state=('closed',)).query()}"
    return Empty(_("No report waits for you"), text, closed, _("See closed reports"))
