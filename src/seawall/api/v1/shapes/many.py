"""One thing done to many reports."""

from typing import Literal

from pydantic import Field

from seawall.api.v1.shapes.acting import MoveIn
from seawall.api.v1.shapes.common import In, Out
from seawall.api.v1.shapes.tags import TaggingIn


class PriorityIn(In):
    """A priority with its reason, which each reporter reads."""

    priority: int = Field(ge=1, le=5)
    reason_code: str
    reason: str


class ManyIn(In):
    """Up to 500 numbers, and what `action` needs: `assignee` and `group` (handles; null for
    nobody; what is not given stays), `rating`, `move` or `tags`.
    """

    reports: list[str] = Field(min_length=1, max_length=500)
    action: Literal["assign", "rate", "move", "tag"]
    assignee: str | None = None
    group: str | None = None
    rating: PriorityIn | None = None
    move: MoveIn | None = None
    tags: TaggingIn | None = None


class OutcomeOut(Out):
    """What became of one report. `code` is "done" or a refusal's, whose sentence is `detail`."""

    report: str
    code: str
    detail: str | None


class ManyOut(Out):
    """One result for each number, in their order."""

    results: list[OutcomeOut]
    done: int
