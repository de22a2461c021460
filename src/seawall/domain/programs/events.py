"""What can happen to a programme. Names are public words, payloads ids, labels and states."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProgramCreated:
    """A programme exists, as a draft."""

    name: ClassVar[str] = "program.created"
    program: str
    kind: str
    visibility: str


@dataclass(frozen=True, slots=True)
class ProgramEdited:
    """Settings changed. `changed` names them."""

    name: ClassVar[str] = "program.edited"
    program: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownIssueAdded:
    """The programme registered an issue that it knows. The log commits to what it says."""

    name: ClassVar[str] = "program.known_issue_added"
    program: str
    known_issue: str


@dataclass(frozen=True, slots=True)
class KnownIssueRetired:
    """No report can be closed by a known issue any more."""

    name: ClassVar[str] = "program.known_issue_retired"
    program: str
    known_issue: str


@dataclass(frozen=True, slots=True)
class CustomFieldAdded:
    """The programme asks one thing more. `audience`: researcher or team."""

    name: ClassVar[str] = "program.field_added"
    program: str
    field: str
    audience: str


@dataclass(frozen=True, slots=True)
class CustomFieldChanged:
    """A field is asked in other words, at another place, or not any more. `changed` names what."""

    name: ClassVar[str] = "program.field_changed"
    program: str
    field: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportTemplateSet:
    """A programme's words to begin a report with are others, or (`is_removed`) none. `entry` is of
    the taxonomy, empty for any. Never the words.
    """

    name: ClassVar[str] = "program.template_set"
    program: str
    entry: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class OwnTemplateSaved:
    """A person keeps words to begin reports with."""

    name: ClassVar[str] = "template.saved"
    template: str


@dataclass(frozen=True, slots=True)
class OwnTemplateRemoved:
    """A person keeps them no longer."""

    name: ClassVar[str] = "template.removed"
    template: str


@dataclass(frozen=True, slots=True)
class BriefDrafted:
    """Work on the next version began. Later saves of the draft are no events."""

    name: ClassVar[str] = "program.brief_drafted"
    program: str


@dataclass(frozen=True, slots=True)
class BriefDraftDiscarded:
    """The next version was thrown away before it was published."""

    name: ClassVar[str] = "program.brief_draft_discarded"
    program: str


@dataclass(frozen=True, slots=True)
class BriefPublished:
    """A new version is in force. `changes_scope`: targets, exclusions or rewards differ."""

    name: ClassVar[str] = "program.brief_published"
    program: str
    version: int
    content_sha256: str
    changes_scope: bool


@dataclass(frozen=True, slots=True)
class ProgramStateChanged:
    """Draft, open, paused, closed."""

    name: ClassVar[str] = "program.state_changed"
    program: str
    from_state: str
    to_state: str


@dataclass(frozen=True, slots=True)
class ProgramVisibilityChanged:
    """Public or private."""

    name: ClassVar[str] = "program.visibility_changed"
    program: str
    from_visibility: str
    to_visibility: str


@dataclass(frozen=True, slots=True)
class SecretRulesSet:
    """What the programme calls a secret of its own, and how long a sealed one is kept."""

    name: ClassVar[str] = "program.secret_rules_set"
    program: str
    patterns: int
    retention_days: int


@dataclass(frozen=True, slots=True)
class NdaChanged:
    """The terms to sign before reading are others, or none (empty hash)."""

    name: ClassVar[str] = "program.nda_changed"
    program: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class NdaSigned:
    """A researcher agreed to the terms."""

    name: ClassVar[str] = "program.nda_signed"
    program: str
    user_id: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class ResearcherInvited:
    """`user_id` is None while no account has the address."""

    name: ClassVar[str] = "program.researcher_invited"
    program: str
    invitation_id: int
    user_id: int | None


@dataclass(frozen=True, slots=True)
class ProgramInvitationAccepted:
    """The researcher may read and report from now on."""

    name: ClassVar[str] = "program.invitation_accepted"
    program: str
    invitation_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class ProgramInvitationDeclined:
    """`reason` is one of the listed words; a free answer stays in the row."""

    name: ClassVar[str] = "program.invitation_declined"
    program: str
    invitation_id: int
    user_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ProgramInvitationRevoked:
    """The link is refused from now on."""

    name: ClassVar[str] = "program.invitation_revoked"
    program: str
    invitation_id: int


@dataclass(frozen=True, slots=True)
class ProgramAccessRevoked:
    """The researcher cannot read the programme any more; their reports stay theirs."""

    name: ClassVar[str] = "program.access_revoked"
    program: str
    user_id: int


@dataclass(frozen=True, slots=True)
class ResearcherBanned:
    """`scope`: program or organization. Until `expires_at` or (empty) without end."""

    name: ClassVar[str] = "program.researcher_banned"
    program: str
    user_id: int
    ban_id: int
    scope: str
    reason: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class ResearcherBanLifted:
    """May report again."""

    name: ClassVar[str] = "program.ban_lifted"
    program: str
    user_id: int
    ban_id: int


@dataclass(frozen=True, slots=True)
class RotationSet:
    """New reports are given out in turn, or not any more. `weights`: those that changed, by user
    id as text.
    """

    name: ClassVar[str] = "program.rotation_set"
    program: str
    is_on: bool
    group_id: int | None
    weights: dict[str, int]
