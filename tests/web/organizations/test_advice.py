"""Pages of an organization's advice, the advice beside a report, and the API."""

import pytest
from django.test import Client

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db

XSS = "cross_site_scripting_xss"


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def manager(program):
    return browser_of(program, Role.PROGRAM_MANAGER)


def person(program, role):
    return User.objects.get(pk=factories.team_actor(program, role).user_id)


def browser_of(program, role):
    client = Client()
    client.force_login(person(program, role))
    return client


def text_of(answer):
    return answer.content.decode()


def test_an_entry_is_reworded_and_set_back(program, manager):
    home = f"/organizations/{program.organization.slug}/advice"
    assert "Shipped" in text_of(manager.get(home))
    assert "Trusted Types" in text_of(manager.get(f"{home}/{XSS}"))

    given = {"text": "Ask <the> **platform** team.", "version": "0"}
    assert manager.post(f"{home}/{XSS}", given).status_code == 303
    page = text_of(manager.get(f"{home}/{XSS}"))
    assert "<strong>platform</strong>" in page
    assert "<the>" not in page
    assert "Yours" in text_of(manager.get(home))
    assert manager.post(f"{home}/{XSS}", given | {"text": "Late."}).status_code == 409

    assert manager.post(f"{home}/{XSS}/reset").status_code == 303
    assert "Back to the shipped text" in text_of(manager.get(f"{home}/{XSS}"))
    assert manager.get(f"{home}/no_such_thing").status_code == 404
    assert manager.get(f"{home}?entry={XSS}").status_code == 302


def test_a_developer_reads_and_does_not_write(program):
    developer = browser_of(program, Role.DEVELOPER)
    path = f"/organizations/{program.organization.slug}/advice/{XSS}"

    assert "In your words" not in text_of(developer.get(path))
    assert developer.post(path, {"text": "Mine.", "version": "0"}).status_code == 403
    other = Client()
    other.force_login(factories.person())
    assert other.get(path).status_code == 404


def test_the_team_reads_it_beside_the_report_and_the_reporter_does_not(program, manager):
    report = factories.report(program=program)
    reporter = Client()
    reporter.force_login(report.reporter)

    assert "How to fix it" in text_of(manager.get(f"/inbox/{report.public_id}"))
    assert "How to fix it" not in text_of(reporter.get(f"/reports/{report.public_id}"))


def test_the_api_gives_and_takes_the_same(program):
    report = factories.report(program=program)
    owner = ApiClient(person(program, Role.OWNER))
    path = f"/organizations/{program.organization.slug}/advice/{XSS}"

    assert owner.get(f"/reports/{report.public_id}/advice").json()["is_own"] is False
    assert ApiClient(report.reporter).get(f"/reports/{report.public_id}/advice").status_code == 404
    assert owner.get(path).json()["own"] is None
    sent = owner.post(path, {"text": "Ask.", "expected_version": 0})
    assert (sent.status_code, sent.json()["counts"]["text"]) == (200, "Ask.")
    assert owner.post(path, {"text": "Again.", "expected_version": 0}).status_code == 409
    assert owner.post(f"{path}/reset").json()["own"] is None
    assert ApiClient(factories.person()).get(path).status_code == 404
