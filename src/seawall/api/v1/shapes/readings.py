"""Who read a report."""

from datetime import datetime
from typing import Literal

from seawall.api.v1.shapes.common import Out


class ReadingOut(Out):
    """One opening of a report. `role` is null on the reporter's side, `door` how it was read."""

    at: datetime
    side: Literal["reporter", "collaborator", "team", "nobody"]
    role: str | None
    door: Literal["page", "file", "export", "api", "ahead"]
    file: str | None


class ListingOut(Out):
    """How often a role was shown the title in a list, lately."""

    role: str
    times: int
    last_at: datetime


class ReadsOut(Out):
    """Who opened a report, the newest first. `is_cut`: there are more openings than these."""

    report: str
    readings: list[ReadingOut]
    listings: list[ListingOut]
    is_cut: bool
