"""The clocks of a report as its history makes them. The columns of the row only keep the result."""

from collections.abc import Iterable
from datetime import datetime

from seawall.domain.reports.models import Audience, Report, Side
from seawall.domain.reports.queries.briefs import pinned
from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.clocks import Clock, Happening, HappeningKind
from seawall.domain.reports.rules.workflow import Party


def happenings(report: Report) -> list[Happening]:
    """Everything that moved a clock, from moves, comments, opinions and the first reward."""
    moves = report.moves.order_by("moved_at", "pk").values_list("moved_at", "move", "side")
    found = []
    for at, move, side in moves:
        kind = clocks.kind_of_move(move)
        if side == Party.TEAM and kind is not HappeningKind.REOPENED:
            found.append(Happening(at, HappeningKind.TEAM_RESPONDED))
        found.append(Happening(at, kind))
    said = report.comments.filter(side=Party.TEAM, audience=Audience.PARTICIPANTS)
    rated = report.opinions.exclude(side=Side.REPORTER)
    for acts in (said, rated):
        first = acts.order_by("created_at", "pk").values_list("created_at", flat=True).first()
        if first is not None:
            found.append(Happening(first, HappeningKind.TEAM_RESPONDED))
    if report.rewarded_at is not None:
        found.append(Happening(report.rewarded_at, HappeningKind.REWARDED))
    return found


def computed(report: Report, now: datetime) -> tuple[Clock, ...]:
    """The four clocks at `now`, computed from the history; all waiting for a draft."""
    if report.brief_id is None:
        return tuple(Clock(name) for name in clocks.ClockName)
    return _computed(report, happenings(report), now)


def from_happenings(
    report: Report, past: Iterable[Happening], now: datetime
) -> tuple[Clock, ...]:
    """The same when the history is already at hand; asks the database nothing."""
    if report.brief_id is None:
        return tuple(Clock(name) for name in clocks.ClockName)
    return _computed(report, past, now)


def _computed(report: Report, past: Iterable[Happening], now: datetime) -> tuple[Clock, ...]:
    judge = pinned(report.brief_id or 0)
    return clocks.compute(past, judge.targets(report.priority), judge.calendar, now)
