"""Figures beside the brief, on the team's page, as CSV and by API."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.insights import commands
from seawall.domain.jobs_queue import worker
from seawall.domain.reports.rules.workflow import State
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    made = factories.judged_program(name="Acme")
    for state in (State.NEW, State.NEW, State.TRIAGED, State.RESOLVED, State.DUPLICATE):
        factories.report(state, program=made)
    worker.settle()
    commands.count(made.pk)
    return made


def signed_in(client, program, role):
    client.force_login(User.objects.get(pk=factories.team_actor(program, role).user_id))
    return client


def text_of(answer):
    return answer.content.decode()


def test_everybody_reads_what_the_programme_shows(client, program):
    page = text_of(client.get(f"/programs/{program.slug}"))

    assert "Last 90 days" in page
    assert "Response efficiency" in page
    assert "100 %" in page
    assert "Share of duplicates" not in page


def test_a_figure_is_shown_and_hidden_in_the_settings(client, program):
    editor = signed_in(client, program, Role.OWNER)
    given = {"name": "Acme", "kind": "bounty", "chooses": "1", "appeal_days": "3"}

    shown = given | {"public_figures": ["duplicates", "appeals"]}
    assert editor.post(f"/programs/{program.slug}/settings", shown).status_code == 303
    page = text_of(editor.get(f"/programs/{program.slug}"))
    assert "Share of duplicates" in page
    assert "Response efficiency" not in page
    program.refresh_from_db()
    assert program.appeal_days == 3

    assert editor.post(f"/programs/{program.slug}/settings", given).status_code == 303
    assert "Last 90 days" not in text_of(editor.get(f"/programs/{program.slug}"))


def test_the_team_reads_every_span_and_takes_it_away(client, program):
    viewer = signed_in(client, program, Role.VIEWER)

    page = text_of(viewer.get(f"/programs/{program.slug}/metrics"))
    assert "Since the start" in page
    assert "Objections that were right" in page
    rows = list(
        csv.reader(io.StringIO(text_of(viewer.get(f"/programs/{program.slug}/metrics.csv"))))
    )
    assert rows[0] == ["figure", "30", "90", "365", "ever"]
    assert ["reports", "6", "6", "6", "6"] in rows
    assert ["duplicate_rate", "17", "17", "17", "17"] in rows


def test_a_developer_reads_no_sums_and_a_stranger_nothing(client, program):
    developer = signed_in(client, program, Role.DEVELOPER)
    assert "awarded_minor" not in text_of(developer.get(f"/programs/{program.slug}/metrics.csv"))

    client.force_login(factories.person())
    assert client.get(f"/programs/{program.slug}/metrics").status_code == 404
    assert client.get(f"/programs/{program.slug}/metrics.csv").status_code == 404


def test_before_the_first_count_the_page_says_so(client, program):
    other = factories.judged_program(program.organization)
    viewer = signed_in(client, program, Role.VIEWER)

    assert "Nothing is counted yet" in text_of(viewer.get(f"/programs/{other.slug}/metrics"))


def test_the_api_gives_the_same(program):
    path = f"/programs/{program.slug}/metrics"
    shown = ApiClient().get(path).json()
    assert (shown["efficiency"], shown["level"], shown["resolved_ever"]) == (100, "green", 1)
    assert shown["duplicate_rate"] is None

    assert ApiClient().get(f"{path}/team").status_code == 401
    assert ApiClient(factories.person()).get(f"{path}/team").status_code == 404
    finance = User.objects.get(pk=factories.team_actor(program, Role.FINANCE).user_id)
    spans = ApiClient(finance).get(f"{path}/team").json()["spans"]
    assert set(spans) == {"30", "90", "365", "ever"}
    assert (spans["90"]["reports"], spans["90"]["duplicates"]) == (6, 1)


@pytest.mark.parametrize("more", [0, 2, 49])
def test_pages_cost_the_same_for_any_number_of_reports(client, program, more):
    first = program.reports.first()
    factories.copies(first, more)
    commands.count(program.pk)
    viewer = signed_in(client, program, Role.VIEWER)
    for path, cost in ((f"/programs/{program.slug}", 8), (f"/programs/{program.slug}/metrics", 8)):
        viewer.get(path)
        with CaptureQueriesContext(connection) as caught:
            viewer.get(path)
        assert len(caught) == cost, path
