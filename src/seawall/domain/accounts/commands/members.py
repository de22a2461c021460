"""Who belongs to an organization, in which role.

Nobody grants, changes or takes away more than they have; an organization always keeps an owner.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.events import (
    InvitationRevoked,
    MemberInvited,
    MemberJoined,
    MemberRemoved,
    RoleChanged,
)
from seawall.domain.accounts.models import Invitation, Membership, Organization, User
from seawall.domain.accounts.rules import Role
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock, crypto

INVITED_FOR = timedelta(days=7)


@transaction.atomic
def invite_member(organization_id: int, *, email: str, role: str, actor: Actor) -> str:
    """The secret of a link that works once, for a week, for this address only.

    An open invitation of the same address is replaced: its link stops working.
    """
    if not policies.can_view(actor, organization_id):
        raise NotFound
    wanted = _role(role)
    if not policies.can_grant(actor, wanted, organization_id):
        raise NotAllowed(_("You can invite only to roles that have no more rights than yours."))
    address = wording.email_address(email)
    organization = _locked(organization_id)
    members = Membership.objects.filter(organization=organization)
    if members.filter(user__in=_verified_as(address)).exists():
        raise Conflict(_("This person is a member already. Change their role instead."))
    now = clock.now()
    _open(organization_id).filter(email=address).update(revoked_at=now, revoked_by_id=actor.user_id)
    secret = crypto.new_secret()
    invitation = Invitation.objects.create(
        organization=organization,
        email=address,
        role=wanted,
        secret_hash=crypto.sha256_hex(secret),
        created_at=now,
        created_by_id=_user_id(actor),
        expires_at=now + INVITED_FOR,
    )
    event = MemberInvited(invitation_id=invitation.pk, role=wanted)
    audit.record(event, actor=actor, organization_id=organization_id)
    return secret


@transaction.atomic
def accept_invitation(secret: str, *, actor: Actor) -> Membership:
    """Join. The invited address must be a verified one of the actor's account.

    Raises NotFound for a link that is unknown, used, revoked or expired, always in the same words.
    """
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        raise NotAllowed(_("Sign in first, with the address that was invited."))
    digest = crypto.sha256_hex(secret)
    still_open = policies.open_invitations().select_for_update(of=("self",))
    invitation = still_open.filter(secret_hash=digest).first()
    now = clock.now()
    if invitation is None or policies.banned_everywhere().filter(user_id=actor.user_id).exists():
        raise NotFound(_("This invitation is not valid any more. Ask for a new one."))
    if not _verified_as(invitation.email).filter(pk=actor.user_id).exists():
        raise NotAllowed(
            _("This invitation is for another address. Sign in with that address, or ask anew.")
        )
    organization = _locked(invitation.organization_id)
    members = Membership.objects.filter(organization=organization)
    if members.filter(user_id=actor.user_id).exists():
        raise Conflict(_("You are a member already."))
    invitation.accepted_at, invitation.accepted_by_id = now, actor.user_id
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = Membership.objects.create(
        organization=organization, user_id=actor.user_id, role=invitation.role, created_at=now
    )
    event = MemberJoined(user_id=actor.user_id, role=invitation.role)
    audit.record(event, actor=actor, organization_id=organization.pk)
    return membership


@transaction.atomic
def revoke_invitation(invitation_id: int, *, actor: Actor) -> None:
    """The link stops working at once."""
    visible = policies.invitations_visible_to(actor)
    invitation = visible.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Conflict(_("This invitation was accepted or revoked already."))
    invitation.revoked_at, invitation.revoked_by_id = clock.now(), actor.user_id
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    event = InvitationRevoked(invitation_id=invitation.pk)
    audit.record(event, actor=actor, organization_id=invitation.organization_id)


@transaction.atomic
def change_role(membership_id: int, *, role: str, actor: Actor) -> None:
    """Give a member another role; both roles must be within the actor's own rights."""
    membership = _visible_membership(membership_id, actor)
    organization_id, wanted = membership.organization_id, _role(role)
    for each in (Role(membership.role), wanted):
        if not policies.can_grant(actor, each, organization_id):
            raise NotAllowed(_("You can give and take only roles within your own rights."))
    if membership.role == wanted:
        raise Conflict(_("This is the member's role already."))
    if membership.role == Role.OWNER:
        _refuse_last_owner(membership)
    if wanted == Role.OWNER and membership.is_limited:
        raise Conflict(_("An owner sees all reports. Let this member see all reports first."))
    before, membership.role = membership.role, wanted
    membership.save(update_fields=["role"])
    event = RoleChanged(user_id=membership.user_id, before=before, after=wanted)
    audit.record(event, actor=actor, organization_id=organization_id)


@transaction.atomic
def remove_member(membership_id: int, *, actor: Actor) -> None:
    """Take a member out, or leave oneself: everybody may leave but the last owner."""
    membership = _visible_membership(membership_id, actor)
    organization_id = membership.organization_id
    leaves = actor.kind is ActorKind.PERSON and membership.user_id == actor.user_id
    if not leaves and not policies.can_grant(actor, Role(membership.role), organization_id):
        raise NotAllowed(_("You can remove only members whose role is within your own rights."))
    if membership.role == Role.OWNER:
        _refuse_last_owner(membership)
    event = MemberRemoved(user_id=membership.user_id, role=membership.role)
    membership.delete()
    audit.record(event, actor=actor, organization_id=organization_id)


def _visible_membership(membership_id: int, actor: Actor) -> Membership:
    found = policies.memberships_visible_to(actor).filter(pk=membership_id).first()
    if found is None:
        raise NotFound
    # Two owners who remove each other wait here for one another.
    _locked(found.organization_id)
    found.refresh_from_db()
    return found


def _refuse_last_owner(membership: Membership) -> None:
    others = Membership.objects.filter(
        organization_id=membership.organization_id, role=Role.OWNER, user__is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise Conflict(_("An organisation needs an owner. Appoint another one first."))


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError as refusal:
        raise Invalid(_("Choose a role of the list."), field="role") from refusal


def _locked(organization_id: int) -> Organization:
    return Organization.objects.select_for_update().get(pk=organization_id)


def _open(organization_id: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        organization_id=organization_id, accepted_at=None, revoked_at=None
    )


def _verified_as(address: str) -> QuerySet[User]:
    return User.objects.filter(
        emailaddress__email=address, emailaddress__verified=True, is_active=True
    )


def _user_id(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(_("Only a person can invite."))
    return actor.user_id
