"""What the log says of one report: how long each clock ran, what was missed, decided, objected to.

Made from events alone, with the brief that the report is pinned to; the same events always give
the same figures, whoever makes them and whenever.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.calendar import Calendar
from seawall.domain.reports.rules.clocks import (
    Clock,
    ClockName,
    ClockState,
    Happening,
    HappeningKind,
    Targets,
)
from seawall.domain.reports.rules.deciding import CHANGING, RewardReason
from seawall.domain.reports.rules.workflow import MOVES, Party, State

READ = frozenset(
    {
        "report.submitted",
        "report.moved",
        "report.commented",
        "report.severity_set",
        "report.appealed",
        "report.appeal_decided",
        "award.approved",
        "award.reversed",
        "award.not_eligible",
    }
)
_SEPARATOR = ","


@dataclass(frozen=True, slots=True)
class Logged:
    """One event of a report, of a name in READ."""

    at: datetime
    name: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportNumbers:
    """One report in numbers. Seconds are business time without pauses; None: not stopped.

    `missed` names clocks that stopped late, with commas. A running clock is late from `late_from`
    on, the earliest such moment; None where none runs. `claimed` is the priority it came with.
    `awarded_minor` is what was approved less what was reversed.
    """

    submitted_at: datetime
    state: str
    priority: int | None
    claimed: int | None
    response_seconds: int | None
    triage_seconds: int | None
    reward_seconds: int | None
    resolution_seconds: int | None
    missed: str
    late_from: datetime | None
    appeals: int
    appeals_decided: int
    appeals_upheld: int
    awarded_minor: int
    currency: str

    @property
    def is_downgraded(self) -> bool:
        """Whether it counts for less than what it came with; P5 is the least."""
        if self.claimed is None or self.priority is None:
            return False
        return self.priority > self.claimed

    def is_violated(self, now: datetime) -> bool:
        """Whether any promised time was missed by then."""
        return bool(self.missed) or (self.late_from is not None and self.late_from < now)


def numbers_of(
    events: Iterable[Logged], targets: Callable[[int | None], Targets], calendar: Calendar
) -> ReportNumbers | None:
    """The numbers of a report from its events in the order of the log; None for one not sent."""
    found = list(events)
    sent = next((one for one in found if one.name == "report.submitted"), None)
    if sent is None:
        return None
    claimed = sent.payload.get("priority")
    priority = _priority(found, claimed)
    happened = [each for one in found for each in _happenings(one)]
    last = max(one.at for one in found)
    shown = clocks.compute(happened, targets(priority), calendar, last)
    seconds = {
        one.name: None if used is None else int(used.total_seconds())
        for one in shown
        for used in (clocks.time_used(one, happened, calendar),)
    }
    answers = [one.payload["outcome"] for one in found if one.name == "report.appeal_decided"]
    awarded, currency = _awarded(found)
    return ReportNumbers(
        submitted_at=sent.at,
        state=_state(found),
        priority=priority,
        claimed=claimed,
        response_seconds=seconds[ClockName.FIRST_RESPONSE],
        triage_seconds=seconds[ClockName.TRIAGE],
        reward_seconds=seconds[ClockName.REWARD],
        resolution_seconds=seconds[ClockName.RESOLUTION],
        missed=_SEPARATOR.join(one.name for one in shown if one.state is ClockState.MISSED),
        late_from=_late_from(shown),
        appeals=sum(one.name == "report.appealed" for one in found),
        appeals_decided=len(answers),
        appeals_upheld=sum(outcome in CHANGING for outcome in answers),
        awarded_minor=awarded,
        currency=currency,
    )


def _happenings(one: Logged) -> Iterable[Happening]:
    """What an event is for the clocks: as reports.queries.clocks reads the tables."""
    match one.name:
        case "report.submitted":
            yield Happening(one.at, HappeningKind.SUBMITTED)
        case "report.moved":
            move = one.payload["move"]
            kind = clocks.kind_of_move(move)
            if MOVES[move].by == Party.TEAM and kind is not HappeningKind.REOPENED:
                yield Happening(one.at, HappeningKind.TEAM_RESPONDED)
            yield Happening(one.at, kind)
        case "report.commented":
            if one.payload["side"] == Party.TEAM and one.payload["audience"] == "participants":
                yield Happening(one.at, HappeningKind.TEAM_RESPONDED)
        case "report.severity_set":
            if one.payload["side"] != "reporter":
                yield Happening(one.at, HappeningKind.TEAM_RESPONDED)
        case "award.approved" | "award.not_eligible":
            if one.payload.get("reason_code") == RewardReason.RETEST:
                return
            yield Happening(one.at, HappeningKind.REWARDED)


def _late_from(shown: Iterable[Clock]) -> datetime | None:
    """When the first running clock is late. One that stands still is not, unless it was before."""
    dues = (
        one.due_at
        for one in shown
        if one.is_running
        and one.due_at is not None
        and (not one.paused or one.state is ClockState.LATE)
    )
    return min(dues, default=None)


def _priority(found: Iterable[Logged], claimed: int | None) -> int | None:
    """The one that counts: the final one, else triage's, else what it came with."""
    by_side = {
        one.payload["side"]: one.payload["priority"]
        for one in found
        if one.name == "report.severity_set"
    }
    return next(
        (by_side[side] for side in ("final", "triage") if by_side.get(side) is not None), claimed
    )


def _state(found: Iterable[Logged]) -> str:
    moved = [one.payload["to_state"] for one in found if one.name == "report.moved"]
    return moved[-1] if moved else State.NEW.value


def _awarded(found: Iterable[Logged]) -> tuple[int, str]:
    sums: dict[str, int] = {}
    currency = ""
    for one in found:
        if one.name == "award.approved":
            sums[one.payload["award"]] = one.payload["amount_minor"]
            currency = one.payload["currency"]
        elif one.name == "award.reversed":
            sums.pop(one.payload["award"], None)
    return sum(sums.values()), currency
