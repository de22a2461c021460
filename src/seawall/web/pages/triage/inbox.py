"""The list of the inbox: rows with clocks, filters with their counts, and what to do when empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission, Role, roles_with
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.programs import queries as programs
from seawall.domain.reports import queries
from seawall.domain.reports.queries import Page, ReportRow
from seawall.domain.reports.rules.workflow import OPEN, State
from seawall.web.pages.reports import timelines, timing, wording
from seawall.web.pages.reports.timing import ClockChip
from seawall.web.pages.triage.narrowing import SETS, WAITING_FOR, Narrowing

ROWS = 50
# More members than this are not offered one by one; a handle in the address still works.
_MOST_MEMBERS = 60

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `assignee` is empty for a report that nobody has."""

    public_id: str
    url: str
    title: str
    priority: str
    priority_label: str
    clock: ClockChip | None
    reporter: str
    program: str
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
class Choices:
    """What the filter form offers, with what is chosen."""

    programs: Options
    program: str
    states: Options
    state: str
    priorities: Options
    priority: str
    assignees: Options
    assignee: str
    at_risk: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The first of the panes. `query` is that of its links."""

    rows: tuple[Row, ...]
    summary: str
    levels: tuple[Chip, ...]
    views: tuple[Chip, ...]
    choices: Choices
    chosen: int
    url: str
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
    offered = _programs(actor)
    known = dict(offered)
    url = reverse("inbox")
    query = narrowing.query()
    newer = narrowing.previous_page()
    return InboxPage(
        rows=tuple(row_of(row, narrowing, opened=opened) for row in page.items),
        summary=_summary(narrowing, counts, page),
        levels=_levels(narrowing),
        views=_views(narrowing, known),
        choices=_choices(actor, narrowing, counts, offered, page.items),
        chosen=_chosen(narrowing),
        url=url,
        query=query,
        newer_url="" if newer is None else f"{url}{newer}",
        older_url=f"{url}{narrowing.next_page(page.next_cursor)}" if page.next_cursor else "",
        empty=None if page.items else _empty(narrowing, offered),
    )


def row_of(row: ReportRow, narrowing: Narrowing, *, opened: str = "") -> Row:
    """One line of the list."""
    assignee = timelines.name_of(row.assignee) if row.assignee else ""
    return Row(
        public_id=row.public_id,
        url=f"{reverse('inbox-report', args=[row.public_id])}{narrowing.query()}",
        title=row.title,
        priority=str(row.priority or ""),
        priority_label=f"P{row.priority}" if row.priority else _("No priority yet"),
        clock=timing.chip(row),
        reporter=row.reporter.handle,
        program=row.program_name,
        comments=row.comment_count,
        comments_label=ngettext("comment", "comments", row.comment_count),
        state=row.state,
        state_label=wording.state(row.state),
        assignee=assignee[:2],
        assignee_label=_("Assigned to %(name)s") % {"name": assignee} if assignee else "",
        is_open=row.public_id == opened,
    )


def _page(actor: Actor, narrowing: Narrowing) -> tuple[Narrowing, Page[ReportRow]]:
    """The rows; from the beginning when the cursor is none of ours."""
    try:
        found = queries.inbox(actor, narrowing.filters, cursor=narrowing.after or None, limit=ROWS)
    except Invalid:
        narrowing = narrowing.first_page()
        found = queries.inbox(actor, narrowing.filters, limit=ROWS)
    return narrowing, found


def _programs(actor: Actor) -> Options:
    """The programmes whose reports the actor reads, by name."""
    cards = [
        card
        for organization in actor.organizations_with(Permission.REPORT_VIEW)
        for card in programs.programs_of(actor, organization)
    ]
    return tuple((card.slug, card.name) for card in sorted(cards, key=lambda card: card.name))


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


def _views(narrowing: Narrowing, programs_by_slug: Mapping[str, str]) -> tuple[Chip, ...]:
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
        name = programs_by_slug.get(narrowing.program, narrowing.program)
        chips.append(_chip(narrowing, name, True, program=""))
    if narrowing.state:
        label = ", ".join(_state_label(word) for word in narrowing.state)
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


def _choices(
    actor: Actor,
    narrowing: Narrowing,
    counts: Mapping[State, int],
    offered: Options,
    rows: Iterable[ReportRow],
) -> Choices:
    several = len(narrowing.state) > 1
    state = "" if not narrowing.state else "several" if several else narrowing.state[0]
    levels = narrowing.priorities
    return Choices(
        programs=offered,
        program=narrowing.program,
        states=_state_options(counts),
        state=state,
        priorities=tuple((str(number), f"P{number}") for number in range(1, 6)),
        priority=str(levels[0]) if len(levels) == 1 else "",
        assignees=_assignees(actor, narrowing, rows),
        assignee=narrowing.assignee,
        at_risk=narrowing.at_risk,
    )


def _state_options(counts: Mapping[State, int]) -> Options:
    groups = (*WAITING_FOR, "closed", "all")
    several = [(word, sum(counts[state] for state in SETS[word])) for word in groups]
    single = [(str(state), count) for state, count in counts.items() if state in OPEN or count]
    return tuple((word, f"{_state_label(word)} ({count})") for word, count in several + single)


def _state_label(word: str) -> str:
    labels = {
        "open": _("All open"),
        "team": _("The team’s turn"),
        "reporter": _("The reporter’s turn"),
        "closed": _("Closed"),
        "all": _("Open and closed"),
    }
    return labels.get(word) or wording.state(State(word))


def _assignees(actor: Actor, narrowing: Narrowing, rows: Iterable[ReportRow]) -> Options:
    """Me, nobody, and whoever works in the actor's organizations or on the reports shown."""
    names = {row.assignee.handle: timelines.name_of(row.assignee) for row in rows if row.assignee}
    for organization in actor.organizations_with(Permission.REPORT_VIEW):
        if actor.may(Permission.MEMBER_VIEW, organization):
            names |= dict(workers(actor, organization)[:_MOST_MEMBERS])
    names.pop(actor.handle, None)
    if narrowing.assignee not in ("", "me", "none"):
        names.setdefault(narrowing.assignee, narrowing.assignee)
    people = sorted(names.items(), key=lambda pair: pair[1].lower())
    return (("me", _("Me")), ("none", _("Nobody")), *people)


def workers(actor: Actor, organization_id: int) -> list[tuple[str, str]]:
    """Handle and name of the members who can be given a report. Raises NotFound for strangers."""
    able = roles_with(Permission.REPORT_NOTE)
    return [
        (member.handle, member.name)
        for member in accounts.members_of(organization_id, actor=actor)
        if member.is_active and Role(member.role) in able
    ]


def _empty(narrowing: Narrowing, offered: Options) -> Empty:
    url = reverse("inbox")
    if narrowing.after:
        text = _("Meanwhile somebody worked through what stood on this page.")
        return Empty(_("Nothing is left here"), text, url, _("To the first page"))
    if narrowing.is_narrowed:
        text = _("Take a filter back, or look at everything that is open.")
        return Empty(_("No report fits these filters"), text, url, _("Clear the filters"))
    if not offered:
        text = _("Reports arrive here as soon as a programme of your organisation is open.")
        return Empty(_("There is no programme yet"), text)
    text = _("New reports and answers appear here. Nothing is late, nothing is waiting.")
    closed = f"{url}{Narrowing(state=('closed',)).query()}"
    return Empty(_("No report waits for you"), text, closed, _("See closed reports"))
