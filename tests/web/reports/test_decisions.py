"""Decisions on both sides' pages, the two forms of an objection, and the same by API."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import State
from tests import factories
from tests.api.client import ApiClient
from tests.web.reports.forms import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(program, reporter):
    """A report of the reporter that the triager rated down."""
    report = factories.report(State.TRIAGED, program=program, reporter=reporter)
    rate(report, factories.team_actor(program), 5)
    return report


@pytest.fixture
def manager(program):
    """The browser of a manager who decided nothing."""
    actor = factories.team_actor(program, Role.PROGRAM_MANAGER)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def rate(report, by, priority):
    commands.set_severity(
        report.public_id,
        side="triage",
        priority=priority,
        reason_code="preconditions",
        reason="It needs <a session>.",
        actor=by,
    )


def address(report, what):
    return f"/reports/{report.public_id}/decisions/{report.decisions.get().public_id}/{what}"


def test_an_objection_goes_from_the_reporter_to_another_of_the_team(browser, rated, manager):
    shown = text_of(browser.get(f"/reports/{rated.public_id}"))
    assert "An attack needs preconditions" in shown
    assert address(rated, "appeal") in shown
    assert "Object to a decision" in text_of(browser.get(address(rated, "appeal")))

    empty = browser.post(address(rated, "appeal"), {"priority": "", "text": ""})
    assert empty.status_code == 422
    words = {"priority": "2", "text": "Anybody has a **session**."}
    assert browser.post(address(rated, "appeal"), words).status_code == 303
    assert browser.get(address(rated, "appeal")).status_code == 409
    assert "waiting for an answer" in text_of(browser.get(f"/reports/{rated.public_id}"))

    listed = text_of(manager.get("/appeals"))
    assert rated.public_id in listed
    assert address(rated, "answer") in text_of(manager.get(f"/inbox/{rated.public_id}"))
    assert "Anybody has a" in text_of(manager.get(address(rated, "answer")))
    assert manager.post(address(rated, "answer"), {"outcome": "upheld"}).status_code == 422
    given = {"outcome": "upheld", "reason": "True."}
    assert manager.post(address(rated, "answer"), given).status_code == 303
    rated.refresh_from_db()
    assert rated.priority == 2
    answered = text_of(browser.get(f"/reports/{rated.public_id}"))
    assert "Objection: Upheld" in answered
    assert "found the objection right" in answered
    assert "Upheld" in text_of(manager.get("/appeals"))


def test_nobody_else_sees_the_forms(client, rated):
    client.force_login(factories.person())
    for what in ("appeal", "answer"):
        assert client.get(address(rated, what)).status_code == 404
    assert "Nothing waits" in text_of(client.get("/appeals"))


def test_both_sides_get_a_notice_and_a_mail(browser, rated, manager):
    worker.settle()
    browser.post(address(rated, "appeal"), {"priority": "2", "text": "No."})
    manager.post(address(rated, "answer"), {"outcome": "rejected", "reason": "It stands."})
    worker.settle()

    topics = Notice.objects.filter(topic="appeal")
    told = sorted((one.user.handle, one.payload["what"]) for one in topics)
    team = rated.program.organization_id
    assert told == [
        ("mira", "appeal_decided.reporter"),
        ("mira", "appealed.reporter"),
        (f"program-manager-{team}", "appealed.team"),
        (f"triager-{team}", "appeal_decided.team"),
        (f"triager-{team}", "appealed.team"),
    ]
    assert "objection" in text_of(browser.get("/notices"))
    assert Mail.objects.filter(subject=f"{rated.public_id}: Objection").count() == 5


def test_the_api_lists_decisions_and_takes_objection_and_answer(rated, reporter, program):
    mine = ApiClient(reporter)
    path = f"/reports/{rated.public_id}/decisions"
    (item,) = mine.get(path).json()["items"]
    assert (item["kind"], item["reason_code"], item["can_appeal"], item["appeal"]) == (
        "severity",
        "preconditions",
        True,
        None,
    )

    sent = mine.post(f"{path}/{item['id']}/appeal", {"text": "No.", "priority": 2})
    assert sent.status_code == 201
    assert sent.json()["appeal"]["outcome"] is None
    assert mine.post(f"{path}/{item['id']}/appeal", {"text": "No."}).status_code == 409

    triager = ApiClient(User.objects.get(pk=factories.team_actor(program).user_id))
    answer = {"outcome": "rejected", "reason": "It stands."}
    assert triager.post(f"{path}/{item['id']}/answer", answer).status_code == 403
    owner = factories.team_actor(program, Role.OWNER)
    second = ApiClient(User.objects.get(pk=owner.user_id))
    done = second.post(f"{path}/{item['id']}/answer", answer)
    assert (done.status_code, done.json()["appeal"]["outcome"]) == (200, "rejected")
    assert second.post(f"{path}/D-000000/answer", answer).status_code == 404
    entries = mine.get(f"/reports/{rated.public_id}").json()["timeline"]
    assert [one["outcome"] for one in entries if one["type"] == "appeal"] == [None, "rejected"]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_pages_cost_the_same_for_any_number_of_decisions(browser, rated, manager, rows):
    decision = rated.decisions.get()
    for number in range(rows - 1):
        decision.pk, decision._state.adding = None, True
        decision.public_id = f"D-{number:06d}"
        decision.save()
    for client, path, cost in (
        (browser, f"/reports/{rated.public_id}", 16),
        (manager, "/appeals", 8),
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        assert len(caught) == cost, path
