"""The brief that judges a report: the version that was in force when it was submitted."""

from dataclasses import dataclass
from functools import lru_cache

from seawall.domain.programs.models import Brief as BriefRow
from seawall.domain.programs.rules.brief import Brief, load
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

    @property
    def calendar(self) -> Calendar:
        """The zone whose weekdays count."""
        return Calendar(self.brief.time_zone)


@lru_cache(maxsize=_KEPT)
def pinned(brief_id: int) -> PinnedBrief:
    """The parsed version. Versions never change, so each is read once per process."""
    version, content = BriefRow.objects.values_list("version", "content").get(pk=brief_id)
    return PinnedBrief(brief_id, version, load(content))
