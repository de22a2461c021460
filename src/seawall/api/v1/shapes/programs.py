"""Programmes: the directory, a brief, an answer on scope, the hall of fame."""

from datetime import datetime
from typing import Literal

from seawall.api.v1.shapes.common import Out, RewardOut


class ProgramOut(Out):
    """A programme in the directory. `terms_version` is what a report must accept."""

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
    url: str


class ProgramListOut(Out):
    """A page of programmes."""

    items: list[ProgramOut]
    next_cursor: str | None


class ProgramDetailOut(ProgramOut):
    """A programme with its current brief, as the document that was published."""

    brief: dict[str, object]
    brief_sha256: str
    published_at: datetime


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
