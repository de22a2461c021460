"""What happened, and when a report entered its states, over the API."""

import pytest

from seawall.domain.accounts.rules import Role, TokenScope
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import MoveInput, State
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db


def _asked(report):
    actor = factories.team_actor(report.program)
    commands.make_move(report.public_id, "ask", actor=actor, given=MoveInput(note="Which?"))
    return actor


def _of(organization, client, **query):
    return client.get(f"/organizations/{organization.slug}/activity", **query)


def test_events_come_newest_first_page_by_page_and_by_filter():
    report = factories.report()
    triager = _asked(report)
    organization = report.program.organization
    client = ApiClient(factories.member(organization, Role.OWNER).user)

    everything = _of(organization, client).json()["items"]
    first = _of(organization, client, limit=1).json()
    second = _of(organization, client, limit=1, cursor=first["next_cursor"]).json()
    moved = _of(organization, client, event="report.moved", user=triager.handle).json()["items"]

    assert [*first["items"], *second["items"]] == everything[:2]
    assert [(one["by"], one["door"], one["facts"]["to_state"]) for one in moved] == [
        (triager.handle, "person", "needs_info")
    ]
    assert _of(organization, client, user="nobody-at-all").json()["items"] == []
    assert _of(organization, client, until=everything[-1]["at"]).json()["items"] == []
    assert _of(organization, client, cursor="x").status_code == 422


def test_activity_is_for_who_may_read_it_with_a_token_that_says_so():
    report = factories.report()
    organization = report.program.organization
    owner = factories.member(organization, Role.OWNER).user
    without = [scope for scope in TokenScope if scope is not TokenScope.ACTIVITY_READ]

    assert _of(organization, ApiClient(owner)).status_code == 200
    assert _of(organization, ApiClient(owner, scopes=without)).status_code == 404
    for who in (report.reporter, factories.member(organization, Role.TRIAGER).user):
        assert _of(organization, ApiClient(who)).status_code == 404


def test_a_report_says_when_it_entered_each_state():
    report = factories.report()
    _asked(report)
    answer = commands.make_move(
        report.public_id,
        "answer",
        actor=factories.actor(report.reporter),
        given=MoveInput(note="That one."),
    )

    told = ApiClient(report.reporter).get(f"/reports/{report.public_id}").json()

    moves = [one for one in told["timeline"] if one.get("to_state")]
    assert answer.state == "new"
    assert set(told["entered_at"]) == {"new", "needs_info"}
    assert told["entered_at"]["new"] == moves[-1]["at"] != moves[0]["at"]


def test_awards_are_listed_and_rejected_by_a_second_person():
    report = factories.report(State.ACCEPTED)
    organization = report.program.organization
    proposer = ApiClient(factories.member(organization, Role.PROGRAM_MANAGER).user)
    decider = ApiClient(factories.member(organization, Role.OWNER).user)
    body = {"amount_minor": 60000, "currency": "USD", "reason": "Fair."}
    made = proposer.post(f"/reports/{report.public_id}/awards", body).json()

    listed = decider.get("/awards", state="proposed").json()["items"]
    own = proposer.post(f"/awards/{made['id']}/reject", {"note": "No."})
    silent = decider.post(f"/awards/{made['id']}/reject", {"note": " "})
    done = decider.post(f"/awards/{made['id']}/reject", {"note": "Too much."})

    assert [(one["id"], one["report"]) for one in listed] == [(made["id"], report.public_id)]
    assert (own.status_code, silent.status_code, done.status_code) == (403, 422, 200)
    assert done.json()["state"] == "rejected"
    assert ApiClient(report.reporter).get("/awards").json() == {"items": [], "next_cursor": None}
    assert decider.get("/awards", state="eaten").status_code == 422


@pytest.mark.parametrize("edge", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_moments_beyond_the_calendar_are_refused(edge):
    report = factories.report()
    client = ApiClient(factories.member(report.program.organization, Role.OWNER).user)

    assert _of(report.program.organization, client, since=edge).status_code == 422
    assert client.get(f"/programs/{report.program.slug}/versions", at=edge).status_code == 422
    last = _of(report.program.organization, client, until="9999-12-31T23:59:59Z")
    assert last.status_code == 200
