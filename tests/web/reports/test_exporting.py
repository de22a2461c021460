"""The page on which a report is taken along."""

import json

import pytest

from seawall.domain.reports.rules.workflow import State
from tests.factories import reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return reports.report(State.TRIAGED)


def test_a_reporter_chooses_and_gets_a_file_that_no_browser_shows(client, report):
    client.force_login(report.reporter)
    page = f"/reports/{report.public_id}/export"

    form = client.get(page).content.decode()
    answer = client.post(page, {"form": "json", "internal": "on"})

    assert 'name="internal"' not in form
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert json.loads(answer.getvalue())["id"] == report.public_id


def test_a_choice_that_is_none_comes_back_with_a_sentence(client, report):
    client.force_login(report.reporter)

    answer = client.post(f"/reports/{report.public_id}/export", {"form": "exe", "nameless": "on"})

    assert answer.status_code == 422
    assert "checked" in answer.content.decode()


def test_a_report_that_one_may_not_see_has_no_such_page(client, report):
    client.force_login(reports.report(State.NEW).reporter)
    page = f"/reports/{report.public_id}/export"

    assert client.get(page).status_code == client.post(page, {"form": "text"}).status_code == 404
