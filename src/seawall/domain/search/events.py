"""What happens to what was learnt."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LearntReset:
    """Somebody threw away what was learnt from decisions; the shipped numbers count again."""

    name: ClassVar[str] = "search.learnt_reset"
    subject: str


@dataclass(frozen=True, slots=True)
class ReportsExported:
    """Somebody took a list of the organization's reports away as a file: how many."""

    name: ClassVar[str] = "reports.exported"
    reports: int
