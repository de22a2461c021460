"""Who may do what to people and organizations: `can_*` for one, `visible_*` for many."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts.models import (
    Ban,
    Group,
    Invitation,
    MemberDays,
    Membership,
    Organization,
    ProviderIdentity,
    User,
)
from seawall.domain.accounts.rules import (
    PERMISSIONS,
    Permission,
    PlatformPermission,
    Role,
    roles_granting,
)
from seawall.domain.actor import Actor, ActorKind
from seawall.lib import clock


def visible_to(actor: Actor) -> QuerySet[Organization]:
    """Organizations whose inside the actor may read. Their public programs are another matter."""
    if can_manage_organizations(actor):
        return Organization.objects.all()
    member_of = actor.organizations_with(Permission.ORGANIZATION_VIEW)
    return Organization.objects.filter(pk__in=member_of)


def can_view(actor: Actor, organization_id: int) -> bool:
    """The same rule as `visible_to`, for one."""
    return can_manage_organizations(actor) or actor.may(
        Permission.ORGANIZATION_VIEW, organization_id
    )


def can_edit(actor: Actor, organization_id: int) -> bool:
    """Name, text and web site of the organization."""
    return actor.may(Permission.ORGANIZATION_EDIT, organization_id)


def can_manage_organizations(actor: Actor) -> bool:
    """Make organizations and see the list of all; nothing inside them."""
    return actor.kind is ActorKind.SYSTEM or actor.may_on_platform(PlatformPermission.ORGANIZATIONS)


def memberships_visible_to(actor: Actor) -> QuerySet[Membership]:
    """One's own, and all of the organizations where members may be read."""
    readable = actor.organizations_with(Permission.MEMBER_VIEW)
    own = Q(user_id=actor.user_id) if actor.is_person else Q()
    return Membership.objects.filter(own | Q(organization_id__in=readable))


def can_view_members(actor: Actor, organization_id: int) -> bool:
    """The same rule as `memberships_visible_to`, for one organization."""
    return actor.may(Permission.MEMBER_VIEW, organization_id)


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Those of the organizations whose members the actor manages."""
    managed = actor.organizations_with(Permission.MEMBER_MANAGE)
    return Invitation.objects.filter(organization_id__in=managed)


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that can be accepted now: not used, revoked or over, by somebody who may still
    give that role.
    """
    by_right = Q(pk__in=[])
    for role in Role:
        inviter = Membership.objects.filter(
            organization=OuterRef("organization"),
            user=OuterRef("created_by"),
            user__is_active=True,
            role__in=roles_granting(role),
        )
        by_right |= Q(Exists(inviter), role=role)
    return Invitation.objects.filter(
        by_right, accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
    )


def can_manage_members(actor: Actor, organization_id: int) -> bool:
    """Invite, change roles, remove."""
    return actor.may(Permission.MEMBER_MANAGE, organization_id)


def can_grant(actor: Actor, role: Role, organization_id: int) -> bool:
    """Nobody gives, changes or takes away more than they have themselves."""
    held = actor.grants.get(organization_id, frozenset())
    return can_manage_members(actor, organization_id) and PERMISSIONS[role] <= held


def people_visible_to(actor: Actor) -> QuerySet[User]:
    """For the administration of people: all, or nobody."""
    return User.objects.all() if can_manage_people(actor) else User.objects.none()


def can_manage_people(actor: Actor) -> bool:
    """List everybody, deactivate, make accounts."""
    return actor.kind is ActorKind.SYSTEM or actor.may_on_platform(PlatformPermission.USERS)


def can_edit_person(actor: Actor, user_id: int) -> bool:
    """Everybody edits themselves, in a browser: a token never reaches profile or credentials."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return actor.kind is ActorKind.PERSON and actor.user_id == user_id


def can_see_sessions_and_tokens(actor: Actor, user_id: int) -> bool:
    """One's own only: not even the administrator reads where somebody signs in."""
    return can_edit_person(actor, user_id)


def groups_visible_to(actor: Actor) -> QuerySet[Group]:
    """The groups of the organizations whose reports the actor reads."""
    return Group.objects.filter(organization__in=actor.organizations_with(Permission.REPORT_VIEW))


def can_see_groups(actor: Actor, organization_id: int) -> bool:
    """The same rule as `groups_visible_to`, for one organization."""
    return actor.may(Permission.REPORT_VIEW, organization_id)


def can_manage_groups(actor: Actor, organization_id: int) -> bool:
    """Make groups, and say who is in them: never with a token."""
    return actor.kind is ActorKind.PERSON and actor.may(Permission.GROUP_MANAGE, organization_id)


def days_visible_to(actor: Actor) -> QuerySet[MemberDays]:
    """Days in the calendars of organizations where members may be read, and one's own."""
    mine = memberships_visible_to(actor).values("pk")
    return MemberDays.objects.filter(membership__in=mine)


def can_manage_provider(actor: Actor, organization_id: int) -> bool:
    """Decide through which provider members sign in, and whether they have to."""
    return actor.may(Permission.PROVIDER_MANAGE, organization_id)


def identities_visible_to(actor: Actor) -> QuerySet[ProviderIdentity]:
    """One's own, in a browser."""
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        return ProviderIdentity.objects.none()
    return ProviderIdentity.objects.filter(user_id=actor.user_id)


def bans_in_force(now: datetime | None = None) -> QuerySet[Ban]:
    """Every ban that counts at this moment, whatever it covers."""
    at = now or clock.now()
    return Ban.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=at), lifted_at__isnull=True
    )


def banned_everywhere() -> QuerySet[Ban]:
    """The bans in force that cover the whole platform."""
    return bans_in_force().filter(organization__isnull=True)
