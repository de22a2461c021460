"""A private programme answers exactly like one that never existed, at every address."""

import pytest
from django.test import Client

from tests import factories
from tests.web.programs.browsers import browser_of, plain

pytestmark = pytest.mark.django_db

PAGES = (
    "/programs/{slug}",
    "/programs/{slug}/scope?target=shop.example",
    "/programs/{slug}/versions",
    "/programs/{slug}/versions/1",
    "/programs/{slug}/versions?at=2099-01-01T00:00",
    "/programs/{slug}/versions/diff?old=1&new=1",
    "/programs/{slug}/terms",
    "/programs/{slug}/settings",
    "/programs/{slug}/researchers",
    "/programs/{slug}/edit",
    "/programs/{slug}/edit/about",
    "/programs/{slug}/edit/preview",
    "/programs/{slug}/edit/publish",
)
POSTS = (
    "/programs/{slug}/terms",
    "/programs/{slug}/settings",
    "/programs/{slug}/state",
    "/programs/{slug}/visibility",
    "/programs/{slug}/settings/terms",
    "/programs/{slug}/researchers",
    "/programs/{slug}/researchers/invitations/1/revoke",
    "/programs/{slug}/researchers/1/revoke",
    "/programs/{slug}/edit/about",
    "/programs/{slug}/edit/publish",
    "/programs/{slug}/edit/discard",
)


@pytest.fixture
def secret():
    return factories.private_program(slug="aaaaaaaa", nda="Tell nobody.")


def _same(first, second):
    def told(response, slug):
        location = response.headers.get("Location", "").replace(slug, "SLUG")
        return response.status_code, plain(response).replace(slug, "SLUG"), location

    return told(first, "aaaaaaaa") == told(second, "bbbbbbbb")


@pytest.mark.parametrize("who", ["visitor", "stranger", "other team"])
def test_reading_a_private_programme_tells_nothing(secret, who):
    browser = Client() if who == "visitor" else browser_of()
    if who == "other team":
        browser = browser_of(factories.member(factories.organization()).user)

    for address in PAGES:
        private = browser.get(address.format(slug="aaaaaaaa"))
        nothing = browser.get(address.format(slug="bbbbbbbb"))
        assert _same(private, nothing), address
        assert private.status_code in (302, 404), address


def test_writing_to_a_private_programme_tells_nothing(secret):
    browser = browser_of()
    form = {
        "state": "closed",
        "visibility": "public",
        "text": secret.nda_sha256,
        "name": "Taken over",
        "kind": "bounty",
        "who": "mira",
        "change_note": "x",
    }

    for address in POSTS:
        private = browser.post(address.format(slug="aaaaaaaa"), form)
        nothing = browser.post(address.format(slug="bbbbbbbb"), form)
        assert private.status_code == 404, address
        assert _same(private, nothing), address


def test_a_draft_is_as_hidden_as_a_private_programme():
    factories.draft_program(slug="aaaaaaaa")

    for address in PAGES[:7]:
        draft = Client().get(address.format(slug="aaaaaaaa"))
        nothing = Client().get(address.format(slug="bbbbbbbb"))
        assert _same(draft, nothing), address


def test_the_invited_see_the_name_but_not_the_brief_before_they_sign():
    user = factories.person()
    factories.private_program(
        researcher=user, signed=False, nda="Tell nobody.", slug="hush", name="Hush"
    )
    browser = browser_of(user)

    page = browser.get("/programs/hush")

    assert page.status_code == 200
    assert "Hush" in page.content.decode()
    assert "shop.example" not in page.content.decode()
    for address in PAGES[1:6]:
        answer = browser.get(address.format(slug="hush"))
        assert answer.status_code == 403, address
        assert "shop.example" not in answer.content.decode().replace("target=shop.example", "")


def test_signing_opens_the_brief():
    user = factories.person()
    program = factories.private_program(
        researcher=user, signed=False, nda="**Tell nobody.**", slug="hush"
    )
    browser = browser_of(user)
    assert "<strong>Tell nobody.</strong>" in browser.get("/programs/hush/terms").content.decode()

    signed = browser.post("/programs/hush/terms", {"text": program.nda_sha256})

    assert (signed.status_code, signed.headers["Location"]) == (303, "/programs/hush")
    assert "shop.example" in browser.get("/programs/hush").content.decode()


def test_terms_that_changed_while_they_were_read_are_not_signed():
    user = factories.person()
    factories.private_program(researcher=user, signed=False, nda="Tell nobody.", slug="hush")

    assert browser_of(user).post("/programs/hush/terms", {"text": "0" * 64}).status_code == 409


def test_other_members_are_told_that_editing_is_not_theirs(program):
    browser = browser_of(factories.member(program.organization, "viewer").user)

    for address in PAGES[7:]:
        assert browser.get(address.format(slug="shop")).status_code == 403, address
