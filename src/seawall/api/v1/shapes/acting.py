"""What a report is moved, answered and rated with."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out

# As `workflow.PUBLIC_MOVES`, which a type checker cannot read; a test keeps them the same.
MoveName = Literal[
    "triage",
    "ask",
    "answer",
    "accept",
    "resolve",
    "mark_duplicate",
    "mark_known",
    "close_informational",
    "close_out_of_scope",
    "close_not_reproducible",
    "close_not_applicable",
    "close_spam",
    "withdraw",
    "answer_late",
    "reopen",
]


class ChecklistIn(In):
    """The answers that a move brings with it."""

    in_scope: bool | None = None
    exploitable: bool | None = None
    novel: bool | None = None


class MoveIn(In):
    """A move and what it asks for; see docs/reference/states.md."""

    move: MoveName
    note: str | None = None
    checklist: ChecklistIn | None = None
    fix: str | None = None
    original: str | None = None
    known_issue: str | None = None
    rule: str | None = None


class MovedOut(Out):
    """The report after a move."""

    id: str
    state: str
    turn: str
    updated_at: datetime


class CommentIn(In):
    """A comment; who reads it is said, never guessed."""

    body: str
    audience: Literal["participants", "team"]


class CommentOut(Out):
    """A stored comment."""

    id: int
    report: str
    audience: str
    body: str
    created_at: datetime


class SeverityIn(In):
    """An opinion of the team; every one needs a reason."""

    side: Literal["triage", "final"] = "triage"
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    cvss: str | None = None
    reason_code: str
    reason: str
