"""What notices themselves record."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ClockAtRisk:
    """A clock of a report has at most four business hours left. Once per report and clock."""

    name: ClassVar[str] = "report.clock_at_risk"
    report: str
    clock: str
    due_at: str


@dataclass(frozen=True, slots=True)
class PreferenceSet:
    """Somebody chose how they are told about a topic."""

    name: ClassVar[str] = "notice.preference_set"
    topic: str
    in_app: bool
    by_mail: bool
