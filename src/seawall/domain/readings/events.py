"""What it means to read. Names begin with `reading.`: the activity shows them when asked."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReportOpened:
    """Somebody was shown a report's words or took a file.

    `side` is the reader's: reporter, collaborator or team. `door` is a word of `rules.Door`;
    `attachment` names the file where one was taken. The same door used again within the same
    half second is one event.
    """

    name: ClassVar[str] = "reading.opened"
    report: str
    door: str
    side: str
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class ReportsListed:
    """Somebody was shown the titles of these reports in a list. One event for each organization."""

    name: ClassVar[str] = "reading.listed"
    reports: tuple[str, ...]
    door: str
