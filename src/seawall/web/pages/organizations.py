"""What the pages of organizations show."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.accounts import policies, queries
from seawall.domain.accounts.rules import (
    PERMISSIONS,
    ROLE_LABELS,
    Permission,
    Role,
)
from seawall.domain.actor import Actor
from seawall.lib.text import gettext_noop

PERMISSION_LABELS: dict[Permission, str] = {
    Permission.ORGANIZATION_VIEW: gettext_noop("See the organisation"),
    Permission.ORGANIZATION_EDIT: gettext_noop("Edit the organisation"),
    Permission.MEMBER_VIEW: gettext_noop("See members"),
    Permission.MEMBER_MANAGE: gettext_noop("Invite, change and remove members"),
    Permission.GROUP_MANAGE: gettext_noop("Make groups, and say who is in them"),
    Permission.PROGRAM_VIEW: gettext_noop("See drafts and private programmes"),
    Permission.PROGRAM_EDIT: gettext_noop("Edit programmes"),
    Permission.PROGRAM_PUBLISH: gettext_noop("Publish briefs, open and close programmes"),
    Permission.REPORT_VIEW: gettext_noop("Read reports"),
    Permission.REPORT_COMMENT: gettext_noop("Write to reporters"),
    Permission.REPORT_NOTE: gettext_noop("Write notes to the team"),
    Permission.REPORT_MOVE: gettext_noop("Triage and close reports"),
    Permission.REPORT_ACCEPT: gettext_noop("Accept reports"),
    Permission.REPORT_RESOLVE: gettext_noop("Resolve reports"),
    Permission.REPORT_ASSIGN: gettext_noop("Assign reports"),
    Permission.REPORT_TAG: gettext_noop("Put tags on reports"),
    Permission.TAG_MANAGE: gettext_noop("Make, rename and delete tags"),
    Permission.GUEST_INVITE: gettext_noop("Invite guests to one report"),
    Permission.REPORT_LOCK: gettext_noop("Lock and unlock reports"),
    Permission.SEVERITY_SET: gettext_noop("Set priority and severity"),
    Permission.VIEW_SHARE: gettext_noop("Share views of the inbox"),
    Permission.RESPONSE_MANAGE: gettext_noop("Write canned responses"),
    Permission.RULE_MANAGE: gettext_noop("Keep rules that act by themselves"),
    Permission.APPEAL_DECIDE: gettext_noop("Answer objections to decisions of others"),
    Permission.SECRET_REVEAL: gettext_noop("Look at secrets taken out of reports"),
    Permission.ADVICE_EDIT: gettext_noop("Reword the advice on fixing"),
    Permission.LEAK_VIEW: gettext_noop("See leaked keys that were reported"),
    Permission.LEAK_HANDLE: gettext_noop("Confirm, revoke and answer leaked keys"),
    Permission.AWARD_VIEW: gettext_noop("See awards"),
    Permission.AWARD_PROPOSE: gettext_noop("Propose awards"),
    Permission.AWARD_APPROVE: gettext_noop("Approve awards"),
    Permission.PAYOUT_RECORD: gettext_noop("Record payouts"),
    Permission.LEDGER_VIEW: gettext_noop("Read the ledger"),
    Permission.EVIDENCE_REMOVE: gettext_noop("Hide and delete files of reports"),
    Permission.EVIDENCE_HOLD: gettext_noop("Hold reports, and delete the content of files"),
    Permission.RESEARCHER_BAN: gettext_noop("Ban researchers from reporting"),
    Permission.ACTIVITY_VIEW: gettext_noop("Read the activity log"),
    Permission.ACTIVITY_EXPORT: gettext_noop("Export the activity log"),
    Permission.WEBHOOK_MANAGE: gettext_noop("Manage webhooks"),
    Permission.PROVIDER_MANAGE: gettext_noop("Decide how members sign in"),
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role and, per permission in the order of `Permission`, whether it has it."""

    role: str
    label: str


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One permission across the roles."""

    label: str
    granted: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class RoleTable:
    """The one table of roles and permissions, in words."""

    roles: tuple[RoleRow, ...]
    permissions: tuple[PermissionRow, ...]


def role_table() -> RoleTable:
    """Made from `rules.PERMISSIONS`: it cannot disagree with what is enforced."""
    return RoleTable(
        roles=tuple(RoleRow(role.value, _(ROLE_LABELS[role])) for role in Role),
        permissions=tuple(
            PermissionRow(
                _(PERMISSION_LABELS[permission]),
                tuple(permission in PERMISSIONS[role] for role in Role),
            )
            for permission in Permission
        ),
    )


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member as the actor sees them. `roles` are those the actor may give; empty for none."""

    membership_id: int
    name: str
    handle: str
    email: str
    role: str
    role_label: str
    joined_at: datetime
    is_active: bool
    is_self: bool
    can_change: bool
    can_remove: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One open invitation."""

    invitation_id: int
    email: str
    role_label: str
    invited_by: str
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Members, open invitations, and what the actor may give."""

    organization: queries.OrganizationView
    members: tuple[MemberLine, ...]
    invitations: tuple[InvitationLine, ...]
    grantable: tuple[tuple[str, str], ...]
    table: RoleTable


def members(slug: str, actor: Actor) -> MembersPage:
    """Raises NotFound for those who may not read members."""
    organization = queries.organization(slug, actor=actor)
    rows = queries.members_of(organization.id, actor=actor)
    grantable = tuple(
        (role.value, _(ROLE_LABELS[role]))
        for role in Role
        if policies.can_grant(actor, role, organization.id)
    )
    return MembersPage(
        organization=organization,
        members=tuple(_member(row, organization.id, actor) for row in rows),
        invitations=tuple(
            InvitationLine(
                invitation_id=each.invitation_id,
                email=each.email,
                role_label=_(ROLE_LABELS[Role(each.role)]),
                invited_by=each.invited_by,
                expires_at=each.expires_at,
                is_expired=each.is_expired,
            )
            for each in queries.invitations_of(organization.id, actor=actor)
        ),
        grantable=grantable,
        table=role_table(),
    )


def _member(row: queries.MemberRow, organization_id: int, actor: Actor) -> MemberLine:
    is_self = row.user_id == actor.user_id
    can_change = policies.can_grant(actor, Role(row.role), organization_id)
    return MemberLine(
        membership_id=row.membership_id,
        name=row.name,
        handle=row.handle,
        email=row.email,
        role=row.role,
        role_label=_(ROLE_LABELS[Role(row.role)]),
        joined_at=row.joined_at,
        is_active=row.is_active,
        is_self=is_self,
        can_change=can_change,
        can_remove=can_change or is_self,
    )


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """An organization from the inside."""

    organization: queries.OrganizationView
    role_label: str
    can_edit: bool
    can_view_members: bool
    membership_id: int | None


def overview(slug: str, actor: Actor) -> OverviewPage:
    """Raises NotFound for one that is not the actor's business."""
    organization = queries.organization(slug, actor=actor)
    role = actor.roles.get(organization.id)
    return OverviewPage(
        organization=organization,
        role_label=_(ROLE_LABELS[Role(role)]) if role else _("Platform administrator"),
        can_edit=policies.can_edit(actor, organization.id),
        can_view_members=policies.can_view_members(actor, organization.id),
        membership_id=queries.own_membership(organization.id, actor=actor),
    )
