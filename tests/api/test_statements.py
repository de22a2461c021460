"""How many SQL statements the API's busiest calls cost: the same at any number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.rules import Role
from tests.api.client import ApiClient, report_body
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db

# Token; program with its brief; report, revision, move, opinion, event, counter.
SUBMIT = [
    "SELECT", "SELECT", "INSERT INTO domain_report", "INSERT INTO domain_revision",
    "INSERT INTO domain_reportmove", "INSERT INTO domain_severityopinion",
    "INSERT INTO domain_event", "INSERT INTO domain_statecount",
]  # fmt: skip
# Token, programs of the team, ids, rows. Who is on no team is asked for none.
LIST = {"triager": 4, "reporter": 3}


@pytest.fixture
def program():
    return reports.judged_program()


def statements(ask) -> list[str]:
    """What the second call asks: the first one fills caches, as does the first of a process."""
    ask()
    with CaptureQueriesContext(connection) as caught:
        assert ask().status_code in (200, 201)
    return [_short(one["sql"]) for one in caught if not one["sql"].startswith(_AROUND)]


_AROUND = ("BEGIN", "SAVEPOINT", "RELEASE")


def _short(sql: str) -> str:
    words = sql.replace('"', "").split()
    return " ".join(words[:3]) if words[0] == "INSERT" else words[0]


@pytest.mark.parametrize("others", [1, 3, 50])
def test_a_submit_costs_eight_statements_whatever_was_sent_before(program, others):
    researcher = accounts.person()
    reports.copies(reports.report(program=program, reporter=researcher), others - 1)
    client = ApiClient(researcher)

    asked = statements(
        lambda: client.post(f"/programs/{program.slug}/reports", report_body(program))
    )

    assert asked == SUBMIT


@pytest.mark.parametrize("role", LIST)
@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_list_costs_the_same_at_any_number_of_rows(program, rows, role):
    researcher = accounts.person()
    reports.copies(reports.report(program=program, reporter=researcher), rows - 1)
    triager = accounts.member(program.organization, Role.TRIAGER).user
    client = ApiClient(triager if role == "triager" else researcher)

    asked = statements(lambda: client.get("/reports", limit=50))

    assert asked == ["SELECT"] * LIST[role]
    assert len(client.get("/reports", limit=50).json()["items"]) == rows
