"""The clocks of a report as its history makes them. The columns of the row only keep the result."""

from collections.abc import Iterable
from datetime import datetime

from seawall.domain.reports.models import Audience, Report, Side
from seawall.domain.reports.queries.briefs import PinnedBrief, pinned
from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.clocks import Clock, Happening, HappeningKind
from seawall.domain.reports.rules.workflow import Party


def happenings(report: Report) -> list[Happening]:
    """Everything that moved a clock, from moves, comments, opinions and the first reward."""
    return happenings_from(
        moves=report.moves.order_by("pk").values_list("moved_at", "move", "side"),
        comments=report.comments.order_by("pk").values_list("created_at", "side", "audience"),
        opinions=report.opinions.order_by("pk").values_list("created_at", "side"),
        rewarded_at=report.rewarded_at,
    )


def happenings_from(
    *,
    moves: Iterable[tuple[datetime, str, str]],
    comments: Iterable[tuple[datetime, str, str]],
    opinions: Iterable[tuple[datetime, str]],
    rewarded_at: datetime | None,
) -> list[Happening]:
    """The same from rows that were read already: (at, move, side), (at, side, audience) and
    (at, side). What only the team reads is no answer to anybody.
    """
    answers = [
        at
        for at, side, audience in comments
        if side == Party.TEAM and audience == Audience.PARTICIPANTS
    ]
    answers += [at for at, side in opinions if side != Side.REPORTER]
    found = [Happening(at, HappeningKind.TEAM_RESPONDED) for at in sorted(answers)[:1]]
    for at, move, side in moves:
        kind = clocks.kind_of_move(move)
        if side == Party.TEAM and kind is not HappeningKind.REOPENED:
            found.append(Happening(at, HappeningKind.TEAM_RESPONDED))
        found.append(Happening(at, kind))
    if rewarded_at is not None:
        found.append(Happening(rewarded_at, HappeningKind.REWARDED))
    return found


def from_happenings(
    report: Report, judge: PinnedBrief | None, past: Iterable[Happening], now: datetime
) -> tuple[Clock, ...]:
    """The four clocks at `now` from a history at hand; all waiting for a draft: no judge."""
    if judge is None:
        return tuple(Clock(name) for name in clocks.ClockName)
    return clocks.compute(past, judge.targets(report.priority), judge.calendar, now)


def recompute_clocks(report: Report, now: datetime) -> tuple[Clock, ...]:
    """The four clocks at `now` from the history alone: what the columns must agree with."""
    judge = pinned(report.brief_id) if report.brief_id else None
    return from_happenings(report, judge, happenings(report), now)
