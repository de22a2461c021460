"""Too many requests: which count, for whom, and that nothing typed is lost."""

import re

import pytest
from django.test import Client

from seawall.lib import buckets
from seawall.web import limits
from tests import factories
from tests.api.client import ApiClient
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(settings, monkeypatch):
    """Forty requests a minute: eight may write, two tell. The clock stands."""
    settings.API_PER_MINUTE = 40
    monkeypatch.setattr(buckets, "monotonic", lambda: 100.0)
    buckets.forget()
    yield
    buckets.forget()


def _last(ask, times):
    return [ask() for _ in range(times)][-1]


def test_reading_is_counted_per_account_over_all_its_browsers():
    person = factories.person()
    first, second = browser_of(person), browser_of(person)
    for _ in range(20):
        first.get("/reports")
        second.get("/reports")

    refused = second.get("/reports")

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert browser_of(factories.person()).get("/reports").status_code == 200


def test_an_account_is_counted_over_its_tokens_and_its_browsers():
    person = factories.person()
    for _ in range(10):
        assert ApiClient(person).get("/me").status_code == 200
        assert ApiClient(person).get("/me").status_code == 200
        assert browser_of(person).get("/reports").status_code == 200
        assert ApiClient(person).get("/programs").status_code == 200

    refused = ApiClient(person).get("/me")

    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many"
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert int(refused.headers["Retry-After"]) >= 1
    assert browser_of(person).get("/reports").status_code == 429


def test_what_was_typed_stands_in_the_answer_and_is_sent_again():
    program = factories.judged_program()
    report = factories.report(program=program)
    browser = browser_of(report.reporter)
    path = f"/reports/{report.public_id}/comments"
    words = 'Line one,\n"two" <three> & four'
    form = {"audience": "participants", "body": words}
    for number in range(2):
        assert browser.post(path, form | {"body": f"{number}"}).status_code == 303

    refused = browser.post(path, form)
    page = refused.content.decode()

    assert refused.status_code == 429
    assert "csrfmiddlewaretoken" in page
    shown = re.search(r'name="body" value="([^"]*)"', page)
    assert shown
    assert shown[1] == "Line one,\n&quot;two&quot; &lt;three&gt; &amp; four"
    assert f'action="{path}"' in page
    buckets.forget()
    assert browser.post(path, form).status_code == 303


def test_a_password_stands_in_no_answer():
    refused = _last(
        lambda: Client().post("/sign-in", {"login": "a@example.org", "password": "cnry-word"}), 3
    )

    assert refused.status_code == 429
    assert b"cnry-word" not in refused.content


def test_an_address_of_ipv6_is_its_network(rf):
    assert limits.address_key("2001:db8:1:2::1") == limits.address_key("2001:db8:1:2:ffff::9")
    assert limits.address_key("2001:db8:1:2::1") != limits.address_key("2001:db8:1:3::1")
    assert limits.address_key("::ffff:192.0.2.1") == limits.address_key("192.0.2.1")
    refused = _last(
        lambda: Client().post("/sso", {"email": "a@example.org"}, REMOTE_ADDR="2001:db8::1"), 3
    )
    assert refused.status_code == 429


def test_a_wrong_token_counts_for_the_address_alone():
    person = factories.person()
    bad = {"Authorization": "Bearer sw_nothing"}
    refused = _last(lambda: Client().get("/api/v1/me", headers=bad), 41)

    assert refused.status_code == 429
    assert ApiClient(person).get("/me").status_code == 200
