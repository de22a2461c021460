"""Programmes: the directory, a brief, an answer on scope, the hall of fame."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out, RewardOut
from seawall.domain.programs.rules.brief import SafeHarborStatus, TargetKind
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState


class ProgramOut(Out):
    """A programme in the directory. `terms_version` is what a report must accept.

    `response_efficiency`: percent of the reports of 90 days that were answered in time, where the
    programme publishes it and there are enough to tell.
    """

    slug: str
    name: str
    kind: str
    visibility: str
    state: str
    organization: str
    summary: str
    safe_harbor: str
    terms_version: int | None
    reward: RewardOut | None
    response_efficiency: int | None = None
    url: str


class FiltersIn(In):
    """What to look for in the directory, as its page asks it."""

    q: str = Field(default="", max_length=200)
    kind: ProgramKind | None = None
    target: TargetKind | None = None
    harbor: SafeHarborStatus | None = None
    state: ProgramState | None = None
    reward: int | None = Field(default=None, ge=0, le=10**9)
    efficiency: int | None = Field(default=None, ge=0, le=100)
    private: bool = False


class ProgramListOut(Out):
    """A page of programmes."""

    items: list[ProgramOut]
    next_cursor: str | None


class ProgramDetailOut(ProgramOut):
    """A programme with its current brief, as the document that was published."""

    brief: dict[str, object]
    brief_sha256: str
    published_at: datetime


class VersionOut(Out):
    """A published version of a brief. `brief_sha256` is what receipts and reports pin."""

    version: int
    published_at: datetime
    published_by: str
    change_note: str
    brief_sha256: str
    is_current: bool


class VersionListOut(Out):
    """Newest first, at most 500."""

    items: list[VersionOut]
    next_cursor: str | None


class VersionDetailOut(VersionOut):
    """A version with its brief, as the document that was published."""

    brief: dict[str, object]


class ScopeOut(Out):
    """Whether a target is in scope, by which rule of which version."""

    answer: Literal["in", "out", "unknown"]
    rule: str | None
    why: str
    brief_version: int
    reward: RewardOut | None


class CreditOut(Out):
    """One line of a hall of fame. `name` is what the researcher chose, null for anonymous."""

    name: str | None
    handle: str | None
    reports: int
    first_at: datetime


class HallOfFameOut(Out):
    """All credits of a programme."""

    items: list[CreditOut]
    next_cursor: str | None
