"""Reading from a copy of the database: here a second alias of the same one."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connections, router
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seawall.domain import replicas
from seawall.domain.accounts import commands as accounts_commands
from seawall.domain.accounts.models import Session
from seawall.domain.reports import queries
from seawall.domain.reports.models import Comment, Report
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "replica"])


@pytest.fixture(scope="module", autouse=True)
def _alias(django_db_setup):
    """Leads to the same tables, which are emptied once."""
    given = connections["default"].settings_dict
    connections.databases["replica"] = {**given, "TEST": {**given["TEST"], "MIRROR": "default"}}
    yield
    del connections.databases["replica"]


@pytest.fixture
def places(monkeypatch):
    """How far each side is, as the test says. The copy is well and has everything."""
    monkeypatch.setattr(replicas, "is_configured", lambda: True)
    told = {"written": 10, "replayed": 10}
    monkeypatch.setattr(replicas, "written", lambda: told["written"])
    monkeypatch.setattr(replicas, "replayed", lambda: told["replayed"])
    monkeypatch.setattr(replicas, "_copy", replicas._Copy())
    monkeypatch.setattr(replicas, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(router, "routers", [replicas.Router()])
    # It must have been well at two checks.
    assert not replicas._copy.look()
    assert replicas._copy.look()
    cache.clear()
    yield told
    cache.clear()
    connections["replica"].close()


@pytest.fixture
def sent():
    """A report of Rita's."""
    return reports.report(reporter=accounts.person("rita"))


@pytest.fixture
def rita(sent):
    """Rita's browser."""
    client = Client()
    client.force_login(sent.reporter)
    return client


def _asked(client, path, **given):
    """Tables that the copy was asked for, by statement, and the answer's status."""
    with CaptureQueriesContext(connections["replica"]) as caught:
        answer = client.get(path, **given)
    return [one["sql"] for one in caught], answer.status_code


def test_pages_are_read_from_the_copy_but_who_asks_is_not(places, rita, sent):
    statements, status = _asked(rita, f"/reports/{sent.public_id}")

    assert status == 200
    assert any(Comment._meta.db_table in one for one in statements)
    assert not any(Session._meta.db_table in one for one in statements)
    assert not any("seawall_cache" in one for one in statements)


def test_lists_come_whole_from_the_copy(places, rita):
    statements, status = _asked(rita, "/reports")

    assert status == 200
    assert sum(Report._meta.db_table in one for one in statements) >= 2


def test_a_token_is_looked_up_on_the_primary(places, sent):
    token = accounts.api_token(sent.reporter)[0]

    statements, status = _asked(
        Client(), "/api/v1/reports", headers={"authorization": f"Bearer {token}"}
    )

    assert status == 200
    assert any(Report._meta.db_table in one for one in statements)
    assert not any("apitoken" in one or "ratebucket" in one for one in statements)


def test_who_wrote_reads_from_the_primary_until_the_copy_has_it(places, rita, sent):
    places["written"] = 20
    rita.post(f"/reports/{sent.public_id}/comments", {"body": "More.", "audience": "participants"})
    before, _ = _asked(rita, "/reports")

    places["replayed"] = 20
    after, _ = _asked(rita, "/reports")

    assert before == []
    assert after != []


def test_a_pin_holds_for_every_session_and_token_of_the_person(places, rita, sent):
    places["written"] = 20
    rita.post(f"/reports/{sent.public_id}/comments", {"body": "More.", "audience": "participants"})
    places["written"] = 10
    token = accounts.api_token(sent.reporter)[0]

    statements, _ = _asked(
        Client(), "/api/v1/reports", headers={"authorization": f"Bearer {token}"}
    )

    assert statements == []


def test_a_copy_that_lags_or_is_gone_is_left_alone(places, rita, monkeypatch):
    places["written"] = 99
    replicas._copy.look()
    lagging, _ = _asked(rita, "/reports")

    def gone():
        raise OperationalError

    monkeypatch.setattr(replicas, "replayed", gone)
    without, status = _asked(rita, "/reports")

    assert (lagging, without, status) == ([], [], 200)


def test_what_fails_at_the_copy_is_answered_by_the_primary(places, rita, sent):
    def fail(execute, sql, params, many, context):
        raise OperationalError("terminating connection")

    with connections["replica"].execute_wrapper(fail):
        answer = rita.get(f"/reports/{sent.public_id}")

    assert answer.status_code == 200
    assert not replicas._copy.is_well


def test_inside_a_transaction_and_after_a_write_the_primary_is_read(places, sent):
    from django.db import transaction

    rita = accounts.actor(sent.reporter)
    replicas.begin(rita.user_id)
    with CaptureQueriesContext(connections["replica"]) as caught:
        with transaction.atomic():
            queries.thread(rita, sent.public_id)
        accounts_commands.limits.take("a", at_most=5, per_seconds=60)
        Report.objects.filter(pk=0).update(title="")
        queries.thread(rita, sent.public_id)
    replicas.end()

    assert len(caught) == 0


def test_without_a_copy_nothing_changes(rita, sent, monkeypatch):
    monkeypatch.setattr(replicas, "is_configured", lambda: False)

    assert rita.get(f"/reports/{sent.public_id}").status_code == 200
