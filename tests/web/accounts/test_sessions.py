"""Sessions: what their rows hold, how long they live, and how they end."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from seawall.domain.accounts.models import Session
from seawall.lib import clock, crypto
from tests import factories
from tests.web.accounts.walking import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/settings/profile"


@pytest.fixture
def person():
    return factories.person("mira", email="mira@example.org", password=PASSWORD)


def _cookie(client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _browser(person) -> Client:
    browser = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/150.0"})
    sign_in(browser, person.email)
    return browser


def test_a_stolen_row_opens_nothing(client, person):
    sign_in(client, person.email)
    row = Session.objects.get(user=person)

    for stolen in (row.key_hash, row.payload, row.key_hash[:32]):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
        assert thief.get(PAGE).status_code == 302


def test_a_row_holds_the_hash_of_the_cookie_and_nothing_readable(client, person):
    sign_in(client, person.email)

    row = Session.objects.get(user=person)

    assert row.key_hash == crypto.sha256_hex(_cookie(client))
    assert _cookie(client) not in str(row.__dict__)
    assert "mira" not in row.payload
    assert "_auth_user" not in row.payload


def test_a_payload_copied_into_another_row_opens_nothing(client, person):
    sign_in(client, person.email)
    visitor = Client()
    visitor.get("/settings/security/app")
    other = factories.person("other", email="other@example.org", password=PASSWORD)
    theirs = _browser(other)
    mine = Session.objects.get(user=person)

    Session.objects.filter(user=other).update(payload=mine.payload)

    assert theirs.get(PAGE).status_code == 302


def test_sign_in_changes_the_cookie(client, person):
    client.get("/sign-in")
    client.post("/sign-in", {"login": person.email, "password": "wrong wrong wrong"})
    before = client.cookies.get(settings.SESSION_COOKIE_NAME)

    sign_in(client, person.email)

    assert before is None or before.value != _cookie(client)


def test_a_revoked_session_dies_at_its_next_request(client, person):
    sign_in(client, person.email)
    other = _browser(person)
    reference = crypto.sha256_hex(_cookie(other))[:16]

    answer = client.post(f"/settings/sessions/{reference}/end")

    assert answer.status_code == 303
    assert other.get(PAGE).status_code == 302
    assert client.get(PAGE).status_code == 200


def test_all_others_end_and_this_one_stays(client, person):
    sign_in(client, person.email)
    others = [_browser(person) for _ in range(3)]

    client.post("/settings/sessions/end-others")

    assert [other.get(PAGE).status_code for other in others] == [302, 302, 302]
    assert client.get(PAGE).status_code == 200


def test_nobody_ends_or_sees_a_session_of_somebody_else(client, person):
    sign_in(client, person.email)
    stranger = factories.person("other", email="other@example.org", password=PASSWORD)
    theirs = _browser(stranger)
    reference = crypto.sha256_hex(_cookie(theirs))[:16]

    assert client.post(f"/settings/sessions/{reference}/end").status_code == 404
    assert reference not in client.get("/settings/sessions").content.decode()
    assert theirs.get(PAGE).status_code == 200


def test_the_list_names_browser_and_address(client, person):
    _browser(person)
    sign_in(client, person.email)

    text = client.get("/settings/sessions").content.decode()

    assert "Firefox on Linux" in text
    assert "127.0.0.1" in text
    assert text.count("This browser") == 1


def test_a_password_change_ends_every_session(client, person):
    sign_in(client, person.email)
    other = _browser(person)
    new = "quite another sentence"

    answer = client.post(
        "/settings/security/password",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert answer["Location"] == "/sign-in"
    assert [each.get(PAGE).status_code for each in (client, other)] == [302, 302]
    assert not Session.objects.filter(user=person).exists()


def test_a_session_ends_after_eight_idle_hours(client, person):
    sign_in(client, person.email)
    Session.objects.update(seen_at=clock.now() - timedelta(hours=8))

    assert client.get(PAGE).status_code == 302


def test_use_keeps_a_session_alive_up_to_seven_days(client, person):
    began = clock.now()
    with clock.frozen_at(began):
        sign_in(client, person.email)

    for hours in range(7, 24 * 7, 7):
        with clock.frozen_at(began + timedelta(hours=hours)):
            assert client.get(PAGE).status_code == 200
    with clock.frozen_at(began + timedelta(days=7)):
        assert client.get(PAGE).status_code == 302


def test_last_use_is_written_at_most_once_a_minute(client, person):
    began = clock.now()
    with clock.frozen_at(began):
        sign_in(client, person.email)
    seen = []
    for seconds in (10, 59, 61, 90):
        with clock.frozen_at(began + timedelta(seconds=seconds)):
            client.get(PAGE)
        seen.append((Session.objects.get().seen_at - began).total_seconds())

    assert seen == [0, 0, 61, 61]


def test_a_session_revoked_during_a_request_is_not_brought_back(client, person):
    sign_in(client, person.email)
    store = client.session
    store["anything"] = "new"
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        store.save()

    assert not Session.objects.exists()


def test_a_deactivated_person_is_out_at_once(client, person):
    sign_in(client, person.email)
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(PAGE).status_code == 302


def test_signing_out_needs_a_post_and_deletes_the_row(client, person):
    sign_in(client, person.email)
    client.get("/sign-out")
    assert client.get(PAGE).status_code == 200

    client.post("/sign-out")

    assert client.get(PAGE).status_code == 302
    assert not Session.objects.filter(user=person).exists()


def test_old_sessions_are_swept_away():
    from seawall.domain.accounts import commands

    kept = factories.session(factories.person())
    factories.session(expires_at=clock.now() - timedelta(seconds=1))
    factories.session(seen_at=clock.now() - timedelta(hours=9))

    assert commands.purge_sessions() == 2
    assert Session.objects.get() == kept
