"""What can happen to a report. Names are public words; payloads are ids, labels and states only.

An event never carries text that a person wrote, an address or a secret: the log cannot forget.
Events of a draft are recorded without organization and program: the team may not know of it.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReportDrafted:
    """A draft was started. Later autosaves are no events."""

    name: ClassVar[str] = "report.drafted"
    report: str


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """A draft was thrown away with its files."""

    name: ClassVar[str] = "report.draft_discarded"
    report: str


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """A report was sent. It is the move `submit`, told once, with what was pinned."""

    name: ClassVar[str] = "report.submitted"
    report: str
    program: str
    kind: str
    vrt: str
    target_id: str
    priority: int | None
    brief_version: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class TopicRouted:
    """Somebody was led to another channel instead of sending a report."""

    name: ClassVar[str] = "report.routed"
    program: str
    exclusion: str


@dataclass(frozen=True, slots=True)
class ReportMoved:
    """A move of the workflow other than `submit`.

    `disclosed` names the fields of the original that the reporter of a duplicate may learn.
    """

    name: ClassVar[str] = "report.moved"
    report: str
    move: str
    from_state: str
    to_state: str
    turn: str
    rule: str = ""
    original: str = ""
    known_issue: str = ""
    disclosed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """A question waits, and its report will soon be closed without an answer, at `due_at`."""

    name: ClassVar[str] = "report.answer_due"
    report: str
    due_at: str


@dataclass(frozen=True, slots=True)
class ReportRevised:
    """The reporter changed the words of a submitted report. `changed` names the parts."""

    name: ClassVar[str] = "report.revised"
    report: str
    number: int
    changed: tuple[str, ...]
    content_sha256: str


@dataclass(frozen=True, slots=True)
class CollaboratorsSet:
    """Who shares the report, in basis points; `shares` maps user ids (as text) to them."""

    name: ClassVar[str] = "report.collaborators_set"
    report: str
    shares: dict[str, int]
    invited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CollaboratorAnswered:
    """An invited person accepted or declined."""

    name: ClassVar[str] = "report.collaborator_answered"
    report: str
    user_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class ReportCommented:
    """A comment was written. `mentioned` are user ids, all of whom may read it."""

    name: ClassVar[str] = "report.commented"
    report: str
    comment_id: int
    audience: str
    side: str
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentEdited:
    """A comment was changed; the earlier wording is kept."""

    name: ClassVar[str] = "report.comment_edited"
    report: str
    comment_id: int
    audience: str


@dataclass(frozen=True, slots=True)
class ReportAssigned:
    """A report got another assignee or group, or none. `why` is the rule that chose, where a rule
    did: members stand in it by their ids.
    """

    name: ClassVar[str] = "report.assigned"
    report: str
    assignee_id: int | None
    previous_id: int | None
    group_id: int | None = None
    previous_group_id: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ReportTagged:
    """Tags were put on a report and taken off: their ids."""

    name: ClassVar[str] = "report.tagged"
    report: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportExported:
    """Somebody took one report away as a file: in which form, with what and without which names."""

    name: ClassVar[str] = "report.exported"
    report: str
    form: str
    internal: bool
    names: bool


@dataclass(frozen=True, slots=True)
class TagMade:
    """A team has a new tag."""

    name: ClassVar[str] = "tag.made"
    tag: str


@dataclass(frozen=True, slots=True)
class TagChanged:
    """A tag got another name or colour, was archived or brought back; `what` says which."""

    name: ClassVar[str] = "tag.changed"
    tag: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagDeleted:
    """A tag is gone, from as many reports as `reports` says."""

    name: ClassVar[str] = "tag.deleted"
    tag: str
    reports: int


@dataclass(frozen=True, slots=True)
class SeveritySet:
    """A side stated its opinion of the severity."""

    name: ClassVar[str] = "report.severity_set"
    report: str
    side: str
    priority: int | None
    previous_priority: int | None
    reason_code: str


@dataclass(frozen=True, slots=True)
class DecisionAppealed:
    """The reporter objected to a decision. `priority` is theirs, where it is about severity."""

    name: ClassVar[str] = "report.appealed"
    report: str
    decision: str
    kind: str
    priority: int | None
    due_at: str


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """Somebody else answered the objection. `priority` is the one that follows, if any."""

    name: ClassVar[str] = "report.appeal_decided"
    report: str
    decision: str
    kind: str
    outcome: str
    priority: int | None


@dataclass(frozen=True, slots=True)
class ReportCloned:
    """The team made another report of this one: `clone` has its words and files."""

    name: ClassVar[str] = "report.cloned"
    report: str
    clone: str


@dataclass(frozen=True, slots=True)
class GuestInvited:
    """Somebody from outside was invited to read the report; the address is in its row only."""

    name: ClassVar[str] = "report.guest_invited"
    report: str
    guest: str
    may_comment: bool
    expires_at: str


@dataclass(frozen=True, slots=True)
class GuestJoined:
    """A guest used their link and reads the report from now on."""

    name: ClassVar[str] = "report.guest_joined"
    report: str
    guest: str
    user_id: int


@dataclass(frozen=True, slots=True)
class GuestRevoked:
    """A guest reads the report no more, or their link works no more."""

    name: ClassVar[str] = "report.guest_revoked"
    report: str
    guest: str


@dataclass(frozen=True, slots=True)
class ReportLocked:
    """Nobody but the team writes on it any more; the reason is shown there."""

    name: ClassVar[str] = "report.locked"
    report: str


@dataclass(frozen=True, slots=True)
class ReportUnlocked:
    """Both sides write again."""

    name: ClassVar[str] = "report.unlocked"
    report: str


@dataclass(frozen=True, slots=True)
class RetestAsked:
    """The team asked the reporter to try the fix. `amount_minor` is None where nothing is paid."""

    name: ClassVar[str] = "report.retest_asked"
    report: str
    retest: str
    due_at: str
    amount_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class RetestAccepted:
    """The reporter took a retest on."""

    name: ClassVar[str] = "report.retest_accepted"
    report: str
    retest: str


@dataclass(frozen=True, slots=True)
class RetestDue:
    """A retest will soon be over without an answer. Once per retest."""

    name: ClassVar[str] = "report.retest_due"
    report: str
    retest: str
    due_at: str


@dataclass(frozen=True, slots=True)
class ChecklistAnswered:
    """Triage answered in scope, exploitable, novel; None is unanswered."""

    name: ClassVar[str] = "report.checklist_answered"
    report: str
    in_scope: bool | None
    exploitable: bool | None
    novel: bool | None


@dataclass(frozen=True, slots=True)
class AttachmentAdded:
    """A whole file was stored with a report."""

    name: ClassVar[str] = "attachment.added"
    report: str
    attachment: str
    sha256: str
    size_bytes: int
    audience: str


@dataclass(frozen=True, slots=True)
class AttachmentRemoved:
    """A file is no longer shown to anybody."""

    name: ClassVar[str] = "attachment.removed"
    report: str
    attachment: str


@dataclass(frozen=True, slots=True)
class CommentRemoved:
    """Its author deleted a comment; `sha256` is that of what it said last, as UTF-8."""

    name: ClassVar[str] = "report.comment_removed"
    report: str
    comment_id: int
    audience: str
    sha256: str


@dataclass(frozen=True, slots=True)
class AttachmentHidden:
    """A file of the participants is the team's alone now."""

    name: ClassVar[str] = "attachment.hidden"
    report: str
    attachment: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldSet:
    """A field of the programme says something else. Never what it says."""

    name: ClassVar[str] = "report.field_set"
    report: str
    field: str


@dataclass(frozen=True, slots=True)
class AttachmentDeleted:
    """The team took a file from everybody; its content is still kept."""

    name: ClassVar[str] = "attachment.deleted"
    report: str
    attachment: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class PurgeAsked:
    """The first of two people wants the content of a deleted file gone."""

    name: ClassVar[str] = "attachment.purge_asked"
    report: str
    attachment: str
    sha256: str


@dataclass(frozen=True, slots=True)
class AttachmentPurged:
    """A second person agreed: the content is gone, unless another file has the same."""

    name: ClassVar[str] = "attachment.purged"
    report: str
    attachment: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportHeld:
    """Legal hold: no content is purged while it lasts."""

    name: ClassVar[str] = "report.held"
    report: str


@dataclass(frozen=True, slots=True)
class ReportReleased:
    """The legal hold is over."""

    name: ClassVar[str] = "report.released"
    report: str


ReportEvent = (
    ReportDrafted
    | DraftDiscarded
    | ReportSubmitted
    | TopicRouted
    | ReportMoved
    | AnswerDue
    | ReportRevised
    | CollaboratorsSet
    | CollaboratorAnswered
    | ReportCommented
    | CommentEdited
    | ReportAssigned
    | ReportTagged
    | ReportExported
    | SeveritySet
    | DecisionAppealed
    | AppealDecided
    | ReportCloned
    | GuestInvited
    | GuestJoined
    | GuestRevoked
    | ReportLocked
    | ReportUnlocked
    | RetestAsked
    | RetestAccepted
    | RetestDue
    | ChecklistAnswered
    | AttachmentAdded
    | AttachmentRemoved
    | CommentRemoved
    | AttachmentHidden
    | AttachmentDeleted
    | PurgeAsked
    | AttachmentPurged
    | ReportHeld
    | ReportReleased
    | FieldSet
)
