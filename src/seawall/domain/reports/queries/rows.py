"""One line of a list of reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from seawall.domain.reports.models import Report
from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.calendar import Calendar
from seawall.domain.reports.rules.clocks import ClockName
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
class ReportRow:
    """What lists show. `next_clock` and `next_due_at` are None while no clock runs.

    `is_at_risk` means at most 4 business hours (weekdays in UTC) or late; `is_late` is part of it.
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
    is_at_risk: bool
    is_late: bool
    comment_count: int
    revision_count: int


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


def rows_of(ids: Sequence[int]) -> tuple[ReportRow, ...]:
    """The rows with these ids in their order, in one statement. Visibility is the caller's."""
    if not ids:
        return ()
    now = clock.now()
    horizon = risk_horizon(now)
    found = {
        row["pk"]: _row(row, now, horizon)
        for row in Report.objects.filter(pk__in=ids).values(*_COLUMNS)
    }
    return tuple(found[pk] for pk in ids if pk in found)


def risk_horizon(now: datetime) -> datetime:
    """A clock of a list that is due by this moment is at risk."""
    return clocks.risk_horizon(now, Calendar())


def _row(row: Mapping[str, object], now: datetime, horizon: datetime) -> ReportRow:
    due = row["next_due_at"]
    assert due is None or isinstance(due, datetime)
    plain: dict[str, object] = {name: row[name] for name in _PLAIN}
    return ReportRow(
        **plain,  # type: ignore[arg-type]
        organization_id=cast(int, row["program__organization_id"]),
        program=str(row["program__slug"]),
        program_name=str(row["program__name"]),
        state=State(str(row["state"])),
        reporter=_person(row, "reporter"),
        assignee=_person(row, "assignee") if row["assignee_id"] is not None else None,
        is_paused=row["paused_at"] is not None,
        next_clock=_next_clock(row, due),
        is_at_risk=due is not None and due <= horizon,
        is_late=due is not None and due < now,
    )


def _person(row: Mapping[str, object], who: str) -> Person:
    pk = row[f"{who}_id"]
    assert isinstance(pk, int)
    return Person(pk, str(row[f"{who}__handle"]), str(row[f"{who}__display_name"]))


def _next_clock(row: Mapping[str, object], due: datetime | None) -> ClockName | None:
    matching: Iterable[ClockName] = (
        name for name, column in _CLOCK_COLUMNS if due is not None and row[column] == due
    )
    return next(iter(matching), None)
