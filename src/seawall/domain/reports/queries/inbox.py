"""The lists of reports: the team's queue, a reporter's own, and everything one may see.

Each page costs at most four statements at any number of reports: programs, ids by due moment,
ids by age, rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Q, QuerySet

from seawall.domain.accounts.models import Group, User
from seawall.domain.actor import Actor
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.keyset import (
    DUE,
    GROUP,
    NEWEST,
    PRIORITY,
    PROGRAM,
    STATE,
    TOUCHED,
    Branch,
    Order,
    Page,
    Place,
    first_counts,
    first_ids,
    limited,
    place_of,
)
from seawall.domain.reports.queries.opening import note_listed
from seawall.domain.reports.queries.rows import ReportRow, risk_horizon, rows_of
from seawall.domain.reports.rules.workflow import CLOSED, PAUSED, State
from seawall.lib import clock

# SQLite joins at most 500 selects; beyond this many the states are filtered instead.
_MOST_BRANCHES = 400
# States in which no clock ever runs: they are never in the queue by due moment.
_WITHOUT_CLOCK = CLOSED - {State.RESOLVED} | PAUSED | {State.DRAFT}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; an empty set or None narrows nothing.

    `assignee` is "me", "none" or a handle, `group` "none" or a handle. `at_risk`: a clock has at
    most 4 business hours left.
    `where` is any further condition on the rows that the other filters leave.
    """

    program: str | None = None
    states: frozenset[State] = frozenset()
    priorities: frozenset[int] = frozenset()
    assignee: str | None = None
    group: str | None = None
    at_risk: bool = False
    where: Q = field(default_factory=Q)


NO_FILTERS = Filters()
Places = list[tuple[Order, int]]
# How many of the newest reports a count by rare terms looks through.
_COUNTED_AMONG = 50_000
# What the two parts of a list by due moment hold.
_PHASES = {
    DUE: Q(next_due_at__isnull=False),
    NEWEST: Q(next_due_at__isnull=True, submitted_at__isnull=False),
}


def inbox(
    actor: Actor,
    filters: Filters = NO_FILTERS,
    *,
    order: Order = DUE,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ReportRow]:
    """What the actor sees as a member of organizations: by due moment, then the rest by age.

    The rest are reports without a running clock: closed, waiting for the reporter, or of a
    program that promises no times. Any other order than DUE holds for all of them.
    """
    return _page(actor, team_places(actor, filters, order, cursor, limited(limit) + 1), limit)


def team_places(
    actor: Actor, filters: Filters, order: Order, cursor: str | None, wanted: int
) -> Places:
    """The first `wanted` ids of the inbox behind the cursor, each with the order it stands in."""
    programs = _programs(actor, filters)
    if order is DUE:
        return _due_first(
            lambda one: _branches(actor, filters, programs, one), filters, cursor, wanted
        )
    extra = Q(next_due_at__lte=risk_horizon(clock.now())) if filters.at_risk else Q()
    return _ordered(_team_branches(actor, filters, programs, order, extra), order, cursor, wanted)


def count_each(actor: Actor, many: Sequence[Filters], *, most: int) -> list[tuple[int, bool]]:
    """How many reports of teams each filter fits, at most `most`. Three statements for all.

    What has no index of its own is counted among the newest only, so that no count reads the whole
    instance; True says that there are older ones.
    """
    programs = _programs(actor, NO_FILTERS)
    newest = Report.objects.aggregate(newest=Max("pk"))["newest"] or 0
    since = max(newest - _COUNTED_AMONG, 0)
    lists = []
    for filters in many:
        asked = [one for one in programs if filters.program in (None, one.slug)]
        extra = Q(next_due_at__lte=risk_horizon(clock.now())) if filters.at_risk else Q()
        if filters.where:
            extra &= Q(pk__gt=since)
        lists.append(_team_branches(actor, filters, asked, NEWEST, extra))
    counts = first_counts(lists, NEWEST, most)
    return [
        (count, bool(filters.where and since)) for filters, count in zip(many, counts, strict=True)
    ]


def narrowed(found: QuerySet[Report], filters: Filters, actor: Actor) -> QuerySet[Report]:
    """Any reports, in any order, by the same filters as the lists."""
    found = found.filter(filters.where, _assigned(actor, filters.assignee), _grouped(filters.group))
    if filters.program is not None:
        found = found.filter(program__slug=filters.program)
    if filters.at_risk:
        found = found.filter(next_due_at__lte=risk_horizon(clock.now()))
    return _narrowed(found, filters, filters.states)


def _due_first(
    branches: Callable[[Order], Iterable[Branch]],
    filters: Filters,
    cursor: str | None,
    wanted: int,
) -> Places:
    """Running clocks by due moment, then the rest by age."""
    place = place_of(cursor, DUE, NEWEST)
    found: Places = []
    if place is None or place.order is DUE:
        found = [(DUE, pk) for pk in first_ids(branches(DUE), DUE, place, wanted)]
        place = None
    if len(found) < wanted and not filters.at_risk:
        rest = first_ids(branches(NEWEST), NEWEST, place, wanted - len(found))
        found += [(NEWEST, pk) for pk in rest]
    return found


def _ordered(branches: Iterable[Branch], order: Order, cursor: str | None, wanted: int) -> Places:
    return [(order, pk) for pk in first_ids(branches, order, place_of(cursor, order), wanted)]


def my_reports(
    actor: Actor,
    filters: Filters = NO_FILTERS,
    *,
    order: Order = TOUCHED,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ReportRow]:
    """The actor's own reports and drafts and those they share, the last touched first."""
    return _page(actor, own_places(actor, filters, order, cursor, limited(limit) + 1), limit)


def own_places(
    actor: Actor, filters: Filters, order: Order, cursor: str | None, wanted: int
) -> Places:
    """The same as `team_places` for what one has reported and shares. Drafts only by TOUCHED."""
    if order is DUE:
        return _due_first(lambda one: _own(actor, filters, _PHASES[one]), filters, cursor, wanted)
    sent = Q() if order is TOUCHED else Q(submitted_at__isnull=False)
    return _ordered(_own(actor, filters, sent), order, cursor, wanted)


def all_visible(
    actor: Actor,
    filters: Filters = NO_FILTERS,
    *,
    own: Filters | None = None,
    order: Order = NEWEST,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ReportRow]:
    """Everything sent that the actor may see, on whichever side, the newest first.

    `own` narrows what the actor reported or shares, where that is narrowed otherwise.
    """
    found = visible_places(actor, filters, own or filters, order, cursor, limited(limit) + 1)
    return _page(actor, found, limit)


def visible_places(
    actor: Actor, filters: Filters, own: Filters, order: Order, cursor: str | None, wanted: int
) -> Places:
    """The same as `team_places` for both sides; each report once."""
    programs = _programs(actor, filters)

    def both(one: Order) -> Iterable[Branch]:
        yield from _branches(actor, filters, programs, one)
        yield from _own(actor, own, _PHASES[one])

    if order is DUE:
        return _due_first(both, filters, cursor, wanted)
    extra = Q(next_due_at__lte=risk_horizon(clock.now())) if filters.at_risk else Q()
    team = _team_branches(actor, filters, programs, order, extra)
    mine = _own(actor, own, Q(submitted_at__isnull=False))
    return _ordered([*team, *mine], order, cursor, wanted)


def _page(actor: Actor, found: Places, limit: int) -> Page[ReportRow]:
    shown = found[:limit]
    rows = rows_of([pk for _order, pk in shown], actor)
    note_listed(actor, rows)
    if len(found) <= limit or len(rows) < len(shown):
        return Page(rows, None)
    order, pk = shown[-1]
    at = getattr(rows[-1], order.column)
    return Page(rows, Place(order, at, pk).cursor())


@dataclass(frozen=True, slots=True)
class _Place:
    """A program whose reports the actor reads through a role; `is_limited`: those of groups."""

    pk: int
    slug: str
    is_limited: bool


def _programs(actor: Actor, filters: Filters) -> list[_Place]:
    """All of them that the filter leaves, in one statement."""
    found = policies.team_programs(actor)
    if filters.program is not None:
        found = found.filter(slug=filters.program)
    rows = found.order_by("pk").values_list("pk", "slug", "organization_id")
    return [_Place(pk, slug, org in actor.limits) for pk, slug, org in rows]


def _branches(
    actor: Actor, filters: Filters, programs: list[_Place], order: Order
) -> Iterable[Branch]:
    if order is NEWEST:
        return _team_branches(actor, filters, programs, order, Q(next_due_at__isnull=True))
    if filters.states and filters.states <= _WITHOUT_CLOCK:
        return ()
    running = Q(next_due_at__isnull=False)
    if filters.at_risk:
        running &= Q(next_due_at__lte=risk_horizon(clock.now()))
    return _team_branches(actor, filters, programs, order, running)


def _team_branches(
    actor: Actor, filters: Filters, programs: list[_Place], order: Order, extra: Q
) -> Iterable[Branch]:
    """One branch for each program, and for each state or priority that has an index to walk; for
    each of the actor's groups, where they see no others.
    """
    if not programs:
        return
    states = _states(filters, order)
    base = Report.objects.filter(extra, filters.where, _assigned(actor, filters.assignee))
    base = base.filter(_grouped(filters.group))
    if order is not DUE:
        # A running clock says the same without a look at the row.
        base = base.filter(submitted_at__isnull=False)
    if filters.assignee not in (None, "none") or filters.group not in (None, "none"):
        # Few reports are one person's or group's: that index is walked, the programs are a filter.
        every = [one.pk for one in programs]
        seen = base.filter(policies.limit_filter(actor), program__in=every)
        yield Branch(_narrowed(seen, filters, states))
        return
    if limited := [one.pk for one in programs if one.is_limited]:
        mine = sorted(frozenset().union(*actor.limits.values()))
        template = _narrowed(base.filter(group=GROUP, program__in=limited), filters, states)
        yield Branch(template, [{GROUP: pk} for pk in mine])
    whole = [one.pk for one in programs if not one.is_limited]
    if not whole:
        return
    by_state = bool(states)
    # There is an index for both: without it, a rare pair is looked for in all that have one.
    by_priority = bool(filters.priorities)
    keys: list[dict[object, object]] = [{PROGRAM: pk} for pk in whole]
    if by_state:
        keys = [key | {STATE: state} for key in keys for state in sorted(states)]
    if by_priority:
        keys = [key | {PRIORITY: n} for key in keys for n in sorted(filters.priorities)]
    if len(keys) > _MOST_BRANCHES:
        yield Branch(_narrowed(base.filter(program__in=whole), filters, states))
        return
    template = base.filter(program=PROGRAM)
    if by_state:
        template, states = template.filter(state=STATE), frozenset()
    if by_priority:
        template = template.filter(priority=PRIORITY)
    yield Branch(_narrowed(template, filters, states, by_priority=by_priority), keys)


def _states(filters: Filters, order: Order) -> frozenset[State]:
    """The states to look for; empty for all of them."""
    wanted = filters.states - {State.DRAFT}
    if filters.states and not wanted:
        return filters.states
    return wanted - _WITHOUT_CLOCK if order is DUE else wanted


def _narrowed(
    reports: QuerySet[Report],
    filters: Filters,
    states: frozenset[State],
    *,
    by_priority: bool = False,
) -> QuerySet[Report]:
    if states:
        reports = reports.filter(state__in=sorted(states))
    if filters.priorities and not by_priority:
        reports = reports.filter(priority__in=sorted(filters.priorities))
    return reports


def _assigned(actor: Actor, assignee: str | None) -> Q:
    if assignee is None:
        return Q()
    if assignee == "none":
        return Q(assignee__isnull=True)
    if assignee == "me":
        return Q(assignee=actor.user_id)
    handle = assignee.strip().lower().removeprefix("@")
    return Q(assignee=User.objects.filter(handle=handle).values("pk")[:1])


def _grouped(group: str | None) -> Q:
    """Names are those of one organization, which the programs or the actor's own side narrow to."""
    if group is None:
        return Q()
    if group == "none":
        return Q(group__isnull=True)
    return Q(group__in=Group.objects.filter(handle=group.lower()).values("pk"))


def _own(actor: Actor, filters: Filters, extra: Q) -> Iterator[Branch]:
    if not policies.may_read(actor):
        return
    shared = policies.shared_with(actor).values("report")
    for mine in (Q(reporter=actor.user_id), Q(pk__in=shared)):
        yield Branch(narrowed(Report.objects.filter(mine, extra), filters, actor))
