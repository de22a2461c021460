"""The four clocks of a report: when each starts, stops, pauses and is due.

| clock          | starts     | stops                                                        |
|----------------|------------|--------------------------------------------------------------|
| first_response | submission | first public act of a person of the team, or closed          |
| triage         | submission | triaged or closed                                            |
| reward         | triaged    | rewarded, declared not eligible, or closed without a reward  |
| resolution     | submission | closed in any state                                          |

Targets are business days, pinned at submission. All clocks pause in needs_info and in retesting.
Re-opening changes no clock: one that has stopped stays stopped. A clock is due when it has run for
its target, so a pause after that moment no longer moves it.

`compute` makes everything from the history. `initial_dues` and `advance` are the same rules for
a row in the database, which keeps the due moments of the running clocks only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.reports.rules.calendar import (
    BUSINESS_DAY,
    Calendar,
    add_business,
    add_business_time,
    business_time,
)
from seawall.domain.reports.rules.workflow import MOVES
from seawall.lib.text import gettext_noop


class ClockName(StrEnum):
    """The clocks, in the order in which they are shown."""

    FIRST_RESPONSE = "first_response"
    TRIAGE = "triage"
    REWARD = "reward"
    RESOLUTION = "resolution"


CLOCK_LABELS: Mapping[ClockName, str] = MappingProxyType(
    {
        ClockName.FIRST_RESPONSE: gettext_noop("Respond"),
        ClockName.TRIAGE: gettext_noop("Triage"),
        ClockName.REWARD: gettext_noop("Reward"),
        ClockName.RESOLUTION: gettext_noop("Resolve"),
    }
)


class ClockState(StrEnum):
    """`late` still runs beyond its due moment; `missed` stopped after it."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    LATE = "late"
    MET = "met"
    MISSED = "missed"


class HappeningKind(StrEnum):
    """What moves a clock. `closed` is any closing but `resolved`, which earns a reward."""

    SUBMITTED = "submitted"
    TEAM_RESPONDED = "team_responded"
    TRIAGED = "triaged"
    REWARDED = "rewarded"
    REWARD_INELIGIBLE = "reward_ineligible"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    kind: HappeningKind


@dataclass(frozen=True, slots=True)
class Targets:
    """Business days, chosen for the priority of the report; None promises nothing."""

    first_response_days: int | None = None
    triage_days: int | None = None
    reward_days: int | None = None
    resolution_days: int | None = None

    def days_of(self, name: ClockName) -> int | None:
        days: int | None = getattr(self, f"{name}_days")
        return days


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock at one moment.

    `due_at` is None without a target or before the start, and stands still during a pause.
    `remaining_seconds` is business time and negative once late; `fraction_used` passes 1 then.
    """

    name: ClockName
    started_at: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    paused: bool = False
    state: ClockState = ClockState.WAITING
    remaining_seconds: int | None = None
    fraction_used: float = 0.0

    @property
    def is_running(self) -> bool:
        """Whether its time passes or will pass again: neither waiting nor stopped."""
        return self.started_at is not None and self.stopped_at is None


_K = HappeningKind
_ENDINGS = frozenset({_K.CLOSED, _K.RESOLVED})
_STARTS: Mapping[ClockName, HappeningKind] = MappingProxyType(
    dict.fromkeys(ClockName, _K.SUBMITTED) | {ClockName.REWARD: _K.TRIAGED}
)
_STOPS: Mapping[ClockName, frozenset[HappeningKind]] = MappingProxyType(
    {
        ClockName.FIRST_RESPONSE: _ENDINGS | {_K.TEAM_RESPONDED, _K.PAUSED, _K.TRIAGED},
        ClockName.TRIAGE: _ENDINGS | {_K.TRIAGED},
        ClockName.REWARD: frozenset({_K.REWARDED, _K.REWARD_INELIGIBLE, _K.CLOSED}),
        ClockName.RESOLUTION: _ENDINGS,
    }
)
_END_A_PAUSE = _ENDINGS | {_K.RESUMED, _K.TRIAGED}

_MOVE_KINDS: Mapping[str, HappeningKind] = MappingProxyType(
    {
        "submit": _K.SUBMITTED,
        "ask": _K.PAUSED,
        "answer": _K.RESUMED,
        "triage": _K.TRIAGED,
        "accept": _K.TEAM_RESPONDED,
        "resolve": _K.RESOLVED,
        "reopen": _K.REOPENED,
        "answer_late": _K.REOPENED,
        "ask_retest": _K.PAUSED,
        "answer_fixed": _K.RESUMED,
        "answer_not_fixed": _K.RESUMED,
        "decline_retest": _K.RESUMED,
        "cancel_retest": _K.RESUMED,
        "expire_retest": _K.RESUMED,
        "confirm_fixed": _K.RESOLVED,
        "confirm_not_fixed": _K.REOPENED,
        "reject_retest": _K.REOPENED,
    }
)


def kind_of_move(move: str) -> HappeningKind:
    """What a move of the workflow is for the clocks."""
    if move in _MOVE_KINDS:
        return _MOVE_KINDS[move]
    assert MOVES[move].closes, f"{move} has no meaning for the clocks"
    return _K.CLOSED


def compute(
    happenings: Iterable[Happening], targets: Targets, calendar: Calendar, now: datetime
) -> tuple[Clock, ...]:
    """All four clocks as they stood at `now`, from what had happened by then."""
    past = sorted((one for one in happenings if one.at <= now), key=lambda one: one.at)
    pauses = _pauses(past)
    return tuple(
        _clock(name, *_span(name, past), targets.days_of(name), pauses, calendar, now)
        for name in ClockName
    )


def time_used(
    clock: Clock, happenings: Iterable[Happening], calendar: Calendar
) -> timedelta | None:
    """The business time that a clock ran for without pauses; None until it has stopped."""
    if clock.started_at is None or clock.stopped_at is None:
        return None
    pauses = _pauses(sorted(happenings, key=lambda one: one.at))
    during = [pause for pause in pauses if pause[0] < clock.stopped_at]
    return _time_run(clock.started_at, clock.stopped_at, during, calendar)


def next_due(clocks: Iterable[Clock]) -> datetime | None:
    """The earliest due moment of a clock that runs; None while paused."""
    return min(
        (
            clock.due_at
            for clock in clocks
            if clock.is_running and not clock.paused and clock.due_at
        ),
        default=None,
    )


RISK_LEFT = timedelta(hours=4)


def at_risk(clock: Clock) -> bool:
    """Whether a running clock has at most 4 business hours left."""
    if not clock.is_running or clock.paused or clock.remaining_seconds is None:
        return False
    return clock.remaining_seconds <= RISK_LEFT.total_seconds()


def risk_horizon(now: datetime, calendar: Calendar) -> datetime:
    """A clock due by this moment has at most 4 business hours left: for a filter in a query."""
    return add_business_time(now, RISK_LEFT, calendar)


Pause = tuple[datetime, datetime | None]


def _pauses(past: Sequence[Happening]) -> list[Pause]:
    pauses: list[Pause] = []
    began: datetime | None = None
    for one in past:
        if one.kind is _K.PAUSED and began is None:
            began = one.at
        elif one.kind in _END_A_PAUSE and began is not None:
            pauses.append((began, one.at))
            began = None
    if began is not None:
        pauses.append((began, None))
    return pauses


def _span(name: ClockName, past: Sequence[Happening]) -> tuple[datetime | None, datetime | None]:
    started: datetime | None = None
    for one in past:
        if started is None:
            started = one.at if one.kind is _STARTS[name] else None
        elif one.kind in _STOPS[name]:
            return started, one.at
    return started, None


def _clock(
    name: ClockName,
    started_at: datetime | None,
    stopped_at: datetime | None,
    days: int | None,
    pauses: Sequence[Pause],
    calendar: Calendar,
    now: datetime,
) -> Clock:
    if started_at is None:
        return Clock(name)
    end = stopped_at or now
    during = [pause for pause in pauses if pause[0] < end]
    paused = stopped_at is None and any(until is None for _began, until in pauses)
    clock = Clock(name, started_at, stopped_at=stopped_at, paused=paused)
    if days is None:
        return replace(clock, state=_state(clock, end))
    target = days * BUSINESS_DAY
    used = _time_run(started_at, end, during, calendar)
    due = replace(clock, due_at=_due(started_at, target, during, calendar))
    reference = pauses[-1][0] if paused else end
    return replace(
        due,
        state=_state(due, reference),
        remaining_seconds=(target - used) // timedelta(seconds=1),
        fraction_used=used / target if target else 1.0,
    )


def _state(clock: Clock, reference: datetime) -> ClockState:
    over = clock.due_at is not None and reference > clock.due_at
    if clock.stopped_at is not None:
        return ClockState.MISSED if over else ClockState.MET
    if over:
        return ClockState.LATE
    return ClockState.PAUSED if clock.paused else ClockState.RUNNING


def _time_run(
    start: datetime, end: datetime, pauses: Sequence[Pause], calendar: Calendar
) -> timedelta:
    run = business_time(start, end, calendar)
    for began, until in pauses:
        inside = max(began, start), min(until or end, end)
        if inside[0] < inside[1]:
            run -= business_time(*inside, calendar)
    return run


def _due(
    start: datetime, target: timedelta, pauses: Sequence[Pause], calendar: Calendar
) -> datetime:
    position, left = start, target
    for began, until in pauses:
        if until is not None and until <= start:
            continue
        run = business_time(position, max(began, position), calendar)
        if left <= run or until is None:
            break
        position, left = until, left - run
    return add_business_time(position, left, calendar)


@dataclass(frozen=True, slots=True)
class Dues:
    """The due moments of the clocks that run, as the row of a report keeps them.

    None is a clock without a target, not started, or stopped for good.
    """

    first_response_due: datetime | None = None
    triage_due: datetime | None = None
    reward_due: datetime | None = None
    resolution_due: datetime | None = None

    @property
    def earliest(self) -> datetime | None:
        """What to sort a list by, unless the report is paused."""
        return min((due for due in self.by_name().values() if due), default=None)

    def by_name(self) -> dict[ClockName, datetime | None]:
        return {name: getattr(self, f"{name}_due") for name in ClockName}


def initial_dues(submitted_at: datetime, targets: Targets, calendar: Calendar) -> Dues:
    """The row at the moment of submission."""
    return _dues(
        {
            name: _after(submitted_at, targets.days_of(name), calendar)
            for name in ClockName
            if _STARTS[name] is _K.SUBMITTED
        }
    )


def advance(
    dues: Dues,
    happening: Happening,
    *,
    paused_at: datetime | None,
    triaged_before: bool,
    targets: Targets,
    calendar: Calendar,
) -> Dues:
    """The row after the happening.

    `paused_at` is since when the report waits for its reporter, `triaged_before` whether it had
    been triaged ever before; both as they were before the happening.
    """
    if happening.kind in _END_A_PAUSE and paused_at is not None:
        dues = shift(dues, paused_at, happening.at, calendar)
    kept = {
        name: None if happening.kind in _STOPS[name] else due
        for name, due in dues.by_name().items()
    }
    if happening.kind is _K.TRIAGED and not triaged_before:
        kept[ClockName.REWARD] = _after(happening.at, targets.reward_days, calendar)
    return _dues(kept)


def shift(dues: Dues, paused_at: datetime, resumed_at: datetime, calendar: Calendar) -> Dues:
    """The row after a pause: what was due after its beginning is due that much later."""
    length = business_time(paused_at, resumed_at, calendar)
    return _dues(
        {
            name: add_business_time(due, length, calendar) if due and due > paused_at else due
            for name, due in dues.by_name().items()
        }
    )


def dues_of(clocks: Iterable[Clock]) -> Dues:
    """The row that these clocks would be kept in, to store a recomputation."""
    return _dues({clock.name: clock.due_at if clock.is_running else None for clock in clocks})


def _after(start: datetime, days: int | None, calendar: Calendar) -> datetime | None:
    return None if days is None else add_business(start, days, calendar)


def _dues(by_name: Mapping[ClockName, datetime | None]) -> Dues:
    return Dues(**{f"{name}_due": due for name, due in by_name.items()})
