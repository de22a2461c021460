"""Canned responses over the API."""

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


def test_one_is_written_listed_filled_changed_and_deleted(client, program):
    report = factories.report(program=program)
    path = f"/organizations/{program.organization.slug}/responses"
    body = {"name": "Steps", "text": "{{ report.number }}?", "default_for": "ask"}
    made = client.post(path, body).json()
    assert client.get(path).json() == {"items": [made]}
    assert made == body | {"id": made["id"], "program": ""}

    filled = client.get(f"/reports/{report.public_id}/responses").json()["items"]
    assert [(one["id"], one["text"]) for one in filled] == [(made["id"], f"{report.public_id}?")]
    one = f"/responses/{made['id']}"
    changed = change(client, "patch", one, {"default_for": "", "program": program.slug}).json()
    assert changed == made | {"default_for": "", "program": program.slug}
    assert change(client, "delete", one).status_code == 204
    assert client.get(path).json() == {"items": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"text": "{{ nobody }}"}, "text"),
        ({"default_for": "submit"}, "default_for"),
        ({"program": "no-such"}, "program"),
    ],
)
def test_what_is_wrong_is_named(client, program, body, field):
    path = f"/organizations/{program.organization.slug}/responses"
    answer = client.post(path, {"name": "One", "text": "Words"} | body)

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {field}


def test_those_of_others_answer_like_none(program):
    row = factories.canned_response(factories.team_actor(program), program)
    report = factories.report(program=program)
    for other in (ApiClient(factories.member(None, Role.OWNER).user), ApiClient(report.reporter)):
        for number in (row.public_id, "C-000000"):
            assert change(other, "patch", f"/responses/{number}", {"name": "x"}).status_code == 404
            assert change(other, "delete", f"/responses/{number}").status_code == 404
        assert other.get(f"/reports/{report.public_id}/responses").status_code == 404
