"""Programmes over the API: public without a token, private like never existed."""

import json
from datetime import timedelta

import pytest

from tests import factories
from tests.api.client import ApiClient
from tests.factories import accounts, programs

pytestmark = pytest.mark.django_db


def test_the_list_and_the_brief_need_no_token():
    row = programs.open_bounty_program()

    listed = ApiClient().get("/programs").json()
    read = ApiClient().get(f"/programs/{row.slug}").json()

    assert [one["slug"] for one in listed["items"]] == [row.slug]
    assert listed["next_cursor"] is None
    assert read["terms_version"] == read["brief"].get("version", read["terms_version"])
    assert read["terms_version"] == row.brief.version


def test_the_list_takes_the_filters_of_its_page():
    factories.program(slug="shop", name="Shop")
    factories.program(slug="docs", name="Docs", kind="disclosure", brief={"rewards": []})
    client = ApiClient()

    def slugs(**filters):
        return [one["slug"] for one in client.get("/programs", **filters).json()["items"]]

    assert slugs() == ["docs", "shop"]
    assert slugs(kind="disclosure") == slugs(q="doc", limit=1) == ["docs"]
    assert slugs(reward=1, state="open", target="api") == ["shop"]
    assert slugs(efficiency=50) == slugs(private="true") == []
    for wrong in ({"kind": "x"}, {"efficiency": 101}, {"reward": -1}):
        assert client.get("/programs", **wrong).status_code == 422


def test_every_version_can_be_read_by_number_and_by_moment():
    program = factories.judged_program()
    first = program.brief
    second = factories.new_version(program, summary="More is in scope.")
    client = ApiClient()

    rows = client.get(f"/programs/{program.slug}/versions").json()["items"]
    assert [(row["version"], row["is_current"]) for row in rows] == [(2, True), (1, False)]
    between = second.published_at - timedelta(microseconds=1)
    then = client.get(f"/programs/{program.slug}/versions", at=between.isoformat()).json()
    assert then["items"] == rows[1:]
    before = first.published_at - timedelta(seconds=1)
    never = client.get(f"/programs/{program.slug}/versions", at=before.isoformat()).json()
    assert never["items"] == []

    old = client.get(f"/programs/{program.slug}/versions/1").json()
    assert (old["brief_sha256"], old["brief"]) == (first.content_sha256, first.content)
    missing = f"/programs/{program.slug}/versions/3"
    assert client.get(missing).status_code == 404
    for wrong in ("0", "x"):
        assert client.get(f"/programs/{program.slug}/versions/{wrong}").status_code == 422
    assert client.get(f"/programs/{program.slug}/versions", at="2026-01-31").status_code == 422


def test_the_scope_answer_has_its_fixed_shape():
    row = programs.open_bounty_program()
    client = ApiClient()

    inside = client.get(f"/programs/{row.slug}/scope/check", target="https://shop.example/").json()
    beside = client.get(
        f"/programs/{row.slug}/scope/check", target="https://elsewhere.test/"
    ).json()

    assert inside["answer"] == "in"
    assert inside["rule"] == "t1"
    assert inside["brief_version"] == row.brief.version
    assert beside["answer"] == "unknown"
    assert beside["rule"] is None


def test_a_private_programme_answers_like_one_that_never_existed():
    row = programs.private_program()
    stranger = ApiClient(accounts.person())

    for suffix in ("", "/scope/check?target=x.example", "/hall-of-fame"):
        real = stranger.get(f"/programs/{row.slug}{suffix}")
        never = stranger.get(f"/programs/no-such-programme{suffix}")
        assert real.status_code == never.status_code == 404
        assert real.json() == never.json()


def test_the_schema_is_openapi_3_1_and_documents_refusals():
    schema = ApiClient().get("/openapi.json").json()

    assert schema["openapi"].startswith("3.1")
    operation = schema["paths"]["/api/v1/programs/{slug}/reports"]["post"]
    assert {"201", "401", "404", "409", "422", "429"} <= set(operation["responses"])
    assert "Idempotency-Key" in json.dumps(operation["parameters"])


def test_an_unknown_address_and_a_method_not_taken_are_problems_too():
    client = ApiClient()

    unknown, sent = client.get("/no-such-thing"), client.raw("/programs", b"{}")

    for answer, status in ((unknown, 404), (sent, 405)):
        assert answer.status_code == answer.json()["status"] == status
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert sent.headers["Allow"] == "GET"
