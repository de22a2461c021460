"""Fields of programmes on the pages: defined, asked, refused with every word kept, filled in."""

import pytest
from django.test import Client

from seawall.domain.accounts.models import User
from seawall.domain.programs.models import CustomField
from seawall.domain.reports import queries
from tests import factories
from tests.web.reports.forms import posted, text_of

pytestmark = pytest.mark.django_db


def _signed_in(actor):
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def _values(actor, number):
    return {view.spec.name: view.value for view in queries.thread(actor, number).fields}


def test_a_manager_defines_orders_and_archives_fields(program):
    page = f"/programs/{program.slug}/fields"
    browser = _signed_in(factories.manager_of(program))
    new = {"name": "build", "label": "Build", "kind": "text", "audience": "researcher"}

    refused = browser.post(page, new | {"pattern": "(a)(?=b)"})
    assert (refused.status_code, "Look-around" in text_of(refused)) == (422, True)
    assert browser.post(page, new | {"pattern": r"\d+"}).status_code == 303
    assert browser.post(page, new | {"name": "b", "audience": "team"}).status_code == 303
    assert browser.post(f"{page}/b", {"do": "up"}).status_code == 303
    wrong = browser.post(f"{page}/build", {"label": "", "pattern": "x"})
    assert (wrong.status_code, "<details open>" in text_of(wrong)) == (422, True)
    assert browser.post(f"{page}/build", {"label": "Which build?"}).status_code == 303
    assert browser.post(f"{page}/b", {"do": "archive"}).status_code == 303
    assert browser.post(f"{page}/nothing", {"do": "archive"}).status_code == 404

    rows = CustomField.objects.order_by("place").values_list("name", "label", "is_archived")
    assert list(rows) == [("b", "Build", True), ("build", "Which build?", False)]
    shown = text_of(browser.get(page))
    assert "Archived" in shown
    assert _signed_in(factories.team_actor(program)).get(page).status_code == 403


def test_the_form_asks_keeps_what_was_typed_and_says_what_is_wrong(program, reporter, browser):
    factories.custom_field(
        program, "build", is_required=True, pattern=r"\d{1,3}", message="A number, such as 12."
    )
    factories.custom_field(program, "where", kind="list", choices=("Shop", "App"))
    factories.custom_field(program, "agreed", kind="checkbox", label="I tested it")
    factories.custom_field(program, "ticket", audience="team", label="Ticketword")
    draft = factories.draft(program, reporter)
    address = f"/reports/{draft.public_id}"
    typed = {"field.build": "twelve", "field.where": "App", "field.agreed": "on"}

    empty = text_of(browser.get(f"{address}/edit"))
    saved = browser.post(f"{address}/autosave", posted(draft, **typed))
    refused = browser.post(f"{address}/submit", posted(draft, **typed))

    assert 'name="field.build"' in empty
    assert "Ticketword" not in empty
    assert saved.status_code == 200
    assert refused.status_code == 422
    page = text_of(refused)
    assert 'href="#id_field.build">A number, such as 12.' in page
    assert page.count("A number, such as 12.") >= 2
    assert 'value="twelve"' in page
    assert '<option value="App" selected>' in page
    answer = browser.post(f"{address}/submit", posted(draft, **typed | {"field.build": "12"}))
    assert answer.status_code == 303
    actor = factories.actor(reporter)
    assert _values(actor, draft.public_id) == {"build": "12", "where": "App", "agreed": "yes"}


def test_each_side_reads_and_changes_what_is_its_own(program, reporter, browser):
    factories.custom_field(program, "build", label="Buildword")
    factories.custom_field(program, "ticket", audience="team", label="Ticketword", pattern=r"T\d")
    report = factories.report(program=program, reporter=reporter)
    team = _signed_in(factories.team_actor(program))
    viewer = _signed_in(factories.team_actor(program, "viewer"))
    form = f"/inbox/{report.public_id}/fields"

    revised = browser.post(
        f"/reports/{report.public_id}/revise", posted(revision="1", **{"field.build": "v7"})
    )
    assert revised.status_code == 303
    refused = team.post(form, {"field.ticket": "nine"})
    assert (refused.status_code, 'value="nine"' in text_of(refused)) == (422, True)
    assert team.post(form, {"field.ticket": "T9"}).status_code == 303

    for page in (team, viewer):
        shown = text_of(page.get(f"/inbox/{report.public_id}"))
        assert "Ticketword</dt><dd>T9" in shown
        assert "Buildword</dt><dd>v7" in shown
        assert (form in shown) == (page is team)
    own = text_of(browser.get(f"/reports/{report.public_id}"))
    assert "Buildword</dt><dd>v7" in own
    assert "Ticketword" not in own
    assert viewer.get(form).status_code == 403
    assert browser.get(form).status_code == 404


def test_fields_are_offered_while_a_filter_is_typed(program):
    factories.custom_field(program, "ticket", audience="team")
    client = _signed_in(factories.team_actor(program))

    found = client.get("/filter/offers?side=team&q=fie&at=3").content.decode()

    assert "field.ticket:" in found
