"""Invitations, roles, and the rule that nobody gives more than they have."""

from datetime import timedelta

import pytest

from seawall.domain.accounts import commands, policies, queries
from seawall.domain.accounts.models import Invitation, Membership
from seawall.domain.accounts.rules import PERMISSIONS, Permission, Role, may
from seawall.domain.actor import ANONYMOUS
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock, crypto
from tests import factories

pytestmark = pytest.mark.django_db
MANAGERS = [role for role in Role if may(role, Permission.MEMBER_MANAGE)]
OTHERS = [role for role in Role if role not in MANAGERS]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("granted", Role)
def test_who_may_grant_what_follows_from_the_table(role, granted):
    membership = factories.member(role=role)
    actor = factories.actor(membership)

    allowed = policies.can_grant(actor, granted, membership.organization_id)

    manages = Permission.MEMBER_MANAGE in PERMISSIONS[role]
    assert allowed == (manages and PERMISSIONS[granted] <= PERMISSIONS[role])


@pytest.mark.parametrize("role", OTHERS)
def test_who_does_not_manage_members_cannot_invite_change_or_remove(role):
    organization = factories.organization()
    owner = factories.member(organization)
    viewer = factories.member(organization, Role.VIEWER)
    actor = factories.actor(factories.member(organization, role))

    with pytest.raises(NotAllowed):
        commands.invite_member(organization.pk, email="x@example.org", role="viewer", actor=actor)
    for act in (
        lambda: commands.change_role(viewer.pk, role="developer", actor=actor),
        lambda: commands.remove_member(owner.pk, actor=actor),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            act()


def test_nobody_manages_members_of_another_organization():
    theirs = factories.member(role=Role.VIEWER)
    factories.member(theirs.organization)
    stranger = factories.actor(factories.member())

    with pytest.raises(NotFound):
        commands.invite_member(
            theirs.organization_id, email="x@example.org", role="viewer", actor=stranger
        )
    with pytest.raises(NotFound):
        commands.change_role(theirs.pk, role="owner", actor=stranger)
    with pytest.raises(NotFound):
        commands.remove_member(theirs.pk, actor=stranger)
    with pytest.raises(NotFound):
        queries.members_of(theirs.organization_id, actor=stranger)


def test_the_platform_administrator_manages_no_members():
    theirs = factories.member(role=Role.VIEWER)
    admin = factories.actor(factories.person(is_platform_admin=True))

    with pytest.raises(NotAllowed):
        commands.invite_member(
            theirs.organization_id, email="x@example.org", role="viewer", actor=admin
        )
    with pytest.raises(NotFound):
        queries.members_of(theirs.organization_id, actor=admin)


@pytest.mark.parametrize("role", Role)
def test_accepting_an_invitation_makes_a_member(role):
    organization = factories.organization()
    secret, invitation = factories.invitation(organization, email="new@example.org", role=role)
    newcomer = factories.person(email="new@example.org")

    commands.accept_invitation(secret, actor=factories.actor(newcomer))

    assert Membership.objects.get(user=newcomer).role == role
    invitation.refresh_from_db()
    assert invitation.accepted_by == newcomer


def test_only_the_hash_of_an_invitation_is_kept():
    secret, invitation = factories.invitation()

    assert invitation.secret_hash == crypto.sha256_hex(secret)
    assert secret not in str(invitation.__dict__)
    assert secret not in str(list(Event.objects.values()))


def test_an_invitation_is_for_its_verified_address_only():
    secret, _invitation = factories.invitation(email="new@example.org")
    other = factories.person(email="other@example.org")
    unverified = factories.person(email="new@example.org")
    unverified.emailaddress_set.update(verified=False)

    for person in (other, unverified):
        with pytest.raises(NotAllowed):
            commands.accept_invitation(secret, actor=factories.actor(person))
    with pytest.raises(NotAllowed):
        commands.accept_invitation(secret, actor=factories.token_actor(other))


def _refusal(secret, actor):
    with pytest.raises(NotFound) as refusal:
        commands.accept_invitation(secret, actor=actor)
    return refusal.value.message


def test_used_revoked_expired_and_invented_invitations_are_refused_in_the_same_words():
    organization = factories.organization()
    owner = factories.member(organization)
    actor = factories.actor(factories.person(email="new@example.org"))
    used, _row = factories.invitation(email="new@example.org")
    commands.accept_invitation(used, actor=actor)
    revoked, row = factories.invitation(organization, email="new@example.org", by=owner)
    commands.revoke_invitation(row.pk, actor=factories.actor(owner))
    expired, row = factories.invitation(organization, email="new@example.org", by=owner)
    Invitation.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(seconds=1))

    answers = {_refusal(secret, actor) for secret in (used, revoked, expired, "invented")}

    assert len(answers) == 1


def test_a_new_invitation_replaces_the_open_one():
    organization = factories.organization()
    owner = factories.member(organization)
    first, _row = factories.invitation(organization, email="new@example.org", by=owner)
    second, _row = factories.invitation(organization, email="New@Example.org", by=owner)
    actor = factories.actor(factories.person(email="new@example.org"))

    with pytest.raises(NotFound):
        commands.accept_invitation(first, actor=actor)

    assert commands.accept_invitation(second, actor=actor).organization == organization


def test_a_member_cannot_be_invited_again():
    organization = factories.organization()
    owner = factories.member(organization)
    member = factories.member(organization, Role.VIEWER)

    with pytest.raises(Conflict):
        commands.invite_member(
            organization.pk, email=member.user.email, role="owner", actor=factories.actor(owner)
        )


def test_an_unknown_role_is_refused():
    owner = factories.member()

    with pytest.raises(Invalid):
        commands.invite_member(
            owner.organization_id, email="x@y.org", role="god", actor=factories.actor(owner)
        )


def test_an_organization_keeps_its_last_owner():
    owner = factories.member()
    sleeping = factories.member(owner.organization)
    type(sleeping.user).objects.filter(pk=sleeping.user_id).update(is_active=False)
    actor = factories.actor(owner)

    with pytest.raises(Conflict):
        commands.change_role(owner.pk, role="viewer", actor=actor)
    with pytest.raises(Conflict):
        commands.remove_member(owner.pk, actor=actor)
    with pytest.raises(Conflict):
        commands.deactivate_person(
            owner.user_id, actor=factories.actor(factories.person(is_platform_admin=True))
        )


def test_an_owner_hands_over_and_leaves():
    owner = factories.member()
    heir = factories.member(owner.organization, Role.VIEWER)

    commands.change_role(heir.pk, role="owner", actor=factories.actor(owner))
    commands.remove_member(owner.pk, actor=factories.actor(owner))

    heir.refresh_from_db()
    assert heir.role == Role.OWNER
    assert not factories.actor(owner.user).grants


@pytest.mark.parametrize("role", OTHERS)
def test_every_member_may_leave(role):
    owner = factories.member()
    member = factories.member(owner.organization, role)

    commands.remove_member(member.pk, actor=factories.actor(member))

    assert not Membership.objects.filter(pk=member.pk).exists()


def test_a_token_neither_joins_nor_leaves():
    owner = factories.member()
    member = factories.member(owner.organization, Role.VIEWER)

    with pytest.raises(NotAllowed):
        commands.remove_member(member.pk, actor=factories.token_actor(member))


def test_member_events_belong_to_the_organization():
    organization = factories.organization()
    secret, _row = factories.invitation(organization, email="new@example.org")
    newcomer = factories.person(email="new@example.org")
    joined = commands.accept_invitation(secret, actor=factories.actor(newcomer))
    owner = Membership.objects.exclude(pk=joined.pk).get()
    commands.change_role(joined.pk, role="triager", actor=factories.actor(owner))
    commands.remove_member(joined.pk, actor=factories.actor(owner))

    events = Event.objects.filter(organization_id=organization.pk).order_by("pk")

    assert [event.name for event in events] == [
        "member.invited",
        "member.joined",
        "member.role_changed",
        "member.removed",
    ]
    assert "example.org" not in str([event.payload for event in events])


@pytest.mark.parametrize("role", Role)
def test_one_member_and_the_list_of_members_follow_one_rule(role):
    membership = factories.member(role=role)
    factories.member(membership.organization)
    actor = factories.actor(membership)

    one = policies.can_view_members(actor, membership.organization_id)
    many = policies.memberships_visible_to(actor).exclude(pk=membership.pk).exists()

    assert one == many == may(role, Permission.MEMBER_VIEW)


@pytest.mark.parametrize("kind", ["visitor", "stranger", "member", "admin"])
def test_can_view_and_visible_to_agree(kind):
    membership = factories.member(role=Role.VIEWER)
    organization = membership.organization
    actors = {
        "visitor": lambda: ANONYMOUS,
        "stranger": lambda: factories.actor(factories.member()),
        "member": lambda: factories.actor(membership),
        "admin": lambda: factories.actor(factories.person(is_platform_admin=True)),
    }
    actor = actors[kind]()

    seen = policies.visible_to(actor).filter(pk=organization.pk).exists()

    assert seen == policies.can_view(actor, organization.pk) == (kind in {"member", "admin"})
