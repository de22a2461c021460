"""Every read of programmes and their briefs. What comes out is frozen."""

from seawall.domain.programs.queries.asking import fields
from seawall.domain.programs.queries.banned import BanRow, bans
from seawall.domain.programs.queries.briefs import (
    BriefVersion,
    VersionRow,
    VersionsDiff,
    brief_at,
    brief_of,
    diff,
    document_of,
    versions,
)
from seawall.domain.programs.queries.directory import (
    DirectoryPage,
    Filters,
    ProgramCard,
    directory,
    programs_of,
)
from seawall.domain.programs.queries.editing import (
    AccessRow,
    DraftView,
    InvitationRow,
    check_document,
    draft,
    draft_token,
    invitations,
    researchers,
)
from seawall.domain.programs.queries.invited import (
    Nda,
    Offer,
    address_of,
    nda,
    offer,
    offers_for,
    verified_as,
)
from seawall.domain.programs.queries.known import KnownIssues, KnownIssueView, known_issues
from seawall.domain.programs.queries.programs import ProgramView, program
from seawall.domain.programs.queries.rotations import PlaceRow, RotationView, rotation
from seawall.domain.programs.queries.scope import scope_answer
from seawall.domain.programs.queries.secret_rules import SecretRules, secret_rules
from seawall.domain.programs.queries.templating import (
    TemplateView,
    own_template,
    own_templates,
    templates,
)

__all__ = [
    "AccessRow",
    "BanRow",
    "BriefVersion",
    "DirectoryPage",
    "DraftView",
    "Filters",
    "InvitationRow",
    "KnownIssueView",
    "KnownIssues",
    "Nda",
    "Offer",
    "PlaceRow",
    "ProgramCard",
    "ProgramView",
    "RotationView",
    "SecretRules",
    "TemplateView",
    "VersionRow",
    "VersionsDiff",
    "address_of",
    "bans",
    "brief_at",
    "brief_of",
    "check_document",
    "diff",
    "directory",
    "document_of",
    "draft",
    "draft_token",
    "fields",
    "invitations",
    "known_issues",
    "nda",
    "offer",
    "offers_for",
    "own_template",
    "own_templates",
    "program",
    "programs_of",
    "researchers",
    "rotation",
    "scope_answer",
    "secret_rules",
    "templates",
    "verified_as",
    "versions",
]
