"""What goes in and out, typed. Names here are public and never change within v1."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

# What the database can hold; larger numbers are refused here with a clear message.
Minor = Annotated[int, Field(ge=1, le=10**12)]
Percent = Annotated[float, Field(gt=0, lt=100)]


class In(BaseModel):
    """A body. Unknown names are refused: a typing error must not be ignored."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer, filled from values of the domain.

    Not ninja's Schema: it reads every object through a wrapper, for models and files of Django
    that never come here.
    """

    model_config = ConfigDict(from_attributes=True)


class WebhookIn(In):
    """A webhook to make. `program` is a slug; left out for all of the organization."""

    name: str = Field(min_length=1, max_length=80)
    url: str = Field(min_length=1, max_length=2048)
    events: list[str] = Field(min_length=1, max_length=40)
    program: str = Field(default="", max_length=60)


class WebhookOut(Out):
    """A webhook. `off_reason` is null while it is on."""

    id: str
    name: str
    url: str
    program: str | None
    events: list[str]
    acts_for: str
    created_at: datetime
    failures: int
    off_at: datetime | None
    off_reason: str | None


class WebhookListOut(Out):
    """All webhooks of an organization, by name."""

    items: list[WebhookOut]


class WebhookMadeOut(Out):
    """A new webhook with its secret, which is never shown again."""

    webhook: WebhookOut
    secret: str


class SecretOut(Out):
    """A new secret, never shown again. For a day messages are signed with the old one too."""

    secret: str


class DeliveryOut(Out):
    """One message. `id` is its webhook-id; `status` the receiver's last answer, null for none."""

    id: str
    type: str
    state: str
    attempts: int
    status: int | None
    created_at: datetime
    tried_at: datetime | None
    message: dict[str, Any]


class DeliveryListOut(Out):
    """Messages, newest first."""

    items: list[DeliveryOut]
    next_cursor: str | None


class PersonOut(Out):
    """Somebody by handle."""

    handle: str
    display_name: str


class RewardOut(Out):
    """A range of rewards in minor units; `up_to` shows only the maximum."""

    currency: str
    minimum_minor: int
    maximum_minor: int
    up_to: bool


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


class CollaboratorIn(In):
    """Who shares the report; `share` in percent, the reporter keeps the rest."""

    handle: Annotated[str, Field(min_length=1, max_length=40)]
    share: Percent


class ReportIn(In):
    """A report. `vrt` is a dotted path; `accept_terms` the programme's `terms_version`.

    `acknowledged` names exclusions that the reporter has read and says do not apply.
    """

    title: str
    target: str
    vrt: str = ""
    url: str = ""
    description: str
    impact: str
    kind: str = "security"
    cvss: str | None = None
    collaborators: Annotated[list[CollaboratorIn], Field(max_length=10)] = []
    other_justification: str = ""
    acknowledged: Annotated[list[str], Field(max_length=50)] = []
    accept_terms: Annotated[int, Field(ge=0, le=2**31 - 1)]


class ReportRowOut(Out):
    """A report in a list."""

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


class ReadingOut(Out):
    """One opening of a report. `role` is null on the reporter's side, `door` how it was read."""

    at: datetime
    side: Literal["reporter", "collaborator", "team", "nobody"]
    role: str | None
    door: Literal["page", "file", "export", "api"]
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


class EntryOut(Out):
    """One thing that happened, in order. Fields that do not belong to its `type` are null."""

    type: Literal["comment", "move", "severity", "revision", "file_deleted"]
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


class AwardOut(Out):
    """An award. `is_exceptional`: outside the range or above the maximum when it was proposed.

    Either `report` or `leak` names what it is for.
    """

    id: str
    report: str | None
    leak: str | None
    kind: str
    state: str
    amount_minor: int
    currency: str
    reason: str
    is_exceptional: bool
    proposed_at: datetime
    decided_at: datetime | None


class ReportOut(ReportRowOut):
    """A report with everything that this reader may know."""

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
    moves: list[str]


class ChecklistIn(In):
    """The answers that a move brings with it."""

    in_scope: bool | None = None
    exploitable: bool | None = None
    novel: bool | None = None


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
    "reopen",
]


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


class AwardIn(In):
    """A sum to propose. `kind` is bounty or bonus."""

    amount_minor: Minor
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    kind: str = "bounty"
    reason: str = ""


class LeakAwardIn(AwardIn):
    """A sum to propose for a leaked key. `priority` is what the key is judged to be, 1 to 5."""

    priority: int = Field(ge=1, le=5)


class DecisionIn(In):
    """A note beside a decision."""

    note: str = ""


class DeclineIn(In):
    """Why there is no reward; the reporter reads it."""

    reason: str


class DeclinedOut(Out):
    """A report without a reward."""

    report: str
    is_eligible: bool = False


class MeOut(Out):
    """Who the token stands for, and what it may do."""

    handle: str
    organizations: dict[str, str]
    scopes: list[str]
    second_factor: bool


class LogOut(Out):
    """Which log it is; `key` is its public key in the form of C2SP."""

    origin: str
    key: str


class OpeningOut(Out):
    """One field of an entry laid open; `salt` in hexadecimal."""

    field: str
    value: object
    salt: str


class LogEntryOut(Out):
    """One entry of the log with the proof of its place; hashes in hexadecimal."""

    index: int
    commitments: list[str]
    openings: list[OpeningOut]
    inclusion: list[str]


class ReceiptOut(Out):
    """What a reporter keeps. `checkpoint` is a signed note; `signature` covers all the rest."""

    format: str
    log: LogOut
    report: str
    program: str
    submitted_at: datetime
    log_index: int
    tree_size: int
    entry: LogEntryOut
    revisions: list[LogEntryOut]
    checkpoint: str
    signature: str


class DuplicateProofOut(Out):
    """The proof that the original was in the log first. `claims`: earlier, and same_target and
    same_class where the entries show it.
    """

    format: str
    log: LogOut
    report: str
    kind: Literal["report", "known_issue"]
    claims: list[str]
    own: LogEntryOut
    original: LogEntryOut
    ruling: LogEntryOut
    checkpoint: str
    signature: str


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
