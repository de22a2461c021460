"""Saved views above the list and on their page."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.search.models import SavedView
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def test_a_filter_is_saved_and_opens_from_above_the_list(signed_in, program):
    form = text_of(signed_in.get("/inbox/views?q=priority:1+xss"))
    assert 'value="priority:1 xss"' in form

    sent = {"name": "<b>Mine</b>", "query": "priority:1 xss", "share": "own"}
    answer = signed_in.post("/inbox/views", sent)
    page = text_of(signed_in.get(answer["Location"]))

    assert answer["Location"] == "/inbox?q=priority:1+xss"
    view = SavedView.objects.get()
    chip = f'<a class="chip" href="/inbox?q=priority:1+xss" data-view="{view.public_id}"'
    assert (
        f'{chip} aria-current="true"><span class="truncate">&lt;b&gt;Mine&lt;/b&gt;</span>' in page
    )


def test_a_wrong_filter_stays_in_the_form_with_its_reason(signed_in):
    answer = signed_in.post("/inbox/views", {"name": "One", "query": "stat:new", "share": "own"})

    assert answer.status_code == 422
    assert 'value="stat:new"' in text_of(answer)
    assert "Did you mean “state”?" in text_of(answer)


@pytest.mark.parametrize(
    "share", ["organization:99999999", "program:no-such", "x", "organization:x"]
)
def test_who_is_not_offered_is_refused(signed_in, share):
    answer = signed_in.post("/inbox/views", {"name": "One", "query": "", "share": share})

    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_views_are_shared_renamed_moved_and_deleted(signed_in, program):
    for name in ("First", "Second"):
        share = f"organization:{program.organization_id}"
        signed_in.post("/inbox/views", {"name": name, "query": "state:new", "share": share})
    first, second = SavedView.objects.order_by("place")

    signed_in.post(f"/inbox/views/{second.public_id}", {"do": "up"})
    assert list(SavedView.objects.order_by("place")) == [second, first]
    signed_in.post(f"/inbox/views/{first.public_id}", {"name": "Renamed", "query": "state:open"})
    signed_in.post(f"/inbox/views/{second.public_id}", {"do": "remove"})

    assert [(one.name, one.query) for one in SavedView.objects.all()] == [("Renamed", "state:open")]


def test_a_refusal_is_told_on_the_page(signed_in, team):
    view = factories.saved_view(factories.actor(team))
    signed_in.post(f"/inbox/views/{view.public_id}", {"do": "up"})

    assert "It stands at the end of the list already." in text_of(signed_in.get("/inbox/views"))


def test_a_viewer_uses_shared_views_without_forms(as_role, program, team):
    factories.saved_view(factories.actor(team), organization_id=program.organization_id)
    page = text_of(as_role(Role.VIEWER).get("/inbox/views"))

    assert "Late ones" in page
    assert 'value="up"' not in page
    assert "All of" not in page


def test_counts_come_after_the_list(signed_in, program, team):
    factories.report(program=program)
    view = factories.saved_view(factories.actor(team), query="state:open")

    assert signed_in.get("/inbox/views/counts").json() == {view.public_id: "1"}
    assert '<span class="count num">1</span>' in text_of(signed_in.get("/inbox/views"))


def test_whoever_reads_no_reports_has_no_views(client):
    client.force_login(factories.person())

    for path in ("/inbox/views", "/inbox/views/counts"):
        assert client.get(path).status_code == 404
