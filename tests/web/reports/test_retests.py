"""The page of retests on both sides, what people are told, and the same by API."""

import pytest
from django.test import Client

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.reports.models import Report, Retest
from seawall.domain.reports.rules.workflow import State
from tests import factories
from tests.api.client import ApiClient
from tests.web.reports.forms import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(program, reporter):
    return factories.report(State.ACCEPTED, program=program, reporter=reporter)


@pytest.fixture
def triager(program):
    return User.objects.get(pk=factories.team_actor(program).user_id)


@pytest.fixture
def desk(triager):
    """A browser in which the triager is signed in."""
    client = Client()
    client.force_login(triager)
    return client


def test_a_retest_goes_from_the_team_to_the_reporter_and_back(browser, desk, report, reporter):
    page = f"/reports/{report.public_id}/retest"
    assert page in text_of(desk.get(f"/inbox/{report.public_id}"))
    assert page not in text_of(browser.get(f"/reports/{report.public_id}"))
    asked = {"do": "ask", "fix": "", "days": "3", "pay": "20", "note": "Look <here>"}
    refused = desk.post(page, asked)
    assert refused.status_code == 422
    assert "Look &lt;here&gt;" in refused.content.decode()
    assert "Name the change" not in text_of(desk.get(page))
    for wrong in ({"days": "soon"}, {"pay": "much"}):
        assert (
            desk.post(page, asked | {"fix": "v2", "days": "14", "pay": ""} | wrong).status_code
            == 422
        )

    done = desk.post(page, asked | {"fix": "v2", "days": "14", "pay": "75.50"})

    assert done.status_code == 303
    assert Retest.objects.get().pay_minor == 7550
    shown = text_of(browser.get(f"/reports/{report.public_id}"))
    assert "The team asks for a retest" in shown
    shown = text_of(browser.get(page))
    assert "Take it on" in shown
    assert "$75.50" in shown
    assert "Cancel the retest" in text_of(desk.get(page))
    assert browser.post(page, {"do": "accept"}).status_code == 303
    late = desk.post(page, {"do": "cancel"})
    assert late.status_code == 409
    assert "took this retest on" in text_of(late)
    assert browser.post(page, {"do": "answer", "summary": "Hm"}).status_code == 422
    assert browser.post(page, {"do": "answer", "reproduced": "no"}).status_code == 422
    assert browser.post(page, {"do": "nonsense"}).status_code == 422
    answered = browser.post(
        page, {"do": "answer", "reproduced": "yes", "summary": "Still <open>, with a *new* token."}
    )
    assert answered.status_code == 303
    shown = text_of(desk.get(page))
    assert "Still" in shown
    assert "The report becomes: Accepted. $75.50 is proposed" in shown
    assert desk.post(page, {"do": "judge", "verdict": ""}).status_code == 422
    assert desk.post(page, {"do": "judge", "verdict": "reject"}).status_code == 422
    assert desk.post(page, {"do": "judge", "verdict": "confirm"}).status_code == 303
    for client in (browser, desk):
        assert "Confirmed" in text_of(client.get(page))
    assert Report.objects.get(pk=report.pk).state == State.ACCEPTED


def test_both_sides_are_told_without_words(browser, desk, report, reporter, triager):
    page = f"/reports/{report.public_id}/retest"
    desk.post(page, {"do": "ask", "fix": "secretfix", "days": "14", "note": "secretnote"})
    browser.post(page, {"do": "answer", "reproduced": "no", "summary": "secretsummary"})
    desk.post(page, {"do": "judge", "verdict": "confirm"})
    worker.settle()

    keys = {
        who: set(Notice.objects.filter(user__handle=who).values_list("payload__what", flat=True))
        for who in (reporter.handle, triager.handle)
    }
    assert {"retest_asked", "moved.reporter"} <= keys[reporter.handle]
    assert {"retest_accepted", "retest_answered"} <= keys[triager.handle]
    assert Mail.objects.filter(user=reporter).exists()


def test_the_same_by_api(program, report, reporter):
    manager = factories.member(program.organization, Role.PROGRAM_MANAGER).user
    team, mine = ApiClient(manager), ApiClient(reporter)
    path = f"/reports/{report.public_id}"
    assert team.get(f"{path}/retests").json() == {"items": []}
    assert team.post(f"{path}/retest/step", {"step": "cancel"}).status_code == 404
    assert team.post(f"{path}/retests", {"fix": "v2", "days": 4}).status_code == 422

    made = team.post(f"{path}/retests", {"fix": "v2", "pay_minor": 6000})

    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["currency"]) == ("invited", "USD")
    assert mine.get(path).json()["state"] == "retesting"
    assert mine.post(f"{path}/moves", {"move": "answer", "note": "No"}).status_code == 409
    assert mine.post(f"{path}/retest/step", {"step": "accept"}).json()["state"] == "taken_on"
    file = mine.upload(f"{path}/attachments", "log.txt", b"200 OK").json()["id"]
    given = {"reproduced": False, "summary": "Gone.", "attachments": [file]}
    answered = mine.post(f"{path}/retest/answer", given).json()
    assert (answered["reproduced"], answered["attachments"]) == (False, [file])
    assert mine.post(f"{path}/retest/verdict", {"verdict": "confirm"}).status_code == 403
    ended = team.post(f"{path}/retest/verdict", {"verdict": "confirm", "note": "Yes."}).json()
    assert (ended["state"], ended["reason"]) == ("confirmed", "Yes.")
    assert mine.get(path).json()["state"] == "resolved"
    found = team.get("/reports", filter="state:resolved").json()["items"]
    assert [one["id"] for one in found] == [report.public_id]
