"""The brief that judges a report: the version that was in force when it was submitted."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from seawall.domain.programs.models import Brief as BriefRow
from seawall.domain.programs.rules.brief import Brief, Weekday, load
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.calendar import Calendar
from seawall.domain.reports.rules.clocks import Targets

_KEPT = 256


@dataclass(frozen=True, slots=True)
class PinnedBrief:
    """One immutable version, parsed."""

    id: int
    version: int
    brief: Brief

    def targets(self, priority: int | None) -> Targets:
        """What the program promised for a report of this priority."""
        days = self.brief.clock_targets
        return Targets(
            first_response_days=days.first_response_days,
            triage_days=days.triage_days,
            reward_days=days.reward_days,
            resolution_days=days.resolution_days(priority),
        )

    def asset(self, target_id: str) -> str:
        """What the listed target is called; empty for one that is not listed."""
        target = self.brief.target(target_id)
        return target.identifier if target else ""

    @property
    def calendar(self) -> Calendar:
        """The days on which the clocks run."""
        return _calendar(self.brief.time_zone, self.brief.weekdays, self.brief.holidays)


@lru_cache(maxsize=_KEPT)
def _calendar(time_zone: str, weekdays: tuple[Weekday, ...], holidays: tuple[str, ...]) -> Calendar:
    numbers = tuple(number for number, day in enumerate(Weekday) if day in weekdays)
    return Calendar(time_zone, numbers, tuple(map(date.fromisoformat, holidays)))


def pinned(brief_id: int) -> PinnedBrief:
    """The version with this id; one short statement once it is in memory."""
    version, digest = BriefRow.objects.values_list("version", "content_sha256").get(pk=brief_id)
    return kept(brief_id, version, digest)


def judge_of(report: Report) -> PinnedBrief:
    """The version that judges a report that was sent."""
    assert report.brief_id is not None, "a draft is not judged"
    return pinned(report.brief_id)


@lru_cache(maxsize=_KEPT)
def kept(brief_id: int, version: int, digest: str) -> PinnedBrief:
    """The same where version and hash are known already: asks nothing once it is in memory."""
    content = BriefRow.objects.values_list("content", flat=True).get(pk=brief_id)
    return PinnedBrief(brief_id, version, load(content, content_hash=digest))
