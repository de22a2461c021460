"""What a thread is made of."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from seawall.domain.reports.queries.rows import Person
from seawall.domain.reports.rules.content import Content
from seawall.domain.reports.rules.differences import DiffLine
from seawall.domain.reports.rules.workflow import State
from seawall.domain.taxonomy.rules.cvss import MetricChange


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One version of the words. `sealed_at` is None for a draft; `saves` is its version."""

    number: int
    author: Person
    content: Content
    cvss: str
    content_sha256: str
    saved_at: datetime
    sealed_at: datetime | None
    saves: int
    claimed_priority: int | None = None


@dataclass(frozen=True, slots=True)
class OpinionView:
    """What one side thinks. `changes` compares with the opinion of the same side before it."""

    side: str
    priority: int | None
    previous_priority: int | None
    cvss: str
    score: Decimal | None
    reason_code: str
    reason: str
    at: datetime
    author: Person
    changes: tuple[MetricChange, ...]


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file that the reader may take. `thumbnail` is none, waiting, ready or failed."""

    public_id: str
    name: str
    label_type: str
    size_bytes: int
    sha256: str
    audience: str
    uploader: Person
    created_at: datetime
    comment_id: int | None
    thumbnail: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class WordingView:
    """What a comment said before an edit."""

    body: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A comment in the timeline, in Markdown. `history` is the oldest wording first.

    Of a deleted one only the tombstone is left: `removed_at` and the hash of what it said.
    """

    at: datetime
    by: Person
    side: str
    id: int
    audience: str
    body: str
    edited_at: datetime | None
    history: tuple[WordingView, ...]
    attachments: tuple[AttachmentView, ...]
    can_edit: bool
    removed_at: datetime | None = None
    removed_sha256: str = ""


@dataclass(frozen=True, slots=True)
class GuestView:
    """Somebody from outside who may read the report. `email` is the team's alone.

    `person` is None until the link was used. `state` is invited, reading, expired or revoked.
    """

    public_id: str
    person: Person | None
    email: str
    state: str
    may_comment: bool
    expires_at: datetime
    joined_at: datetime | None
    invited_by: Person | None


@dataclass(frozen=True, slots=True)
class LockView:
    """Since when nobody but the team writes, and why. `by` is the team's alone to know."""

    at: datetime
    by: Person | None
    reason: str


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """A move in the timeline. `original` is the public id that a duplicate names."""

    at: datetime
    by: Person | None
    side: str
    move: str
    from_state: State
    to_state: State
    note: str
    rule: str
    fix: str
    original: str
    known_issue: str = ""


@dataclass(frozen=True, slots=True)
class SeverityEntry:
    """A change of opinion in the timeline."""

    at: datetime
    by: Person
    opinion: OpinionView


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """A later revision in the timeline. `changed` names the parts that differ."""

    at: datetime
    by: Person
    number: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemovalEntry:
    """The team deleted a file: what is left of it for those who could read it."""

    at: datetime
    by: Person
    attachment: str
    sha256: str
    size_bytes: int
    reason: str
    is_purged: bool


@dataclass(frozen=True, slots=True)
class AppealEntry:
    """The reporter objected to a decision, or (with an `outcome`) somebody answered."""

    at: datetime
    by: Person
    side: str
    decision: str
    kind: str
    text: str
    outcome: str


Entry = CommentEntry | MoveEntry | SeverityEntry | RevisionEntry | RemovalEntry | AppealEntry


@dataclass(frozen=True, slots=True)
class CollaboratorView:
    """Who shares the report, in basis points."""

    person: Person
    share: int
    state: str


@dataclass(frozen=True, slots=True)
class OriginalView:
    """What a duplicate's reader learns of the original; `is_visible` says it may be opened.

    What the programme does not tell is empty or None. `is_known`: an issue that the programme
    knew, not a report.
    """

    public_id: str
    submitted_at: datetime | None
    state: State | None
    priority: int | None
    is_visible: bool
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class RevisionDiff:
    """Two versions of the words, compared part by part."""

    older: RevisionView
    newer: RevisionView
    parts: dict[str, tuple[DiffLine, ...]]
