"""Organizations, their members and open invitations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from seawall.domain.accounts import policies
from seawall.domain.accounts.models import Invitation, Organization, User
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.lib import clock, crypto


@dataclass(frozen=True, slots=True)
class OrganizationLink:
    """Enough to link to it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """The inside of an organization, for those who may read it."""

    id: int
    slug: str
    name: str
    about: str
    website: str
    created_at: datetime
    members: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member. `is_active` is false for a deactivated account."""

    membership_id: int
    user_id: int
    handle: str
    name: str
    email: str
    role: str
    joined_at: datetime
    is_active: bool
    is_limited: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that nobody accepted or revoked; `is_expired` ones wait for a new link."""

    invitation_id: int
    email: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """What the invited person reads before accepting."""

    organization_name: str
    organization_slug: str
    role: str
    email: str
    invited_by: str
    expires_at: datetime


def organizations_of(actor: Actor) -> tuple[OrganizationLink, ...]:
    """Those the actor is a member of, by name."""
    mine = tuple(actor.roles)
    if not mine:
        return ()
    rows = Organization.objects.filter(pk__in=mine).order_by("name", "pk")
    return tuple(OrganizationLink(*row) for row in rows.values_list("pk", "slug", "name"))


def all_organizations(actor: Actor) -> tuple[OrganizationView, ...]:
    """Every organization the actor may see, by name."""
    return tuple(_view(each) for each in _counted(actor).order_by("name", "pk"))


def organization(slug: str, *, actor: Actor) -> OrganizationView:
    """Raises NotFound for one that does not exist or is not the actor's business."""
    found = _counted(actor).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return _view(found)


def _counted(actor: Actor) -> QuerySet[Organization]:
    return policies.visible_to(actor).annotate(member_count=Count("memberships"))


def _view(row: Organization) -> OrganizationView:
    return OrganizationView(
        id=row.pk,
        slug=row.slug,
        name=row.name,
        about=row.about,
        website=row.website,
        created_at=row.created_at,
        members=getattr(row, "member_count", 0),
    )


def own_membership(organization_id: int, *, actor: Actor) -> int | None:
    """The id of the actor's own membership there."""
    if actor.user_id is None:
        return None
    mine = policies.memberships_visible_to(actor).filter(
        organization_id=organization_id, user_id=actor.user_id
    )
    return mine.values_list("pk", flat=True).first()


def members_of(organization_id: int, *, actor: Actor) -> tuple[MemberRow, ...]:
    """By handle. Raises NotFound for those who may not read them."""
    if not policies.can_view_members(actor, organization_id):
        raise NotFound
    rows = (
        policies.memberships_visible_to(actor)
        .filter(organization_id=organization_id)
        .select_related("user")
        .order_by("user__handle", "pk")
    )
    return tuple(
        MemberRow(
            membership_id=row.pk,
            user_id=row.user_id,
            handle=row.user.handle,
            name=row.user.display_name or row.user.handle,
            email=row.user.email,
            role=row.role,
            joined_at=row.created_at,
            is_active=row.user.is_active,
            is_limited=row.is_limited,
        )
        for row in rows
    )


def invitations_of(organization_id: int, *, actor: Actor) -> tuple[InvitationRow, ...]:
    """Open ones, newest first; empty for those who may not manage members."""
    rows = (
        policies.invitations_visible_to(actor)
        .filter(organization_id=organization_id, accepted_at=None, revoked_at=None)
        .select_related("created_by")
        .order_by("-created_at", "-pk")
    )
    now = clock.now()
    return tuple(
        InvitationRow(
            invitation_id=row.pk,
            email=row.email,
            role=row.role,
            invited_by=row.created_by.handle,
            created_at=row.created_at,
            expires_at=row.expires_at,
            is_expired=row.expires_at <= now,
        )
        for row in rows
    )


def invitation_offer(secret: str) -> InvitationOffer:
    """What a link offers. Raises NotFound, in the same words, for every link that is not open."""
    row = _open_invitations().filter(secret_hash=crypto.sha256_hex(secret)).first()
    if row is None:
        raise NotFound
    return _offer(row)


def invitations_for_person(actor: Actor) -> tuple[InvitationOffer, ...]:
    """Open invitations to the actor's verified addresses: a reminder to open the mailed link."""
    if actor.user_id is None:
        return ()
    mine = User.objects.filter(pk=actor.user_id, emailaddress__verified=True)
    rows = (
        _open_invitations()
        .filter(email__in=mine.values("emailaddress__email"))
        .order_by("-created_at", "-pk")
    )
    return tuple(_offer(row) for row in rows)


def _open_invitations() -> QuerySet[Invitation]:
    return policies.open_invitations().select_related("organization", "created_by")


def _offer(row: Invitation) -> InvitationOffer:
    return InvitationOffer(
        organization_name=row.organization.name,
        organization_slug=row.organization.slug,
        role=row.role,
        email=row.email,
        invited_by=row.created_by.display_name or row.created_by.handle,
        expires_at=row.expires_at,
    )
