"""What people change about themselves in the browser."""

import re

import pytest
from django.conf import settings
from django.test import Client

from seawall.domain.accounts import queries
from seawall.domain.accounts.models import ApiToken, User
from seawall.domain.actor import ANONYMOUS
from tests import factories
from tests.web.accounts.walking import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    user = factories.person("mira", email="mira@example.org")
    client.force_login(user)
    return user


def test_the_profile_is_saved(client, person):
    answer = client.post(
        "/settings/profile",
        {"display_name": "Mira Stone", "about": "Tide", "website": "", "is_public": "on"},
    )

    assert answer.status_code == 303
    assert queries.public_profile("mira", actor=ANONYMOUS).name == "Mira Stone"


def test_a_refused_profile_keeps_what_was_written(client, person):
    answer = client.post(
        "/settings/profile", {"display_name": "Mira", "about": "Long story", "website": "nope"}
    )

    assert answer.status_code == 422
    assert "Long story" in answer.content.decode()
    assert "https://" in answer.content.decode()


def test_a_profile_shows_text_as_text(client, person):
    client.post(
        "/settings/profile",
        {"display_name": "<b>Mira", "about": "<script>alert(1)</script>", "is_public": "on"},
    )

    text = Client().get("/researchers/mira").content.decode()

    assert "&lt;b&gt;Mira" in text
    assert "<script>alert" not in text


def test_a_private_page_and_a_missing_one_are_the_same_to_a_stranger(client, person):
    pages = [Client().get(path) for path in ("/researchers/mira", "/researchers/nobody-ever")]

    assert [page.status_code for page in pages] == [404, 404]
    texts = [re.sub(r'"[^"]{20,}"', "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    assert client.get("/researchers/mira").status_code == 200


def test_credit_and_handle_are_saved_and_refused_beside_their_fields(client, person):
    factories.reserved_handle("taken")

    assert client.post("/settings/credit", {"credit_kind": "name"}).status_code == 422
    assert client.post("/settings/handle", {"handle": "taken"}).status_code == 422
    kind = {"credit_kind": "name", "credit_name": "Mira Stone"}
    assert client.post("/settings/credit", kind).status_code == 303
    assert client.post("/settings/handle", {"handle": "stone"}).status_code == 303
    assert User.objects.get().handle == "stone"


def test_the_theme_is_remembered_for_pages_before_sign_in(client, person):
    client.post("/settings/preferences", {"time_zone": "Europe/Berlin", "theme": "dark"})

    assert client.cookies["theme"].value == "dark"
    assert User.objects.get().time_zone == "Europe/Berlin"


def test_a_new_token_is_shown_once(client, person):
    answer = client.post(
        "/settings/tokens/new", {"name": "CI", "scopes": ["reports:read"], "days": "30"}
    )
    assert answer.status_code == 303

    first = client.get("/settings/tokens").content.decode()
    second = client.get("/settings/tokens").content.decode()

    secret = re.search(r"sw_[\w-]{51}", first)[0]
    assert queries.actor_for_token(secret).user_id == person.pk
    assert secret not in second
    assert ApiToken.objects.get().name == "CI"


def test_a_refused_token_form_says_why(client, person):
    answer = client.post("/settings/tokens/new", {"name": "CI", "days": "30"})

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_making_a_token_asks_for_the_password_again(client):
    user = factories.person("stone", password=PASSWORD)
    sign_in(client, user.email)
    form = {"name": "CI", "scopes": ["reports:read"], "days": "30"}

    asked = client.post("/settings/tokens/new", form)
    assert asked["Location"] == "/confirm?next=%2Fsettings%2Ftokens%2Fnew"
    assert not ApiToken.objects.exists()
    client.post("/confirm", {"password": PASSWORD, "next": "/settings/tokens/new"})

    assert ApiToken.objects.get().user == user


def test_a_token_of_somebody_else_is_not_there(client, person):
    _secret, token = factories.api_token()

    assert client.post(f"/settings/tokens/{token.pk}/revoke").status_code == 404
    mine = factories.api_token(person)[1]
    assert client.post(f"/settings/tokens/{mine.pk}/revoke").status_code == 303


def test_what_waits_for_a_password_is_unreadable_in_the_session_row(client):
    user = factories.person("stone", password=PASSWORD)
    sign_in(client, user.email)
    client.post("/settings/tokens/new", {"name": "Very private name", "days": "30"})

    assert "private" not in user.sessions.get().payload
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in user.sessions.get().payload


def test_a_sign_in_link_waits_for_a_press_of_the_button(client):
    user = factories.person("stone")
    secret, _link = factories.one_time_link(user)

    assert client.get(f"/link/{secret}")["Location"] == "/link/here"
    page = client.get("/link/here")
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "strict-origin"
    assert client.get("/settings/profile").status_code == 302
    assert client.post("/link/here")["Location"] == "/"

    assert client.get("/settings/profile").status_code == 200
    assert Client().get(f"/link/{secret}").status_code == 404


def test_the_administrator_link_makes_and_signs_in_the_administrator(client):
    secret, _link = factories.one_time_link(purpose="administrator")
    given = {"email": "boss@example.org", "handle": "boss", "password": "short"}

    assert client.post(f"/link/{secret}", given).status_code == 422
    answer = client.post(f"/link/{secret}", given | {"password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/platform/people").status_code == 200


def test_the_administrator_deactivates_and_reactivates(client):
    client.force_login(factories.person("boss", is_platform_admin=True))
    victim = factories.person("stone")

    client.post(f"/platform/people/{victim.pk}/deactivate")
    assert not User.objects.get(pk=victim.pk).is_active
    client.post(f"/platform/people/{victim.pk}/reactivate")
    assert User.objects.get(pk=victim.pk).is_active
    assert b"stone" in client.get("/platform/people?q=STO").content


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30])
def test_an_odd_page_mark_breaks_nothing(client, after):
    client.force_login(factories.person("boss", is_platform_admin=True))

    assert client.get("/platform/people", {"after": after, "q": "%_\\"}).status_code == 200


def test_the_theme_comes_along_to_another_browser():
    user = factories.person("stone", password=PASSWORD, theme="dark")
    browser = Client()

    sign_in(browser, user.email)

    assert browser.cookies["theme"].value == "dark"
