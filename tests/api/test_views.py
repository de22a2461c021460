"""Saved views over the API."""

import pytest

from seawall.domain.accounts.rules import Role
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def client(program):
    return ApiClient(factories.member(program.organization, Role.TRIAGER).user)


def change(client, method, path, body=None):
    send = getattr(client.http, method)
    return send(f"/api/v1{path}", body, content_type="application/json", headers=client.headers)


def test_a_view_is_made_listed_changed_and_deleted(client, program):
    factories.report(program=program)
    slug = program.organization.slug
    own = client.post("/views", {"name": "Own", "query": "state:open"}).json()
    shared = client.post("/views", {"name": "Team", "query": "xss", "organization": slug}).json()
    only = client.post("/views", {"name": "Some", "query": "", "program": program.slug}).json()

    listed = client.get("/views").json()["items"]
    assert [(one["name"], one["organization"], one["program"], one["count"]) for one in listed] == [
        ("Own", None, None, "1"),
        ("Team", slug, None, None),
        ("Some", slug, program.slug, "1"),
    ]
    answer = change(client, "patch", f"/views/{own['id']}", {"query": "state:closed"})
    assert (answer.json()["name"], answer.json()["query"]) == ("Own", "state:closed")
    for one in (own, shared, only):
        assert change(client, "delete", f"/views/{one['id']}").status_code == 204
    assert client.get("/views").json() == {"items": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "query": ""}, "name"),
        ({"name": "One", "query": "stat:new"}, "query"),
        ({"name": "One", "query": "", "organization": "no-such"}, "organization"),
        ({"name": "One", "query": "", "program": "no-such"}, "program"),
    ],
)
def test_what_is_wrong_is_named(client, body, field):
    answer = client.post("/views", body)

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {field}


def test_views_of_others_answer_like_none(program):
    view = factories.saved_view(factories.team_actor(program))
    other = ApiClient(factories.member(None, Role.OWNER).user)

    for number in (view.public_id, "V-000000"):
        assert change(other, "patch", f"/views/{number}", {"name": "x"}).status_code == 404
        assert change(other, "delete", f"/views/{number}").status_code == 404
    assert ApiClient(factories.person()).get("/views").status_code == 404
