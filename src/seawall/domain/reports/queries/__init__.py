"""Every read of reports. Each starts from what the actor may see."""

from seawall.domain.reports.queries.appeals import AppealRow, appeals, decisions
from seawall.domain.reports.queries.briefs import PinnedBrief, pinned
from seawall.domain.reports.queries.checking import check_words
from seawall.domain.reports.queries.clocks import recompute_clocks
from seawall.domain.reports.queries.counts import counts, my_counts
from seawall.domain.reports.queries.decisions import AppealView, DecisionView
from seawall.domain.reports.queries.dossier import Heading, heading
from seawall.domain.reports.queries.duplicates import (
    DuplicateProof,
    duplicate_proof,
    duplicate_proof_document,
)
from seawall.domain.reports.queries.evidence import Evidence, EvidenceFile, evidence
from seawall.domain.reports.queries.fields import FieldView
from seawall.domain.reports.queries.guests import (
    GuestOffer,
    guest_address,
    guest_offer,
)
from seawall.domain.reports.queries.inbox import (
    NO_FILTERS,
    Filters,
    all_visible,
    inbox,
    my_reports,
)
from seawall.domain.reports.queries.invitations import InvitationView, my_invitations, readable
from seawall.domain.reports.queries.inviting import GuestPage, guest_page
from seawall.domain.reports.queries.keyset import Page
from seawall.domain.reports.queries.parts import (
    AppealEntry,
    AttachmentView,
    CollaboratorView,
    CommentEntry,
    Entry,
    GuestView,
    MoveEntry,
    OpinionView,
    OriginalView,
    RemovalEntry,
    RevisionDiff,
    RevisionEntry,
    RevisionView,
    SeverityEntry,
    WordingView,
)
from seawall.domain.reports.queries.reads import Listing, Reading, Readings, reads
from seawall.domain.reports.queries.receipts import Receipt, receipt, receipt_document
from seawall.domain.reports.queries.retests import Retests, RetestView, retests
from seawall.domain.reports.queries.rows import Person, ReportRow, TagMark
from seawall.domain.reports.queries.screening import Screened, screen
from seawall.domain.reports.queries.secrets import SecretsPage, secrets
from seawall.domain.reports.queries.tagging import TagRow, offered_tags, tags
from seawall.domain.reports.queries.threads import (
    Abilities,
    ReportPage,
    revision_diff,
    revision_list,
    thread,
)

__all__ = [
    "NO_FILTERS",
    "Abilities",
    "AppealEntry",
    "AppealRow",
    "AppealView",
    "AttachmentView",
    "CollaboratorView",
    "CommentEntry",
    "DecisionView",
    "DuplicateProof",
    "Entry",
    "Evidence",
    "EvidenceFile",
    "FieldView",
    "Filters",
    "GuestOffer",
    "GuestPage",
    "GuestView",
    "Heading",
    "InvitationView",
    "Listing",
    "MoveEntry",
    "OpinionView",
    "OriginalView",
    "Page",
    "Person",
    "PinnedBrief",
    "Reading",
    "Readings",
    "Receipt",
    "RemovalEntry",
    "ReportPage",
    "ReportRow",
    "RetestView",
    "Retests",
    "RevisionDiff",
    "RevisionEntry",
    "RevisionView",
    "Screened",
    "SecretsPage",
    "SeverityEntry",
    "TagMark",
    "TagRow",
    "WordingView",
    "all_visible",
    "appeals",
    "check_words",
    "counts",
    "decisions",
    "duplicate_proof",
    "duplicate_proof_document",
    "evidence",
    "guest_address",
    "guest_offer",
    "guest_page",
    "heading",
    "inbox",
    "my_counts",
    "my_invitations",
    "my_reports",
    "offered_tags",
    "pinned",
    "readable",
    "reads",
    "receipt",
    "receipt_document",
    "recompute_clocks",
    "retests",
    "revision_diff",
    "revision_list",
    "screen",
    "secrets",
    "tags",
    "thread",
]
