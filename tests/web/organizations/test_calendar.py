"""The calendar of a team, and the page that gives new reports out in turn."""

import pytest

from seawall.domain.accounts.models import MemberDays, Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.programs.models import Rotation, RotationPlace
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def program():
    return factories.judged_program()


def sign_in(client, program, role):
    actor = factories.team_actor(program, role)
    client.force_login(Membership.objects.get(user=actor.user_id).user)
    return actor


def test_a_member_enters_when_they_are_away_and_a_manager_for_all(client, program):
    home = f"/organizations/{program.organization.slug}/calendar"
    triager = sign_in(client, program, Role.TRIAGER)
    assert "Everybody is there" in text_of(client.get(home))
    assert 'name="handle"' not in text_of(client.get(home))
    sent = {"first": "2099-05-01", "last": "2099-05-09", "kind": "on_call", "handle": "owner"}
    assert client.post(home, sent).status_code == 303
    row = MemberDays.objects.get()
    assert (row.kind, row.membership.user.handle) == ("absent", triager.handle)
    assert client.post(home, sent | {"last": "2099-04-01"}).status_code == 422

    sign_in(client, program, Role.OWNER)
    client.post(home, sent | {"handle": triager.handle})
    mine = {"first": "2099-01-01", "last": "2099-01-02", "kind": "absent"}
    assert client.post(home, mine).status_code == 303
    page = text_of(client.get(home))
    assert "On call" in page
    assert '<time datetime="2099-05-09">2099-05-09</time>' in page
    for one in MemberDays.objects.all():
        client.post(f"{home}/{one.pk}/remove")
    assert not MemberDays.objects.exists()


def test_new_reports_are_given_out_by_a_form(client, program):
    triager = factories.team_actor(program, Role.TRIAGER)
    owner = sign_in(client, program, Role.OWNER)
    home = f"/programs/{program.slug}/settings/rotation"
    names = [f"weight:{one.handle}" for one in (owner, triager)]
    assert all(f'name="{name}"' in text_of(client.get(home)) for name in names)

    assert client.post(home, {"is_on": "on"} | dict.fromkeys(names, "3")).status_code == 303
    assert Rotation.objects.get().on_since is not None
    assert set(RotationPlace.objects.values_list("weight", flat=True)) == {3}
    assert client.post(home, {"is_on": "on"} | dict.fromkeys(names, "11")).status_code == 422
    client.post(home, {})
    assert Rotation.objects.get().on_since is None
    sign_in(client, program, Role.TRIAGER)
    assert client.get(home).status_code == 404
