"""The activity of an organization in the browser."""

import csv

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.jobs_queue.worker import settle
from tests import factories
from tests.web.rewards.test_pages import browser, statements, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def award():
    made = factories.award("paid", report=factories.rewarded_report(title="Hidden words"))
    settle()
    return made


def _home(award) -> str:
    return f"/organizations/{award.report.program.organization.slug}/activity"


def _owner(award):
    return browser(factories.team_actor(award.report.program, Role.OWNER))


def test_it_says_who_did_what_to_which_report_without_its_words(award):
    page = text(_owner(award).get(_home(award)))

    assert "award.approved" in page
    assert "@program-manager-" in page
    assert "$600.00" in page
    assert f"/inbox/{award.report.public_id}" in page
    assert "Hidden words" not in page


def test_it_is_searched_by_event_person_and_day(award):
    client, home = _owner(award), _home(award)
    manager = factories.approver(award.report).handle

    by_event = text(client.get(f"{home}?event=award."))
    by_person = text(client.get(f"{home}?user=@{manager}"))

    assert "award.proposed</span>" in by_event
    assert "report.submitted</span>" not in by_event
    assert "award.approved</span>" in by_person
    assert "award.proposed</span>" not in by_person
    assert "Nothing found" in text(client.get(f"{home}?user=nobody-of-this-name"))
    assert "Nothing found" in text(client.get(f"{home}?to_day=2020-01-01"))
    assert client.get(f"{home}?from_day=0001-01-01&to_day=9999-12-31").status_code == 200
    assert client.get(f"{home}?from_day=soon").status_code == 422
    assert client.get(f"{home}?cursor=nonsense").status_code == 422


def test_the_export_is_in_the_log_itself(award):
    client, home = _owner(award), _home(award)

    file = client.get(f"{home}.csv?event=award.")

    rows = list(csv.DictReader(b"".join(file.streaming_content).decode().splitlines()))
    assert {row["event"] for row in rows} == {"award.proposed", "award.approved"}
    event = Event.objects.get(name="activity.exported")
    assert event.payload["event"] == "award."
    assert event.organization_id == award.report.program.organization_id


def test_finance_reads_without_links_and_cannot_export(award):
    client, home = browser(factories.payer(award.report)), _home(award)

    page = text(client.get(home))

    assert award.report.public_id in page
    assert "/inbox/" not in page
    assert ".csv" not in page
    assert client.get(f"{home}.csv").status_code == 403
    assert not Event.objects.filter(name="activity.exported").exists()


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.DEVELOPER, Role.VIEWER])
def test_other_roles_find_nothing(role, award):
    client = browser(factories.team_actor(award.report.program, role))

    assert client.get(_home(award)).status_code == 404
    assert client.get(f"{_home(award)}.csv").status_code in {403, 404}
    assert browser(factories.person()).get(_home(award)).status_code == 404


def test_pages_follow_each_other(award):
    client, home = _owner(award), _home(award)
    for _ in range(12):
        factories.report(program=award.report.program)
    first = text(client.get(home))
    assert "cursor=" not in first
    for _ in range(45):
        factories.report(program=award.report.program)

    first = text(client.get(home))
    start = first.index("cursor=") + len("cursor=")
    second = text(client.get(f"{home}?cursor={first[start : first.index(chr(34), start)]}"))

    assert first.count('<td class="nowrap"><time') == 50
    assert 'rel="prev"' in second
    assert "award.approved</span>" in second


def test_it_costs_the_same_for_few_and_many(award):
    client, home = _owner(award), _home(award)
    few = statements(client, home)

    factories.award("paid", report=award.report)

    assert statements(client, home) == few <= 12
