"""A new programme, its settings, and publishing, as the team does it."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.programs.models import Brief, Program
from tests import factories
from tests.web.programs.browsers import browser_of, manager_of

pytestmark = pytest.mark.django_db


def test_from_nothing_to_an_open_programme_without_script():
    organization = factories.organization("acme")
    browser = browser_of(factories.member(organization, Role.PROGRAM_MANAGER).user)
    form = {
        "name": "Acme",
        "slug": "acme-bounty",
        "kind": "bounty",
        "visibility": "public",
        "currency": "EUR",
    }

    made = browser.post("/organizations/acme/programs/new", form)
    edit = "/programs/acme-bounty/edit"
    browser.post(
        f"{edit}/about",
        {
            "action": "save",
            "summary": "All of Acme.",
            "text": "Welcome.",
            "report_kinds": ["security"],
            "severity_mode": "cvss",
        },
    )
    browser.post(
        f"{edit}/targets", {"action": "add:several", "several": "acme.example\n10.0.0.0/8"}
    )
    browser.post(
        f"{edit}/rewards",
        {
            "action": "save",
            "currency": "EUR",
            "reward-0-1-least": "500",
            "reward-0-1-most": "1,000",
        },
    )
    ready = browser.get(f"{edit}/publish")
    published = browser.post(f"{edit}/publish", {"change_note": ""})
    opened = browser.post("/programs/acme-bounty/state", {"state": "open"})

    assert made.headers["Location"] == edit
    assert "Before it can be published" not in ready.content.decode()
    assert published.headers["Location"] == "/programs/acme-bounty"
    assert opened.status_code == 303
    page = browser.get("/programs/acme-bounty").content.decode()
    assert "€500 – €1,000" in page
    assert "10.0.0.0/8" in page


def test_mistakes_in_a_new_programme_keep_every_value():
    organization = factories.organization("acme")
    browser = browser_of(factories.member(organization, Role.OWNER).user)
    form = {
        "name": "A name to keep",
        "slug": "not a slug!",
        "kind": "disclosure",
        "visibility": "private",
        "currency": "JPY",
    }

    answer = browser.post("/organizations/acme/programs/new", form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="A name to keep"' in page
    assert 'value="not a slug!"' in page
    assert 'value="disclosure" checked' in page
    assert '<option value="JPY" selected>' in page
    assert "Use 1 to 60 letters" in page


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.VIEWER])
def test_others_see_the_list_but_no_button(role):
    organization = factories.organization("acme")
    factories.draft_program(organization, name="Half written")
    browser = browser_of(factories.member(organization, role).user)

    page = browser.get("/organizations/acme/programs").content.decode()

    assert "Half written" in page
    assert "/organizations/acme/programs/new" not in page
    assert browser.get("/organizations/acme/programs/new").status_code == 404


def test_strangers_see_no_list():
    factories.organization("acme")

    assert browser_of().get("/organizations/acme/programs").status_code == 404


def test_settings_are_saved_and_mistakes_keep_what_was_typed(program, team):
    saved = team.post(
        "/programs/shop/settings",
        {"name": "Renamed", "kind": "bounty", "pause_message": "Soon."},
    )
    refused = team.post(
        "/programs/shop/settings",
        {"name": "", "kind": "bounty", "pause_message": "x" * 501},
    )

    program.refresh_from_db()
    assert saved.status_code == 303
    assert (program.name, program.pause_message) == ("Renamed", "Soon.")
    assert refused.status_code == 422
    assert "x" * 501 in refused.content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "kept"), [("7", 303, 7), ("0", 303, 0), ("-1", 422, 30), ("366", 422, 30)]
)
def test_how_long_a_question_waits_is_a_setting(program, team, typed, status, kept):
    given = {"name": "Shop", "kind": "bounty", "unanswered_days": typed}

    assert team.post("/programs/shop/settings", given).status_code == status
    program.refresh_from_db()
    assert program.unanswered_days == kept


def test_a_refusal_of_the_domain_stands_in_the_form(program, team):
    answer = team.post(
        "/programs/shop/settings",
        {"name": "Shop", "kind": "bounty", "requires_second_factor": "on"},
    )

    assert answer.status_code == 422
    assert "Sign in with a second factor yourself" in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "status"), [("paused", 303), ("draft", 409), ("open", 409), ("nonsense", 422)]
)
def test_the_state_is_switched_by_the_table(program, team, state, status):
    assert team.post("/programs/shop/state", {"state": state}).status_code == status


def test_the_settings_page_offers_only_what_may_follow(program, team):
    page = team.get("/programs/shop/settings").content.decode()

    assert 'name="state" value="paused"' in page
    assert 'name="state" value="closed"' in page
    assert 'name="state" value="open"' not in page


def test_visibility_and_terms(program, team):
    assert team.post("/programs/shop/settings/terms", {"text": "Hush."}).status_code == 422
    assert team.post("/programs/shop/visibility", {"visibility": "private"}).status_code == 303
    assert team.post("/programs/shop/settings/terms", {"text": "Hush."}).status_code == 303

    assert Program.objects.get(slug="shop").nda == "Hush."
    assert "Hush." in team.get("/programs/shop/settings").content.decode()
    assert team.post("/programs/shop/visibility", {"visibility": "public"}).status_code == 409


def test_publishing_shows_the_difference_first_and_asks_for_a_note(program, team):
    factories.brief_draft(program, summary="A new summary.")

    shown = team.get("/programs/shop/edit/publish").content.decode()
    refused = team.post("/programs/shop/edit/publish", {"change_note": ""})
    published = team.post("/programs/shop/edit/publish", {"change_note": "New summary"})

    assert "<ins>A new summary.</ins>" in shown
    assert refused.status_code == 422
    assert published.status_code == 303
    assert Brief.objects.get(program=program, version=2).change_note == "New summary"


def test_what_is_missing_is_listed_with_the_place_to_add_it():
    program = factories.draft_program(slug="fresh")
    browser = browser_of(manager_of(program))

    page = browser.get("/programs/fresh/edit/publish").content.decode()
    refused = browser.post("/programs/fresh/edit/publish", {"change_note": "Try"})

    for section in ("about", "targets", "rewards"):
        assert f"/programs/fresh/edit/{section}" in page
    assert refused.status_code == 422
    assert 'value="Try"' in refused.content.decode()
    assert not Brief.objects.filter(program=program).exists()


def test_a_draft_is_thrown_away(program, team):
    factories.brief_draft(program)

    assert team.post("/programs/shop/edit/discard").status_code == 303
    assert "Everything is published" in team.get("/programs/shop/edit/publish").content.decode()


def test_the_preview_is_what_readers_will_see(program, team):
    factories.brief_draft(program, summary="Not yet public.")

    assert "Not yet public." in team.get("/programs/shop/edit/preview").content.decode()
    assert "Not yet public." not in team.get("/programs/shop").content.decode()


@pytest.mark.parametrize(
    "address", ["/organizations/acme/programs", "/programs/p0/researchers", "/programs/p0/settings"]
)
def test_team_pages_ask_the_database_as_often_for_three_rows_as_for_one(address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    organization = factories.organization("acme")
    first = factories.private_program(organization, slug="p0")
    browser = browser_of(manager_of(first))
    counts = []
    for number in range(3):
        factories.program_access(first)
        factories.program_invitation(first, who=f"r{number}@example.org")
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        counts.append(len(caught))
        factories.draft_program(organization)

    assert counts[0] == counts[2]
    assert counts[0] <= 16
