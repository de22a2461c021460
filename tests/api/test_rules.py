"""Rules on events over the API."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.jobs_queue import worker
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def user(program):
    return factories.member(program.organization, Role.OWNER).user


@pytest.fixture
def client(user):
    return ApiClient(user)


def change(client, method, path, body=None):
    send = getattr(client.http, method)
    return send(f"/api/v1{path}", body, content_type="application/json", headers=client.headers)


def test_a_rule_is_tried_written_at_work_changed_and_deleted(client, user, program):
    path = f"/organizations/{program.organization.slug}/rules"
    old = factories.report(program=program)
    body = {"name": "Take it", "triggers": ["submitted"], "then": {"assignee": user.handle}}
    tried = client.post(f"{path}/try?days=7", body).json()
    assert [one["report"] for one in tried["reports"]] == [old.public_id]
    made = client.post(path, body).json()
    assert (made["off"], made["version"], made["acts_for"]) == ("by_hand", 1, user.handle)
    assert client.get(path).json() == {"items": [made]}

    one = f"/rules/{made['id']}"
    assert client.post(f"{one}/do", {"do": "on"}).json()["off"] == ""
    assert client.post(f"{one}/do", {"do": "sideways"}).status_code == 422
    worker.settle()
    new = factories.report(program=program)
    worker.settle()
    runs = client.get(f"{one}/runs").json()["items"]
    assert [(run["report"], run["outcomes"]) for run in runs] == [
        (new.public_id, [{"act": "assign", "refusal": ""}])
    ]
    changed = change(client, "patch", one, body | {"condition": "priority:1"}).json()
    assert (changed["version"], changed["condition"]) == (2, "priority:1")
    assert change(client, "delete", one).status_code == 204
    assert client.get(path).json() == {"items": []}


def test_what_is_wrong_is_named(client, program):
    path = f"/organizations/{program.organization.slug}/rules"
    answer = client.post(path, {"name": "", "triggers": [], "then": {}, "condition": "stat:new"})

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"name", "triggers", "then", "condition"}


def test_those_of_others_answer_like_none(program, user):
    row = factories.rule(factories.actor(user), program)
    other = ApiClient(factories.member(None, Role.OWNER).user)
    body = {"name": "x", "triggers": ["submitted"], "then": {}}
    for number in (row.public_id, "U-000000"):
        assert change(other, "patch", f"/rules/{number}", body).status_code == 404
        assert change(other, "delete", f"/rules/{number}").status_code == 404
        assert other.get(f"/rules/{number}/runs").status_code == 404
        for do in ("off", "sideways"):
            assert other.post(f"/rules/{number}/do", {"do": do}).status_code == 404
