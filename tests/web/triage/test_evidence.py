"""What is like a report stands beside it, and two of them side by side."""

import pytest

from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db

OLD = {"title": "Script in the notes of orders", "description": "At https://shop.example/n?id=1"}
NEW = {"title": "Notes of orders run a script", "description": "https://shop.example/n?id=2 <b>x"}


@pytest.fixture
def pair():
    program = factories.judged_program()
    old, new = (factories.report(program=program, **parts) for parts in (OLD, NEW))
    factories.indexed(old, new)
    return old, new


@pytest.fixture
def triager(client, pair):
    client.force_login(factories.member(pair[0].program.organization, "triager").user)
    return client


def test_the_pane_loads_what_is_like_the_report(triager, pair):
    old, new = pair

    page = triager.get(f"/inbox/{new.public_id}").content.decode()
    part = triager.get(
        f"/inbox/{new.public_id}/similar", headers={"HX-Request-Type": "partial"}
    ).content.decode()

    assert f'hx-get="/inbox/{new.public_id}/similar"' in page
    assert "<html" not in part
    assert f"/inbox/{new.public_id}/compare/{old.public_id}" in part
    assert f"/inbox/{new.public_id}/move/mark_duplicate?original={old.public_id}" in part
    assert "shop.example" in part
    assert "Words that speak for" in part


def test_it_is_a_page_of_its_own_without_scripts(triager, pair):
    _old, new = pair

    page = triager.get(f"/inbox/{new.public_id}/similar?q=state:new").content.decode()

    assert f"<h1>Like {new.public_id}</h1>" in page or f"Like {new.public_id}" in page
    assert "&amp;original=" in page


def test_the_form_for_duplicates_comes_filled_in(triager, pair):
    old, new = pair

    page = triager.get(
        f"/inbox/{new.public_id}/move/mark_duplicate?original={old.public_id}"
    ).content.decode()

    assert f'value="{old.public_id}"' in page


def test_two_reports_stand_side_by_side_with_their_differences(triager, pair):
    old, new = pair

    page = triager.get(f"/inbox/{new.public_id}/compare/{old.public_id}").content.decode()

    assert page.index(OLD["title"]) < page.index(NEW["title"])
    assert "Both titles" in page
    assert "&lt;b&gt;x" in page
    assert 'data-kind="add"' in page


def test_nobody_else_finds_these_pages(client, pair):
    old, new = pair
    addresses = [
        f"/inbox/{new.public_id}/similar",
        f"/inbox/{new.public_id}/compare/{old.public_id}",
    ]

    for who in (new.reporter, factories.person()):
        client.force_login(who)
        assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_the_api_tells_the_same(pair):
    old, new = pair
    team = ApiClient(factories.member(old.program.organization, "viewer").user)

    similar = team.get(f"/reports/{new.public_id}/similar").json()
    suggested = team.get(f"/reports/{new.public_id}/suggestions").json()

    assert [one["id"] for one in similar["items"]] == [old.public_id]
    assert similar["items"][0]["is_older"]
    assert {"feature": "host", "terms": ["shop.example"]} in similar["items"][0]["evidence"]
    assert similar["is_read"]
    assert suggested["items"][0]["words"]
    stranger = ApiClient(factories.person())
    assert stranger.get(f"/reports/{new.public_id}/similar").status_code == 404
    assert ApiClient(new.reporter).get(f"/reports/{new.public_id}/suggestions").status_code == 404


def test_a_known_issue_like_it_stands_there_and_closes_it(client):
    program = factories.judged_program()
    issue = factories.known_issue(program, title=OLD["title"], notes=OLD["description"])
    new = factories.report(program=program, **NEW)
    factories.indexed(new)
    client.force_login(factories.member(program.organization, "triager").user)

    part = client.get(f"/inbox/{new.public_id}/similar").content.decode()
    address = f"/inbox/{new.public_id}/move/mark_known?known_issue={issue.public_id}"
    form = client.get(address).content.decode()
    api = ApiClient(factories.member(program.organization, "triager").user)
    told = api.get(f"/reports/{new.public_id}/similar").json()

    assert f"/programs/{program.slug}/known-issues#{issue.public_id}" in part
    assert address in part
    assert f'value="{issue.public_id}"' in form
    assert [(one["id"], one["is_earlier"]) for one in told["known"]] == [(issue.public_id, True)]
    client.force_login(factories.member(program.organization, "finance").user)
    assert client.get(f"/inbox/{new.public_id}/similar").status_code == 404
