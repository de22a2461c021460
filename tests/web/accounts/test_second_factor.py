"""An app, recovery codes, and the half of a sign-in that is nothing yet."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from seawall.domain.audit.models import Event
from seawall.lib import crypto
from tests import factories
from tests.web.accounts.walking import PASSWORD, code_for, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return factories.person("mira", email="mira@example.org", password=PASSWORD)


@pytest.fixture
def turn_on(monkeypatch):
    """Sets an app up; gives its secret and the recovery codes.

    The test's own transaction never commits, so what waits for a commit is done at once.
    """
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act: act())
    return _turn_on


def _turn_on(client) -> tuple[str, list[str]]:
    client.post("/confirm", {"password": PASSWORD})
    page = client.get("/settings/security/app").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    answer = client.post("/settings/security/app", {"code": code_for(secret)})
    assert answer["Location"] == "/settings/security/codes"
    shown = client.get("/settings/security/codes").content.decode()
    return secret, re.findall(r"^\s*(?:<pre[^>]*>)?(\d{8})$", shown, re.MULTILINE)


def _actor(client):
    """Who acts in the client's next request, as the pages see it."""
    return client.get("/settings/security").wsgi_request.actor


def test_with_an_app_the_password_alone_opens_nothing(client, person, turn_on):
    sign_in(client, person.email)
    turn_on(client)
    half = Client()

    assert sign_in(half, person.email)["Location"] == "/sign-in/code"

    for path in ("/settings/profile", "/settings/security", "/settings/tokens"):
        assert half.get(path)["Location"].startswith("/sign-in?next=")
    visitor = half.get("/sign-in/code").wsgi_request.actor
    assert (visitor.is_person, visitor.second_factor, dict(visitor.grants)) == (False, False, {})


def test_the_code_completes_the_sign_in_and_counts_as_second_factor(client, person, turn_on):
    sign_in(client, person.email)
    secret, _codes = turn_on(client)
    browser = Client()
    sign_in(browser, person.email)

    answer = browser.post("/sign-in/code", {"code": code_for(secret)})

    assert answer["Location"] == "/"
    assert _actor(browser).second_factor


def test_without_a_factor_a_sign_in_has_no_second_factor(client, person):
    sign_in(client, person.email)

    assert _actor(client).is_person
    assert not _actor(client).second_factor


def test_who_sets_an_app_up_has_passed_it_and_who_removes_it_has_not(client, person, turn_on):
    sign_in(client, person.email)
    turn_on(client)
    assert _actor(client).second_factor

    client.post("/settings/security/app/remove")

    assert not _actor(client).second_factor


def test_a_code_works_once(client, person, turn_on):
    sign_in(client, person.email)
    secret, _codes = turn_on(client)
    code = code_for(secret)
    first, second = Client(), Client()
    sign_in(first, person.email)
    sign_in(second, person.email)

    answers = [each.post("/sign-in/code", {"code": code}) for each in (first, second)]

    assert [answer.status_code for answer in answers] == [302, 200]


def test_a_code_of_another_period_is_refused(client, person, turn_on):
    sign_in(client, person.email)
    secret, _codes = turn_on(client)
    browser = Client()
    sign_in(browser, person.email)

    for steps in (-2, -1, 2):
        answer = browser.post("/sign-in/code", {"code": code_for(secret, steps=steps)})
        assert answer.status_code == 200


def test_a_recovery_code_works_once(client, person, turn_on):
    sign_in(client, person.email)
    _secret, codes = turn_on(client)
    assert len(codes) == 10

    first, second = Client(), Client()
    sign_in(first, person.email)
    sign_in(second, person.email)

    answers = [each.post("/sign-in/code", {"code": codes[0]}) for each in (first, second)]
    assert [answer.status_code for answer in answers] == [302, 200]


def test_recovery_codes_are_shown_once(client, person, turn_on):
    sign_in(client, person.email)
    _secret, codes = turn_on(client)

    again = client.get("/settings/security/codes").content.decode()

    assert not any(code in again for code in codes)
    assert "10 codes are left" in again


def test_seeds_are_unreadable_in_the_database(client, person, turn_on):
    sign_in(client, person.email)
    secret, codes = turn_on(client)

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in stored
    assert not any(code in stored for code in codes)
    sealed = Authenticator.objects.get(type="totp").data["secret"]
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(sealed, key=bytes(32), use="second factor")


def test_adding_and_removing_factors_is_in_the_log(client, person, turn_on):
    sign_in(client, person.email)
    turn_on(client)
    client.post("/settings/security/app/remove")

    factors = Event.objects.filter(name__startswith="factor.").order_by("pk")

    assert sorted((event.name, event.payload["kind"]) for event in factors) == [
        ("factor.added", "recovery_codes"),
        ("factor.added", "totp"),
        ("factor.removed", "recovery_codes"),
        ("factor.removed", "totp"),
    ]


def test_a_wrong_code_after_a_right_password_is_in_the_log(client, person, turn_on):
    sign_in(client, person.email)
    turn_on(client)
    browser = Client()
    sign_in(browser, person.email)

    browser.post("/sign-in/code", {"code": "000000"})

    assert Event.objects.filter(name="session.sign_in_failed", user_id=person.pk).count() == 1


def test_a_one_time_link_does_not_replace_the_second_factor(client, person, turn_on):
    sign_in(client, person.email)
    turn_on(client)
    secret, _link = factories.one_time_link(person)

    browser = Client()

    assert browser.post(f"/link/{secret}")["Location"] == "/sign-in/code"


# RFC 6238, appendix B, SHA-1; the published values have eight digits, we show the last six.
@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(at, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)

    counter = int(moment.timestamp()) // 30

    assert format_hotp_value(hotp_value(secret, counter)) == code
