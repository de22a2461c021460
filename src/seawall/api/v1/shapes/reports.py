"""A report: what is sent, a row of a list, the whole of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out, Percent, PersonOut, RewardOut
from seawall.api.v1.shapes.fields import AnswerOut, Answers
from seawall.api.v1.shapes.programs import ScopeOut


class CollaboratorIn(In):
    """Who shares the report; `share` in percent, the reporter keeps the rest."""

    handle: Annotated[str, Field(min_length=1, max_length=40)]
    share: Percent


class ReportIn(In):
    """A report. `vrt` is a dotted path; `accept_terms` the programme's `terms_version`.

    `acknowledged` names exclusions that the reporter has read and says do not apply. `fields`
    answers what the programme asks, by name. `template` is the number of one of your own: its words
    stand where a text is empty. How grave you hold it is `cvss` or, where the programme rates by
    label, `priority`.
    """

    title: str
    target: str
    vrt: str = ""
    url: str = ""
    description: str = ""
    impact: str = ""
    kind: str = "security"
    cvss: str | None = None
    priority: int | None = Field(default=None, ge=1, le=5)
    collaborators: Annotated[list[CollaboratorIn], Field(max_length=10)] = []
    other_justification: str = ""
    acknowledged: Annotated[list[str], Field(max_length=50)] = []
    fields: Answers = {}
    template: str = ""
    accept_terms: Annotated[int, Field(ge=0, le=2**31 - 1)]


class ReportRowOut(Out):
    """A report in a list. `tags` and `group` (its handle) are the team's: empty for
    its reporter's side.
    """

    id: str
    program: str
    state: str
    turn: str
    kind: str
    title: str
    target: str
    vrt: str
    priority: int | None
    reporter: PersonOut
    assignee: PersonOut | None
    group: str | None
    tags: list[str]
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    closed_at: datetime | None
    next_clock: str | None
    next_due_at: datetime | None
    comments: int
    url: str


class ReportListOut(Out):
    """A page of reports. `is_cut`: older ones with these words were not looked at."""

    items: list[ReportRowOut]
    next_cursor: str | None
    is_cut: bool


class SubmittedOut(Out):
    """The receipt of a report that was stored."""

    id: str
    program: str
    state: str
    turn: str
    priority: int | None
    submitted_at: datetime
    content_sha256: str
    terms_version: int
    brief_version: int
    url: str


class SeverityOut(Out):
    """What one side thinks of the severity."""

    side: str
    priority: int | None
    cvss: str
    score: float | None
    reason_code: str
    reason: str
    at: datetime
    author: PersonOut


class ClockOut(Out):
    """One clock, as both sides see it."""

    name: str
    state: str
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None


class FileOut(Out):
    """A stored file. `url` is a page for people; take it with the same session or token."""

    id: str
    name: str
    size_bytes: int
    sha256: str
    audience: str
    created_at: datetime


class EntryOut(Out):
    """One thing that happened, in order. Fields that do not belong to its `type` are null."""

    type: Literal["comment", "move", "severity", "revision", "file_deleted", "appeal"]
    at: datetime
    by: PersonOut | None
    id: int | None = None
    audience: str | None = None
    body: str | None = None
    move: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    note: str | None = None
    rule: str | None = None
    fix: str | None = None
    original: str | None = None
    known_issue: str | None = None
    side: str | None = None
    priority: int | None = None
    reason_code: str | None = None
    reason: str | None = None
    revision: int | None = None
    removed_at: datetime | None = None
    sha256: str | None = None
    attachment: str | None = None
    decision: str | None = None
    outcome: str | None = None


class ChecklistShape(Out):
    """The three conditions of validity."""

    in_scope: bool | None = None
    exploitable: bool | None = None
    novel: bool | None = None


class CollaboratorOut(Out):
    """Who shares the report; `share` in percent."""

    handle: str
    share: float
    state: str


class ReportOut(ReportRowOut):
    """A report with everything that this reader may know.

    `entered_at`: each state that it ever was in, and when it last entered it.
    """

    url_or_location: str
    description: str
    impact: str
    cvss: str
    revision: int
    content_sha256: str
    brief_version: int | None
    terms_version: int | None
    fix: str
    closing_rule: str
    original: str | None
    scope: ScopeOut | None
    reward: RewardOut | None
    severities: list[SeverityOut]
    clocks: list[ClockOut]
    checklist: ChecklistShape | None
    collaborators: list[CollaboratorOut]
    attachments: list[FileOut]
    timeline: list[EntryOut]
    entered_at: dict[str, datetime]
    moves: list[str]
    locked_at: datetime | None
    lock_reason: str
    fields: list[AnswerOut]
    origin: str | None
