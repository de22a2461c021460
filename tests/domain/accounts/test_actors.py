"""From the rows to the Actor."""

from datetime import timedelta

import pytest

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.models import ApiToken
from seawall.domain.accounts.rules import PERMISSIONS, Permission, PlatformPermission, Role
from seawall.domain.actor import ActorKind
from seawall.domain.errors import NotAllowed, NotFound
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_an_actor_holds_exactly_the_permissions_of_the_table(role):
    membership = factories.member(role=role)

    actor = factories.actor(membership)

    assert dict(actor.grants) == {membership.organization_id: PERMISSIONS[role]}
    assert dict(actor.roles) == {membership.organization_id: role}


def test_a_stranger_holds_nothing():
    actor = factories.actor()

    assert (dict(actor.grants), actor.platform, actor.kind) == ({}, frozenset(), ActorKind.PERSON)


def test_the_administrator_holds_platform_permissions_and_nothing_inside_organizations():
    organization = factories.organization()

    actor = factories.actor(factories.person(is_platform_admin=True))

    assert actor.platform == frozenset(PlatformPermission)
    assert not any(actor.may(each, organization.pk) for each in Permission)


def test_a_person_becomes_an_actor_in_one_statement(django_assert_num_queries):
    user = factories.person()
    factories.member(user=user)
    factories.member(role=Role.TRIAGER, user=user)

    with django_assert_num_queries(1):
        actor = queries.actor_for_user(user.pk, second_factor=False, ip="192.0.2.7")

    assert len(actor.grants) == 2
    assert actor.ip == "192.0.2.7"


def test_a_token_becomes_an_actor_in_one_statement(django_assert_num_queries):
    membership = factories.member()
    secret, token = factories.api_token(membership.user)

    with django_assert_num_queries(1):
        actor = queries.actor_for_token(secret)

    assert (actor.kind, actor.token_id, actor.user_id) == (
        ActorKind.TOKEN,
        token.pk,
        membership.user_id,
    )


def test_a_deactivated_person_is_no_actor():
    user = factories.person(is_active=False)

    with pytest.raises(NotFound):
        queries.actor_for_user(user.pk, second_factor=False)


def test_a_second_factor_counts_only_while_the_account_has_one():
    user = factories.person()

    assert not queries.actor_for_user(user.pk, second_factor=True).second_factor
    factories.factor(user, "recovery_codes")
    assert not queries.actor_for_user(user.pk, second_factor=True).second_factor
    factories.factor(user)
    assert queries.actor_for_user(user.pk, second_factor=True).second_factor
    assert not queries.actor_for_user(user.pk, second_factor=False).second_factor


def test_a_token_narrows_what_its_owner_may_do():
    membership = factories.member(role=Role.TRIAGER)

    actor = factories.token_actor(membership, scopes=["reports:read"])

    organization_id = membership.organization_id
    assert dict(actor.grants) == {organization_id: frozenset({Permission.REPORT_VIEW})}
    assert actor.has_scope("reports:read")
    assert not actor.has_scope("reports:write")


def test_a_token_never_carries_platform_permissions():
    admin = factories.person(is_platform_admin=True)

    assert factories.token_actor(admin).platform == frozenset()


def _refusal(secret):
    with pytest.raises(NotAllowed) as refusal:
        queries.actor_for_token(secret)
    return refusal.value.message, refusal.value.code


def test_every_bad_token_is_refused_in_the_same_words():
    unknown, token = factories.api_token()
    token.delete()
    revoked, token = factories.api_token()
    commands.revoke_token(token.pk, actor=factories.actor(token.user))
    expired, token = factories.api_token()
    ApiToken.objects.filter(pk=token.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    sleeping, token = factories.api_token()
    type(token.user).objects.filter(pk=token.user_id).update(is_active=False)

    answers = {
        _refusal(each) for each in (unknown, revoked, expired, sleeping, "", "sw_x", "é" * 54)
    }

    assert len(answers) == 1


def test_a_mistyped_token_costs_no_statement(django_assert_num_queries):
    secret, _token = factories.api_token()
    wrong = secret[:10] + ("A" if secret[10] != "A" else "B") + secret[11:]

    with django_assert_num_queries(0), pytest.raises(NotAllowed):
        queries.actor_for_token(wrong)
