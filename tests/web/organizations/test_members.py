"""Members in the browser: invited by mail, given roles, removed."""

import re

import pytest
from django.test import Client

from seawall.domain.accounts.models import Invitation, Membership, Organization
from seawall.domain.accounts.rules import Permission, Role, may
from tests import factories
from tests.web.accounts.walking import link_in, mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    membership = factories.member(factories.organization("acme", name="Acme"))
    client.force_login(membership.user)
    return membership


def test_an_invitation_walks_by_mail(client, owner):
    newcomer = factories.person(email="new@example.org")
    client.post("/organizations/acme/invite", {"email": "new@example.org", "role": "triager"})
    path = link_in(mails()[0])
    browser = Client()
    assert "Sign in to accept" in browser.get(path, follow=True).content.decode()
    browser.force_login(newcomer)

    page = browser.get(path, follow=True)
    assert "Triager" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "Acme" in browser.get("/settings/invitations").content.decode()
    assert browser.post(path)["Location"] == "/organizations/acme"

    assert Membership.objects.get(user=newcomer).role == Role.TRIAGER
    assert browser.get("/organizations/acme/members").status_code == 200
    assert browser.get(path).status_code == 404


def test_an_invitation_is_not_for_others(client, owner):
    client.post("/organizations/acme/invite", {"email": "new@example.org", "role": "viewer"})
    browser = Client()
    browser.force_login(factories.person(email="other@example.org"))

    answer = browser.post(link_in(mails()[0]))

    assert answer.status_code == 403
    assert Membership.objects.count() == 1


def test_opening_an_invitation_accepts_nothing(client, owner):
    newcomer = factories.person(email="new@example.org")
    client.post("/organizations/acme/invite", {"email": "new@example.org", "role": "viewer"})
    browser = Client()
    browser.force_login(newcomer)

    browser.get(link_in(mails()[0]))

    assert not Membership.objects.filter(user=newcomer).exists()


def test_an_invitation_is_revoked(client, owner):
    _secret, row = factories.invitation(owner.organization, by=owner)

    assert row.email in client.get("/organizations/acme/members").content.decode()
    client.post(f"/organizations/acme/invitations/{row.pk}/revoke")

    assert row.email not in client.get("/organizations/acme/members").content.decode()


@pytest.mark.parametrize(
    "given", [{}, {"email": "x"}, {"email": "x@y.org", "role": "god"}, {"role": "viewer"}]
)
def test_a_bad_invitation_is_refused_on_the_page(client, owner, given):
    assert client.post("/organizations/acme/invite", given).status_code == 422
    assert not Invitation.objects.exists()


def test_roles_are_changed_and_members_removed(client, owner):
    member = factories.member(owner.organization, Role.VIEWER)
    base = f"/organizations/acme/members/{member.pk}"

    client.post(f"{base}/role", {"role": "finance"})
    assert Membership.objects.get(pk=member.pk).role == Role.FINANCE
    client.post(f"{base}/remove")
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_the_last_owner_is_told_why_not(client, owner):
    client.post(f"/organizations/acme/members/{owner.pk}/role", {"role": "viewer"})

    assert "needs an owner" in client.get("/organizations/acme/members").content.decode()
    assert client.post(f"/organizations/acme/members/{owner.pk}/remove").status_code == 409


@pytest.mark.parametrize("role", Role)
def test_who_reads_members_and_edits_follows_from_the_table(client, role):
    membership = factories.member(factories.organization("acme"), role)
    factories.member(membership.organization)
    client.force_login(membership.user)

    seen = {
        path: client.get(f"/organizations/acme{path}").status_code
        for path in ("", "/members", "/edit")
    }

    assert seen == {
        "": 200,
        "/members": 200 if may(role, Permission.MEMBER_VIEW) else 404,
        "/edit": 200 if may(role, Permission.ORGANIZATION_EDIT) else 404,
    }


def test_an_organization_is_a_secret_to_strangers(client, owner):
    stranger = Client()
    stranger.force_login(factories.member().user)

    for path in ("", "/members", "/edit"):
        assert stranger.get(f"/organizations/acme{path}").status_code == 404
    assert stranger.post("/organizations/acme/invite", {}).status_code == 404
    assert stranger.post(f"/organizations/acme/members/{owner.pk}/remove").status_code == 404


def test_the_page_explains_every_permission_for_every_role(client, owner):
    text = client.get("/organizations/acme/members").content.decode()
    table = text.split("What each role may do")[1]

    yes = len(re.findall(">yes<", table))
    no = len(re.findall(">no<", table))

    assert yes == sum(may(role, permission) for role in Role for permission in Permission)
    assert yes + no == len(Role) * len(Permission)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_members_costs_a_fixed_number_of_statements(
    client, owner, count, django_assert_max_num_queries
):
    for _number in range(count):
        factories.member(owner.organization, Role.VIEWER)

    with django_assert_max_num_queries(12):
        client.get("/organizations/acme/members")


def test_the_administrator_makes_an_organization_with_an_owner(client):
    client.force_login(factories.person("boss", is_platform_admin=True))
    factories.person("stone")
    given = {"name": "Acme", "slug": "Acme", "owner": "@nobody"}

    assert client.post("/platform/organizations", given).status_code == 422
    answer = client.post("/platform/organizations", given | {"owner": "stone"})

    assert answer.status_code == 303
    assert Organization.objects.get().memberships.get().user.handle == "stone"
    again = client.post("/platform/organizations", given | {"owner": "stone"})
    assert again.status_code == 422
    assert "Another organisation" in again.content.decode()


def test_the_organization_is_edited(client, owner):
    assert client.post("/organizations/acme/edit", {"name": ""}).status_code == 422
    client.post("/organizations/acme/edit", {"name": "Acme & Sons", "about": "We <3 bugs"})

    text = client.get("/organizations/acme").content.decode()

    assert "Acme &amp; Sons" in text
    assert "We &lt;3 bugs" in text
