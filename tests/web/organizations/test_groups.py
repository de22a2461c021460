"""The page of groups, giving reports to them, and what a limited member is shown."""

import pytest

from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts.models import Group, Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands
from seawall.domain.reports.models import Report
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def owner(program, client):
    actor = factories.team_actor(program, Role.OWNER)
    client.force_login(Membership.objects.get(user=actor.user_id).user)
    return actor


@pytest.fixture
def member(program):
    return factories.member(program.organization, Role.TRIAGER)


def test_groups_are_made_filled_renamed_and_deleted(client, program, owner, member):
    home = f"/organizations/{program.organization.slug}/groups"
    assert "No groups yet" in text_of(client.get(home))
    client.post(f"{home}/new", {"name": "Web team", "handle": "web-team"})
    assert client.post(f"{home}/new", {"handle": "web-team"}).status_code == 422
    one, handle = f"{home}/web-team/edit", member.user.handle
    client.post(one, {"do": "members", "member": [handle]})
    limit = f"/organizations/{program.organization.slug}/members/{member.pk}/limit"
    client.post(limit, {"to": "groups"})

    page = text_of(client.get(home))
    assert f'value="{handle}" checked' in page
    assert '<option value="groups" selected>' in page
    client.post(one, {"do": "members", "had": [handle]})
    client.post(one, {"name": "Site", "handle": "site", "mail_domain": "acme.example"})
    assert "only acme.example" in text_of(client.get(home))
    client.post(f"{home}/site/edit", {"do": "members", "member": [handle]})
    refused = text_of(client.get(home))
    assert "has an address of another domain than acme.example" in refused
    client.post(limit, {"to": "all"})
    assert not Membership.objects.get(pk=member.pk).is_limited
    assert Group.objects.get().places.count() == 0
    client.post(f"{home}/site/edit", {"do": "delete"})
    assert not Group.objects.exists()


def test_a_report_is_given_away_to_a_group_that_one_does_not_see(client, program, owner, member):
    org = program.organization_id
    for handle in ("web-team", "api-team"):
        accounts.make_group(org, handle=handle, actor=owner)
    accounts.set_group_members(org, "web-team", add=[member.user.handle], actor=owner)
    accounts.limit_member(member.pk, is_limited=True, actor=owner)
    mine, other = (factories.report(program=program).public_id for _ in range(2))
    sent = {"report": [mine, other], "do": "assign", "group": "web-team"}
    assert "2 of 2 changed" in text_of(client.post("/inbox/selected", sent))
    commands.assign(other, group="api-team", actor=owner)

    client.force_login(member.user)
    assert other not in text_of(client.get("/inbox"))
    assert client.get(f"/inbox/{other}").status_code == 404
    figures = f"/programs/{program.slug}/metrics"
    assert client.get(figures).status_code == 404
    assert figures not in text_of(client.get(f"/programs/{program.slug}"))
    offers = client.get("/filter/offers?q=group:a&at=7").json()["items"]
    assert [one["text"] for one in offers] == ["group:api-team"]
    form = text_of(client.get(f"/inbox/{mine}/assign"))
    assert '<option value="web-team" selected>' in form
    taken = client.post(f"/inbox/{mine}/assign", {"assignee": member.user.handle})
    assert taken["Location"].startswith(f"/inbox/{mine}")
    given = client.post(f"/inbox/{mine}/assign", {"assignee": "", "group": "api-team"})
    assert given["Location"] == "/inbox"
    assert client.get(f"/inbox/{mine}").status_code == 404


def test_the_api_lists_groups_and_gives_reports_to_them(program, owner, member):
    accounts.make_group(program.organization_id, handle="web-team", name="Web", actor=owner)
    number = factories.report(program=program).public_id
    client = ApiClient(member.user)
    home = f"/organizations/{program.organization.slug}/groups"

    assert client.get(home).json() == {
        "items": [{"handle": "web-team", "name": "Web", "mail_domain": ""}]
    }
    bulk = {"reports": [number], "action": "assign", "assignee": member.user.handle}
    assert client.post("/bulk", bulk | {"group": "web-team"}).json()["done"] == 1
    assert client.get(f"/reports/{number}").json()["group"] == "web-team"
    assert client.post("/bulk", bulk | {"assignee": None}).json()["done"] == 1
    assert client.get("/reports?q=group:web-team").json()["items"][0]["group"] == "web-team"
    reporter = ApiClient(Report.objects.get(public_id=number).reporter)
    assert reporter.get(f"/reports/{number}").json()["group"] is None
