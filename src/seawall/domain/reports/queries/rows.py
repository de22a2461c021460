"""One line of a list of reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.compiled import ByIds
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.policies import tagging
from seawall.domain.reports.queries.briefs import kept
from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.calendar import Calendar, business_seconds
from seawall.domain.reports.rules.clocks import RISK_LEFT, ClockName
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock

_CLOCK_COLUMNS = (
    (ClockName.FIRST_RESPONSE, "response_due_at"),
    (ClockName.TRIAGE, "triage_due_at"),
    (ClockName.REWARD, "reward_due_at"),
    (ClockName.RESOLUTION, "resolution_due_at"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the people of a report see them."""

    id: int
    handle: str
    display_name: str


@dataclass(frozen=True, slots=True)
class GroupMark:
    """The group whose queue a report is in."""

    id: int
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class TagMark:
    """A tag as it stands on a report."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What lists show. `next_clock`, `next_due_at` and `left_seconds` are None while none runs.

    `left_seconds` is business time in the zone of the brief that judges the report, negative once
    late. `is_at_risk` means at most 4 business hours left or late; `is_late` is part of it. `tags`
    (by name) and `group` are the team's: empty for the reporter's side.
    """

    public_id: str
    organization_id: int
    program: str
    program_name: str
    state: State
    turn: str
    kind: str
    title: str
    target: str
    target_id: str
    vrt: str
    vrt_release: str
    priority: int | None
    reporter: Person
    assignee: Person | None
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    closed_at: datetime | None
    is_paused: bool
    next_clock: ClockName | None
    next_due_at: datetime | None
    left_seconds: int | None
    is_at_risk: bool
    is_late: bool
    comment_count: int
    revision_count: int
    tags: tuple[TagMark, ...] = ()
    group: GroupMark | None = None


_PLAIN = (
    "public_id",
    "turn",
    "kind",
    "title",
    "target",
    "target_id",
    "vrt",
    "vrt_release",
    "priority",
    "created_at",
    "submitted_at",
    "updated_at",
    "closed_at",
    "next_due_at",
    "comment_count",
    "revision_count",
)
_COLUMNS = (
    *_PLAIN,
    "pk",
    "state",
    "paused_at",
    "brief_id",
    "brief__version",
    "brief__content_sha256",
    *(column for _name, column in _CLOCK_COLUMNS),
    "program__organization_id",
    "program__slug",
    "program__name",
    "reporter_id",
    "reporter__handle",
    "reporter__display_name",
    "assignee_id",
    "assignee__handle",
    "assignee__display_name",
)


class _Joined(Aggregate):
    """Texts after one another with spaces between them."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same under the name that PostgreSQL has for it."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **more)


_OF_TEAM = ("marks", "is_teams", "group_id", "group__handle", "group__name")


def rows_of(ids: Sequence[int], actor: Actor) -> tuple[ReportRow, ...]:
    """The rows with these ids in their order. Visibility is the caller's, but for the tags.

    One statement, and one more for each version of a brief that this process has not read yet.
    """
    if not ids:
        return ()
    now = clock.now()
    rows = _asked(actor, ids, using=Report.objects.db)
    found = {row["pk"]: _row(row, now) for row in rows}
    return tuple(found[pk] for pk in ids if pk in found)


def risk_horizon(now: datetime) -> datetime:
    """Lists are narrowed to clocks that are due by this moment: weekdays in UTC, for all briefs."""
    return clocks.risk_horizon(now, Calendar())


def _for_team(reports: QuerySet[Report], actor: Actor) -> QuerySet[Report]:
    """`marks` holds the tags as `tone:name` with spaces between them: no name has one.
    `is_teams`: the actor reads it as one of the team.
    """
    if not actor.organizations_with(Permission.REPORT_VIEW):
        return reports.annotate(marks=Value(""), is_teams=Value(value=False))
    on_it = (
        tagging.seen_on_reports(actor)
        .filter(report=OuterRef("pk"))
        .order_by()
        .values("report")
        .annotate(marks=_Joined(Concat(F("tag__tone"), Value(":"), F("tag__name"))))
    )
    is_teams = policies.team_filter(actor) & ~policies.on_reporters_side(actor)
    return reports.annotate(
        marks=Subquery(on_it.values("marks")),
        is_teams=Case(When(is_teams, then=Value(value=True)), default=Value(value=False)),
    )


def _values(actor: Actor, ids: Sequence[int]) -> QuerySet[Report, dict[str, Any]]:
    reports = _for_team(Report.objects.filter(pk__in=ids), actor)
    asked: QuerySet[Report, dict[str, Any]] = reports.values(*_COLUMNS, *_OF_TEAM)
    return asked


_asked = ByIds(_values, lambda actor: actor.standing)


def _marks(text: str | None) -> tuple[TagMark, ...]:
    pairs = (one.split(":", 1) for one in (text or "").split())
    return tuple(sorted((TagMark(name, tone) for tone, name in pairs), key=lambda one: one.name))


def _row(row: Mapping[str, Any], now: datetime) -> ReportRow:
    due: datetime | None = row["next_due_at"]
    left = None if due is None else business_seconds(now, due, _calendar(row))
    plain: dict[str, object] = {name: row[name] for name in _PLAIN}
    return ReportRow(
        **plain,  # type: ignore[arg-type]
        organization_id=row["program__organization_id"],
        program=str(row["program__slug"]),
        program_name=str(row["program__name"]),
        state=State(str(row["state"])),
        reporter=_person(row, "reporter"),
        assignee=_person(row, "assignee") if row["assignee_id"] is not None else None,
        is_paused=row["paused_at"] is not None,
        next_clock=_next_clock(row, due),
        left_seconds=left,
        is_at_risk=left is not None and left <= RISK_LEFT.total_seconds(),
        is_late=due is not None and due < now,
        tags=_marks(row["marks"]) if row["is_teams"] else (),
        group=_group(row) if row["is_teams"] else None,
    )


def _calendar(row: Mapping[str, Any]) -> Calendar:
    """The brief's own; weekdays in UTC while nothing judges the report."""
    if row["brief_id"] is None:
        return Calendar()
    judge = kept(row["brief_id"], row["brief__version"], row["brief__content_sha256"])
    return judge.calendar


def _group(row: Mapping[str, Any]) -> GroupMark | None:
    if row["group_id"] is None:
        return None
    return GroupMark(row["group_id"], row["group__handle"], row["group__name"])


def _person(row: Mapping[str, object], who: str) -> Person:
    pk = row[f"{who}_id"]
    assert isinstance(pk, int)
    return Person(pk, str(row[f"{who}__handle"]), str(row[f"{who}__display_name"]))


def _next_clock(row: Mapping[str, object], due: datetime | None) -> ClockName | None:
    matching: Iterable[ClockName] = (
        name for name, column in _CLOCK_COLUMNS if due is not None and row[column] == due
    )
    return next(iter(matching), None)
