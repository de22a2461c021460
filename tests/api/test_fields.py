"""Fields over the API: defined by who may, answered by each side, read by who may."""

import pytest

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from tests import factories
from tests.api.client import ApiClient, report_body

pytestmark = pytest.mark.django_db
NEW = {"name": "build", "label": "Build", "kind": "text", "audience": "researcher"}


def _client(actor, **token):
    return ApiClient(User.objects.get(pk=actor.user_id), **token)


def test_fields_are_defined_asked_and_answered():
    program = factories.judged_program()
    path = f"/programs/{program.slug}/fields"
    manager = _client(factories.manager_of(program))
    mira = factories.person("mira")
    reporter, team = ApiClient(mira), _client(factories.team_actor(program))

    assert manager.post(path, NEW | {"pattern": "(a)(?=b)"}).status_code == 422
    assert manager.post(path, NEW | {"pattern": r"\d+", "is_required": True}).status_code == 201
    for body in (
        NEW | {"name": "agreed", "kind": "checkbox"},
        NEW | {"name": "ticket", "audience": "team"},
    ):
        assert manager.post(path, body).status_code == 201
    assert team.post(path, NEW | {"name": "more"}).status_code == 403
    changed = manager.post(f"{path}/build", {"label": "Build number", "is_required": True})
    assert (changed.json()["label"], changed.json()["pattern"]) == ("Build number", "")
    assert [one["name"] for one in reporter.get(path).json()["items"]] == ["build", "agreed"]
    assert len(team.get(path).json()["items"]) == 3

    send = f"/programs/{program.slug}/reports"
    missing = reporter.post(send, report_body(program))
    assert missing.json()["fields"] == {"field.build": "Fill in “Build number”."}
    answers = {"build": "12", "agreed": True}
    sent = reporter.post(send, report_body(program, fields=answers))
    assert sent.status_code == 201, sent.content
    address = f"/reports/{sent.json()['id']}"
    set_by_team = team.post(f"{address}/fields", {"values": {"ticket": "T-1"}})
    assert (set_by_team.status_code, set_by_team.json()["changed"]) == (200, ["ticket"])
    assert reporter.post(f"{address}/fields", {"values": {"agreed": False}}).status_code == 200
    assert reporter.post(f"{address}/fields", {"values": {"ticket": "T-2"}}).status_code == 422
    assert _client(factories.team_actor(program, Role.VIEWER)).post(
        f"{address}/fields", {"values": {"ticket": "T-2"}}
    ).status_code == 403  # fmt: skip

    def read(client):
        fields = client.get(address).json()["fields"]
        return {one["name"]: one["value"] for one in fields}

    assert read(team) == {"build": "12", "ticket": "T-1"}
    assert read(reporter) == {"build": "12", "agreed": ""}
    found = team.get("/reports", q="field.ticket:t-1").json()["items"]
    assert [one["id"] for one in found] == [sent.json()["id"]]
    assert reporter.get("/reports", q="field.ticket:t-1").json()["items"] == []


def test_a_token_without_the_scope_defines_nothing():
    program = factories.judged_program()
    manager = _client(factories.manager_of(program), scopes=("programs:read", "reports:write"))

    answer = manager.post(f"/programs/{program.slug}/fields", NEW)

    assert answer.status_code == 403
