"""Reports over the API: shapes, refusals, idempotency, audiences."""

from typing import get_args

import pytest

from seawall.api.v1.shapes.acting import MoveName
from seawall.domain.accounts.rules import Role, TokenScope
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.reports.commands import expiring
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import PUBLIC_MOVES, State
from seawall.lib import clock
from tests.api.client import PROBLEM, ApiClient, new_key, report_body
from tests.factories import accounts, programs, reports
from tests.factories.search import indexed

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return reports.judged_program()


@pytest.fixture
def researcher():
    return accounts.person()


@pytest.fixture
def triager(program):
    return accounts.member(program.organization, Role.TRIAGER).user


@pytest.fixture
def sent(program, researcher):
    answer = ApiClient(researcher).post(f"/programs/{program.slug}/reports", report_body(program))
    assert answer.status_code == 201, answer.content
    return answer.json()


def _states(client, report_id):
    return client.get(f"/reports/{report_id}").json()["state"]


def test_a_report_is_sent_and_read_by_its_reporter(program, researcher, sent):
    read = ApiClient(researcher).get(f"/reports/{sent['id']}").json()

    assert sent["state"] == "new"
    assert sent["turn"] == "team"
    assert len(sent["content_sha256"]) == 64
    assert read["title"] == "Orders of others can be read"
    assert read["brief_version"] == program.brief.version
    assert read["checklist"] is None


def test_the_whole_life_goes_over_the_api(program, researcher, triager, sent):
    team, reporter = ApiClient(triager), ApiClient(researcher)
    path = f"/reports/{sent['id']}"

    assert (
        team.post(f"{path}/moves", {"move": "ask", "note": "Which account?"}).json()["turn"]
        == "reporter"
    )
    assert (
        reporter.post(f"{path}/moves", {"move": "answer", "note": "Any."}).json()["state"] == "new"
    )
    rated = team.post(
        f"{path}/severity",
        {
            "side": "triage",
            "priority": 2,
            "reason_code": "taxonomy_baseline",
            "reason": "As listed.",
        },
    )
    assert rated.status_code == 201, rated.content
    checklist = {"in_scope": True, "exploitable": True, "novel": True}
    assert team.post(f"{path}/moves", {"move": "triage", "checklist": checklist}).status_code == 200
    manager = ApiClient(accounts.member(program.organization, Role.PROGRAM_MANAGER).user)
    finance = ApiClient(accounts.member(program.organization, Role.FINANCE).user)
    assert manager.post(f"{path}/moves", {"move": "accept"}).json()["state"] == "accepted"
    award = manager.post(
        f"{path}/awards",
        {"amount_minor": 50_000, "currency": "USD", "kind": "bounty", "reason": "Fair."},
    )
    assert award.status_code == 201, award.content
    assert manager.post(f"/awards/{award.json()['id']}/approve").status_code == 403
    approved = finance.post(f"/awards/{award.json()['id']}/approve")
    assert approved.json()["state"] == "approved", approved.content
    resolved = manager.post(f"{path}/moves", {"move": "resolve", "fix": "commit 1a2b3c"})
    assert resolved.json()["state"] == "resolved"


@pytest.mark.parametrize("field", ["title", "target", "description", "impact", "accept_terms"])
def test_a_missing_part_is_named(program, researcher, field):
    body = report_body(program)
    del body[field]

    answer = ApiClient(researcher).post(f"/programs/{program.slug}/reports", body)

    assert answer.status_code == 422
    assert answer["Content-Type"] == PROBLEM
    assert field in answer.json()["fields"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 151),
        ("description", "x" * 70_000),
        ("description", "a\x00b"),
        ("vrt", "no.such.type"),
        ("kind", "poetry"),
        ("url", "javascript:alert(1)"),
        ("cvss", "CVSS:3.1/AV:X"),
        ("collaborators", [{"handle": "nobody-here", "share": 10}]),
        ("collaborators", [{"handle": "a", "share": 0}]),
        ("unknown", 1),
    ],
)
def test_a_bad_value_is_refused_with_its_field(program, researcher, field, value):
    answer = ApiClient(researcher).post(
        f"/programs/{program.slug}/reports", report_body(program, **{field: value})
    )

    assert answer.status_code == 422, answer.content
    assert any(name.startswith(field) for name in answer.json()["fields"])
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[" * 5000 + b"]" * 5000,
        b'{"a":1,"a":2}',
        b'{"a":1e999}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b"\xff\xfe",
    ],
)
def test_a_body_that_libraries_disagree_about_is_refused(program, researcher, body):
    answer = ApiClient(researcher).raw(f"/programs/{program.slug}/reports", body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM


def test_other_terms_than_those_in_force_are_refused(program, researcher):
    answer = ApiClient(researcher).post(
        f"/programs/{program.slug}/reports", report_body(program, accept_terms=99)
    )

    assert answer.status_code == 409
    assert str(program.brief.version) in answer.json()["detail"]


def test_the_same_key_sends_one_report(program, researcher):
    client, key = ApiClient(researcher), new_key()
    path, body = f"/programs/{program.slug}/reports", report_body(program)

    first, second = client.post(path, body, key=key), client.post(path, body, key=key)

    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Report.objects.count() == 1
    assert Event.objects.filter(name="report.submitted").count() == 1


def test_the_same_key_for_another_body_is_refused(program, researcher):
    client, key = ApiClient(researcher), new_key()
    path = f"/programs/{program.slug}/reports"
    client.post(path, report_body(program), key=key)

    answer = client.post(path, report_body(program, title="Another"), key=key)

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"


def test_a_stranger_is_told_nothing(sent):
    stranger = ApiClient(accounts.person())

    real, never = stranger.get(f"/reports/{sent['id']}"), stranger.get("/reports/R-000000")

    assert (real.status_code, real.json()) == (never.status_code, never.json())
    assert real.status_code == 404


def test_notes_of_the_team_never_reach_the_reporter(researcher, triager, sent):
    path = f"/reports/{sent['id']}"
    ApiClient(triager).post(f"{path}/comments", {"body": "cnry-team-word", "audience": "team"})
    ApiClient(triager).post(f"{path}/comments", {"body": "Thank you.", "audience": "participants"})

    seen = ApiClient(researcher).get(path).content.decode()

    assert "cnry-team-word" not in seen
    assert "Thank you." in seen


def test_an_illegal_move_is_refused_with_the_reason(triager, sent):
    answer = ApiClient(triager).post(
        f"/reports/{sent['id']}/moves", {"move": "resolve", "fix": "commit 1"}
    )

    assert answer.status_code in {403, 409}
    assert answer.json()["detail"]


def test_the_moves_of_the_description_are_those_of_the_workflow():
    assert set(get_args(MoveName)) == set(PUBLIC_MOVES)


def test_a_question_that_waited_too_long_is_answered_after_all(program, researcher, triager, sent):
    address = f"/reports/{sent['id']}/moves"
    asked = ApiClient(triager).post(address, {"move": "ask", "note": "Which version?"})
    assert asked.status_code == 200, asked.content
    waiting = Report.objects.get()
    with clock.frozen_at(waiting.answer_due_at):
        assert expiring.close_unanswered(waiting.pk, actor=SYSTEM)

    answer = ApiClient(researcher).post(address, {"move": "answer_late", "note": "Version 3."})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["turn"]) == ("new", "team")


def test_the_list_pages_by_cursor(program, researcher):
    client = ApiClient(researcher)
    for number in range(5):
        client.post(
            f"/programs/{program.slug}/reports", report_body(program, title=f"Report {number}")
        )

    first = client.get("/reports", limit=3).json()
    second = client.get("/reports", limit=3, cursor=first["next_cursor"]).json()

    assert [len(first["items"]), len(second["items"])] == [3, 2]
    assert second["next_cursor"] is None
    assert len({row["id"] for row in first["items"] + second["items"]}) == 5


@pytest.mark.parametrize(
    "query", [{"state": "nope"}, {"priority": "9"}, {"limit": 0}, {"limit": 101}, {"cursor": "x"}]
)
def test_a_bad_filter_is_refused(researcher, query):
    answer = ApiClient(researcher).get("/reports", **query)

    assert answer.status_code == 422
    assert next(iter(query)) in answer.json()["fields"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "state:open"}, ["open"]),
        ({"q": "-state:open"}, ["closed"]),
        ({"q": "sort:oldest"}, ["closed", "open"]),
        ({"q": "quokka"}, ["open"]),
        ({"q": "state:open", "state": "spam"}, []),
        ({"q": "quokka", "state": "spam"}, []),
        ({"q": ""}, ["open", "closed"]),
    ],
)
def test_one_filter_narrows_the_list(program, researcher, triager, query, found):
    made = {
        "closed": reports.report(State.SPAM, program=program, reporter=researcher),
        "open": reports.report(program=program, reporter=researcher, title="Quokka"),
    }
    indexed(*made.values())
    names = {one.public_id: name for name, one in made.items()}

    for who in (researcher, triager):
        body = ApiClient(who).get("/reports", **query).json()
        assert [names[row["id"]] for row in body["items"]] == found
        assert body["is_cut"] is False


def test_each_wrong_term_of_a_filter_is_told_with_its_place(triager):
    answer = ApiClient(triager).get("/reports", q="x stat:new priority:x")
    body = answer.json()

    assert (answer.status_code, body["code"]) == (422, "filter_unreadable")
    assert [(one["start"], one["end"], one["term"], one["instead"]) for one in body["terms"]] == [
        (2, 10, "stat:new", "state:new"),
        (11, 21, "priority:x", None),
    ]
    assert body["fields"]["q"].startswith("stat:new: There is no field")


def test_a_reading_token_may_not_write(program, researcher):
    client = ApiClient(researcher, scopes=(TokenScope.REPORTS_READ,))

    answer = client.post(f"/programs/{program.slug}/reports", report_body(program))

    assert answer.status_code == 403


def test_without_a_token_there_is_no_entry(program):
    answers = [
        ApiClient().get("/reports"),
        ApiClient().get("/me"),
        ApiClient().post(f"/programs/{program.slug}/reports", report_body(program)),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert answers[0]["WWW-Authenticate"] == "Bearer"


def test_a_file_is_stored_whole_and_comes_back_as_a_download(researcher, sent):
    client = ApiClient(researcher)
    content = b"print('proof')\n" * 1000

    stored = client.upload(f"/reports/{sent['id']}/attachments", "poc.py", content)

    assert stored.status_code == 201, stored.content
    taken = client.get(f"/attachments/{stored.json()['id']}")
    assert b"".join(taken.streaming_content) == content
    assert taken["Content-Disposition"].startswith("attachment")
    assert "sandbox" in taken["Content-Security-Policy"]
    assert taken["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("key", [None, "one-key"])
def test_leading_somebody_to_another_channel_is_recorded_once(researcher, key):
    program = programs.open_bounty_program()
    body = report_body(
        program, target="https://shop.example/", title="A jailbreak of the assistant"
    )

    answer = ApiClient(researcher).post(f"/programs/{program.slug}/reports", body, key=key)

    assert answer.status_code == 422
    assert answer.json()["code"] == "routed"
    assert "feedback.example" in answer.json()["detail"]
    assert Event.objects.filter(name="report.routed").count() == 1


def test_many_reports_are_acted_on_at_once(program, triager):
    made = [reports.report(program=program).public_id for _ in range(2)]
    client = ApiClient(triager)
    numbers = [*made, reports.report().public_id]
    rating = {"priority": 1, "reason_code": "other", "reason": "The same hole."}

    for body, codes in (
        ({"action": "assign", "assignee": triager.handle}, ["done", "done", "not_found"]),
        ({"action": "assign", "assignee": triager.handle}, ["unchanged", "unchanged", "not_found"]),
        ({"action": "rate", "rating": rating}, ["done", "done", "not_found"]),
        ({"action": "move", "move": {"move": "triage"}}, ["done", "done", "not_found"]),
    ):
        answer = client.post("/bulk", {"reports": numbers, **body}).json()
        assert [one["code"] for one in answer["results"]] == codes
        assert answer["done"] == codes.count("done")


@pytest.mark.parametrize(
    "body",
    [
        {"action": "rate"},
        {"action": "move"},
        {"action": "close"},
        {"action": "assign", "reports": []},
        {"action": "assign", "reports": ["R-000000"] * 501},
    ],
)
def test_many_without_what_to_do_is_refused(triager, body):
    answer = ApiClient(triager).post("/bulk", {"reports": ["R-000000"]} | body)

    assert answer.status_code == 422
