"""What many reports say of a programme: efficiency, medians, rates.

Response efficiency is (1 − violators ÷ reports) × 100 over the reports that were sent in a span,
each counted once: green from 75, yellow from 25, red below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.insights.rules.timing import ReportNumbers
from seawall.domain.reports.rules.workflow import RETEST, State
from seawall.lib.text import gettext_noop

# Fewer reports than this say more about a report than about a programme: nothing is shown.
LEAST_REPORTS = 5
_GREEN, _YELLOW = 75, 25
_VALID = frozenset({State.TRIAGED, State.ACCEPTED, State.RESOLVED}) | RETEST


class Span(StrEnum):
    """Over which reports a figure is made: by when they were sent."""

    MONTH = "30"
    QUARTER = "90"
    YEAR = "365"
    EVER = "ever"


SPAN_LABELS: Mapping[Span, str] = MappingProxyType(
    {
        Span.MONTH: gettext_noop("30 days"),
        Span.QUARTER: gettext_noop("90 days"),
        Span.YEAR: gettext_noop("One year"),
        Span.EVER: gettext_noop("Since the start"),
    }
)


class Level(StrEnum):
    """The colour of the response efficiency."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Figures:
    """One span in numbers. Percentages are whole; None: nothing to divide by.

    Medians are seconds of business time over the clocks that stopped. `bounty_usual` is the mean
    of the 45th to 55th percentile of what rewarded reports earned, `bounty_top` of the 90th to
    100th, in minor units of the programme's currency.
    """

    reports: int
    violators: int
    valid: int
    resolved: int
    duplicates: int
    downgraded: int
    rated: int
    appeals: int
    appeals_decided: int
    appeals_upheld: int
    rewarded: int
    awarded_minor: int
    response_seconds: int | None
    triage_seconds: int | None
    reward_seconds: int | None
    resolution_seconds: int | None
    bounty_usual: int | None
    bounty_top: int | None

    @property
    def efficiency(self) -> int | None:
        return percent(self.reports - self.violators, self.reports)

    @property
    def level(self) -> Level | None:
        """By the exact share: 74.6 % is shown as 75 and is yellow."""
        if not self.reports:
            return None
        kept = (self.reports - self.violators) * 100
        if kept >= _GREEN * self.reports:
            return Level.GREEN
        return Level.YELLOW if kept >= _YELLOW * self.reports else Level.RED

    @property
    def duplicate_rate(self) -> int | None:
        return percent(self.duplicates, self.reports)

    @property
    def downgrade_rate(self) -> int | None:
        """Of the reports that have a priority of both sides."""
        return percent(self.downgraded, self.rated)

    @property
    def appeal_rate(self) -> int | None:
        """Objections to a hundred reports."""
        return percent(self.appeals, self.reports)

    @property
    def upheld_rate(self) -> int | None:
        """Of the objections that were answered."""
        return percent(self.appeals_upheld, self.appeals_decided)


def percent(part: int, whole: int) -> int | None:
    """A whole percentage, half rounded up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def summary(rows: Iterable[ReportNumbers], *, currency: str, now: datetime) -> Figures:
    """The figures of these reports at `now`."""
    found = list(rows)
    earned = sorted(
        one.awarded_minor for one in found if one.awarded_minor > 0 and one.currency == currency
    )
    both = [one for one in found if one.claimed is not None and one.priority is not None]
    return Figures(
        reports=len(found),
        violators=sum(one.is_violated(now) for one in found),
        valid=sum(one.state in _VALID for one in found),
        resolved=sum(one.state == State.RESOLVED for one in found),
        duplicates=sum(one.state == State.DUPLICATE for one in found),
        downgraded=sum(one.is_downgraded for one in both),
        rated=len(both),
        appeals=sum(one.appeals for one in found),
        appeals_decided=sum(one.appeals_decided for one in found),
        appeals_upheld=sum(one.appeals_upheld for one in found),
        rewarded=len(earned),
        awarded_minor=sum(earned),
        response_seconds=median(one.response_seconds for one in found),
        triage_seconds=median(one.triage_seconds for one in found),
        reward_seconds=median(one.reward_seconds for one in found),
        resolution_seconds=median(one.resolution_seconds for one in found),
        bounty_usual=between(earned, 45, 55),
        bounty_top=between(earned, 90, 100),
    )


def by_span(rows: Sequence[ReportNumbers], *, currency: str, now: datetime) -> dict[Span, Figures]:
    """The figures of every span, from all reports of a programme."""
    found = {}
    for span in Span:
        since = None if span is Span.EVER else now - timedelta(days=int(span))
        chosen = (one for one in rows if since is None or one.submitted_at > since)
        found[span] = summary(chosen, currency=currency, now=now)
    return found


def median(values: Iterable[int | None]) -> int | None:
    """The lower of the two in the middle where their number is even; None of nothing."""
    known = sorted(value for value in values if value is not None)
    return known[(len(known) - 1) // 2] if known else None


def between(ordered: Sequence[int], least: int, most: int) -> int | None:
    """The mean of the values from one percentile to another, at least one value."""
    if not ordered:
        return None
    last = len(ordered) - 1
    first, final = last * least // 100, -(-last * most // 100)
    chosen = ordered[first : final + 1]
    return sum(chosen) // len(chosen)
