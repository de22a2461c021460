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


@dataclass(frozen=True, slots=True)
class ViewSaved:
    """A filter was kept under a name. Recorded with the organization when it is shared."""

    name: ClassVar[str] = "view.saved"
    view: str
    shared: bool


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """A saved filter got another name, filter or place."""

    name: ClassVar[str] = "view.changed"
    view: str
    what: str


@dataclass(frozen=True, slots=True)
class ViewRemoved:
    """A saved filter was deleted. No report was touched."""

    name: ClassVar[str] = "view.removed"
    view: str
