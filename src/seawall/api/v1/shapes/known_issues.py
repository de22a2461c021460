"""Known issues."""

from datetime import date, datetime

from seawall.api.v1.shapes.common import In, Out


class KnownIssueBody(In):
    """An issue that the programme knows. `known_since` like 2026-01-31."""

    title: str
    target: str = ""
    vrt: str = ""
    url: str = ""
    reference: str = ""
    notes: str = ""
    known_since: str = ""


class KnownIssueCsv(In):
    """Many of them: a CSV text whose first line names the columns."""

    csv: str


class KnownIssueOut(Out):
    """A known issue as the team reads it. `log_index` is null until it stands in the log."""

    public_id: str
    title: str
    target: str
    asset: str
    vrt: str
    url: str
    reference: str
    notes: str
    known_since: date | None
    registered_at: datetime
    registered_by: str
    retired_at: datetime | None
    log_index: int | None


class KnownIssueListOut(Out):
    """The newest 500."""

    items: list[KnownIssueOut]


class RegisteredOut(Out):
    """Numbers of what was registered, in the order it was given."""

    items: list[str]
