import re

import pytest
from django.test import Client

from seawall.domain.notify.models import Delivery, Webhook
from tests.factories import accounts, hooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return accounts.member()


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner.user)
    return client


GIVEN = {"name": "Tracker", "url": "https://hooks.example/in", "events": ["report.submitted"]}


def test_an_empty_list_says_what_a_webhook_is(browser, owner):
    page = browser.get(f"/organizations/{owner.organization.slug}/webhooks")

    assert "No webhooks yet" in page.content.decode()


def test_the_secret_is_shown_once(browser, owner):
    answer = browser.post(f"/organizations/{owner.organization.slug}/webhooks/create", GIVEN)
    first = browser.get(answer.headers["Location"]).content.decode()
    second = browser.get(answer.headers["Location"]).content.decode()

    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", first)
    assert "whsec_" not in second
    assert "hooks.example/in" in second


def test_what_is_refused_stands_beside_its_field(browser, owner):
    answer = browser.post(
        f"/organizations/{owner.organization.slug}/webhooks/create",
        GIVEN | {"url": "https://[::1]/"},
    )

    assert answer.status_code == 422
    assert "https address with a public host name" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_a_new_secret_asks_again_for_who_one_is(browser, owner):
    hook, _ = hooks.webhook(owner)
    accounts.factor(owner.user)

    answer = browser.post(f"/webhooks/{hook.public_id}/rotate")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/confirm")
    hook.refresh_from_db()
    assert hook.old_secret_until is None


def test_it_is_edited_pinged_switched_and_deleted(browser, owner):
    hook, _ = hooks.webhook(owner)
    home = f"/webhooks/{hook.public_id}"

    browser.post(f"{home}/edit", GIVEN | {"name": "Chat", "events": ["award.approved"]})
    browser.post(f"{home}/ping")
    browser.post(f"{home}/deliveries/{Delivery.objects.get().public_id}/again")
    browser.post(f"{home}/rotate")
    browser.post(f"{home}/end-old-secret")
    shown = browser.get(home).content.decode()
    browser.post(f"{home}/switch", {"to": "off"})
    off = browser.get(home).content.decode()
    browser.post(f"{home}/switch", {"to": "on"})
    hook.refresh_from_db()

    assert (hook.name, hook.events, hook.off_at) == ("Chat", ["award.approved"], None)
    assert "Ping" in shown
    assert "Switched off by a member." in off
    assert browser.post(f"{home}/delete").headers["Location"].endswith("/webhooks")
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "٣"])
def test_a_page_that_does_not_exist_is_refused(browser, owner, cursor):
    hook, _ = hooks.webhook(owner)

    assert browser.get(f"/webhooks/{hook.public_id}?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    browser, owner, count, django_assert_max_num_queries
):
    for number in range(count):
        hooks.webhook(owner, name=f"Tracker {number}")

    with django_assert_max_num_queries(12):
        browser.get(f"/organizations/{owner.organization.slug}/webhooks")


@pytest.mark.parametrize("page", ["", "/edit"])
def test_the_side_bar_marks_the_webhooks_of_the_organization(browser, owner, page):
    hook, _ = hooks.webhook(owner)

    text = browser.get(f"/webhooks/{hook.public_id}{page}").content.decode()

    marked = set(re.findall(r'<a href="([^"]+)" aria-current="page"', text))
    assert marked == {f"/organizations/{owner.organization.slug}/webhooks"}
