"""Tags on the list, on a report, on many at once, on their own page and over the API."""

import json

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands
from seawall.domain.reports.models import Tag
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


@pytest.fixture
def report(program):
    return factories.report(program=program)


def test_tags_are_ticked_on_a_report_and_shown_in_the_list(signed_in, program, report, triager):
    commands.make_tag(program.organization_id, name="api", tone="danger", actor=triager)
    form = text_of(signed_in.get(f"/inbox/{report.public_id}/tags"))
    assert '<input type="checkbox" name="tag" value="api">' in form

    sent = {"tag": ["api"], "new": "One two,three four"}
    answer = signed_in.post(f"/inbox/{report.public_id}/tags", sent)
    assert answer.status_code == 303
    page = text_of(signed_in.get("/inbox"))
    assert '<span class="badge" data-tone="danger">api</span>' in page
    assert ">one</span>" in page
    assert "+2" in page
    pane = text_of(signed_in.get(f"/inbox/{report.public_id}"))
    assert 'href="/inbox?q=tag:three">three</a>' in pane

    # What another member put on meanwhile stays.
    commands.tag(report.public_id, add=["late"], actor=triager)
    signed_in.post(f"/inbox/{report.public_id}/tags", {"had": ["api", "one"], "tag": ["one"]})
    names = [one.name for one in Tag.objects.filter(taggings__report=report).order_by("name")]
    assert names == ["four", "late", "one", "three", "two"]
    refused = signed_in.post(f"/inbox/{report.public_id}/tags", {"new": "a:b"})
    assert refused.status_code == 422
    assert "A tag is one word" in text_of(refused)


def test_who_reported_it_sees_none(client, report, triager):
    commands.tag(report.public_id, add=["quokka"], actor=triager)
    client.force_login(report.reporter)

    for path in (f"/reports/{report.public_id}", "/reports", f"/reports/{report.public_id}/reads"):
        assert "quokka" not in text_of(client.get(path))
    assert client.get(f"/inbox/{report.public_id}/tags").status_code in (403, 404)
    api = ApiClient(report.reporter)
    assert api.get(f"/reports/{report.public_id}").json()["tags"] == []
    assert api.get("/reports").json()["items"][0]["tags"] == []


def test_many_are_tagged_and_untagged(signed_in, program):
    chosen = [factories.report(program=program).public_id for _ in range(2)]

    def do(what, tags):
        return signed_in.post("/inbox/selected", {"report": chosen, "do": what, "tags": tags})

    assert "2 of 2 changed" in text_of(do("tag", "api, web"))
    assert "1 of 2" not in text_of(do("untag", "web"))
    assert [one.taggings.count() for one in Tag.objects.order_by("name")] == [2, 0]
    assert do("tag", " ").status_code == 422


def test_the_page_of_tags_makes_renames_archives_and_deletes(signed_in, program, report, triager):
    home = f"/organizations/{program.organization.slug}/tags"
    assert "No tags yet" in text_of(signed_in.get(home))
    signed_in.post(f"{home}/new", {"name": "Customer data", "tone": "warn"})
    assert signed_in.post(f"{home}/new", {"name": "customer-data"}).status_code == 422
    one = f"{home}/{Tag.objects.get().public_id}"
    commands.tag(report.public_id, add=["customer-data"], actor=triager)

    signed_in.post(one, {"name": "pii", "tone": "info"})
    signed_in.post(one, {"do": "archive"})
    page = text_of(signed_in.get(home))
    assert '<span class="badge" data-tone="info">pii</span>' in page
    assert ">1 report</a>" in page
    assert "Bring back" in page
    signed_in.post(one, {"do": "restore"})
    assert "pii" in signed_in.get("/filter/offers?q=tag:p&at=5").json()["items"][0]["text"]
    signed_in.post(one, {"do": "delete"})
    assert not Tag.objects.exists()


def test_the_api_does_the_same(program, report):
    client = ApiClient(factories.member(program.organization, Role.TRIAGER).user)
    home = f"/organizations/{program.organization.slug}/tags"

    def change(method, path, body=None):
        send = getattr(client.http, method)
        kind = "application/json"
        return send(f"/api/v1{path}", body, content_type=kind, headers=client.headers)

    made = client.post(home, {"name": "api", "tone": "ok"}).json()
    assert (made["name"], made["tone"], made["reports"]) == ("api", "ok", 0)
    answer = client.post(f"/reports/{report.public_id}/tags", {"add": ["api", "web"]})
    assert answer.json() == {"id": report.public_id, "tags": ["api", "web"]}
    assert client.post(f"/reports/{report.public_id}/tags", {"add": ["api"]}).status_code == 409
    assert client.get("/reports?q=tag:web").json()["items"][0]["tags"] == ["api", "web"]
    bulk = {"reports": [report.public_id], "action": "tag", "tags": {"remove": ["web"]}}
    assert client.post("/bulk", bulk).json()["done"] == 1
    changed = change("patch", f"/tags/{made['id']}", {"name": "rest", "is_archived": True}).json()
    assert changed == made | {"name": "rest", "is_archived": True, "reports": 1}
    assert change("delete", f"/tags/{made['id']}").status_code == 204
    assert json.loads(client.get(home).content)["items"][0]["name"] == "web"
