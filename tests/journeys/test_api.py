"""The life of a report over the API, by nothing but the fixed paths and shapes."""

import hashlib

import pytest

from tests.journeys.api_client import Api

pytestmark = pytest.mark.server

VRT = "broken_access_control.idor.view_sensitive_information_iterable_object_identifiers"
RECORDING = b"GET /v1/orders/4812 HTTP/1.1\nHost: api.shop.example\n\n" * 400


@pytest.fixture
def as_role(harbour):
    site, made = harbour

    def client(role: str) -> Api:
        return Api(site.base_url, made["tokens"].get(role, ""))

    return client


def _good(answer, status: int):
    assert answer.status == status, answer.content
    return answer.json


def _report(**parts):
    return {
        "title": "Orders of other customers can be read by their number",
        "target": "https://api.shop.example/v1/orders",
        "vrt": VRT,
        "url": "https://api.shop.example/v1/orders/4812",
        "description": "1. Sign in as A.\n2. Ask for an order of B.\n3. It is shown.",
        "impact": "Anybody with an account reads name and address of all customers.",
        "kind": "security",
        "cvss": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N",
        "collaborators": [{"handle": "colin", "share": 25}],
    } | parts


def test_a_report_lives_from_the_brief_to_the_hall_of_fame(as_role):
    visitor, rita, colin = as_role("visitor"), as_role("rita"), as_role("colin")
    triager, manager = as_role("triager"), as_role("program_manager")
    slug = _find_the_program(visitor)
    terms = _read_the_brief(visitor, slug)

    receipt = _send(rita, slug, terms)
    path = f"/reports/{receipt['id']}"
    _attach(rita, path)
    assert colin.get(path).status == 404
    _talk(triager, rita, path)
    _rate_and_triage(triager, rita, path)
    _accept_and_award(manager, as_role("finance"), path)
    _resolve(manager, rita, path)

    names = [one["name"] for one in visitor.get(f"/programs/{slug}/hall-of-fame").json["items"]]
    assert "rita" in names
    seen = rita.get(path).json
    assert seen["content_sha256"] == receipt["content_sha256"]
    assert seen["terms_version"] == terms


def _find_the_program(visitor: Api) -> str:
    listed = _good(visitor.get("/programs"), 200)
    assert listed["next_cursor"] is None
    return str(next(one["slug"] for one in listed["items"]))


def _read_the_brief(visitor: Api, slug: str) -> int:
    program = _good(visitor.get(f"/programs/{slug}"), 200)
    assert program["reward"]["maximum_minor"] == 900_000
    answers = {
        target: _good(visitor.get(f"/programs/{slug}/scope/check", target=target), 200)
        for target in (
            "https://api.shop.example/v1/orders", "blog.shop.example", "elsewhere.example"
        )
    }  # fmt: skip
    assert [one["answer"] for one in answers.values()] == ["in", "out", "unknown"]
    assert answers["blog.shop.example"]["rule"] == "t5"
    return int(program["terms_version"])


def _send(rita: Api, slug: str, terms: int):
    path = f"/programs/{slug}/reports"
    stale = rita.post(path, _report(accept_terms=terms + 1))
    assert (stale.status, stale.json["code"]) == (409, stale.json["code"])
    outside = rita.post(path, _report(accept_terms=terms, target="https://blog.shop.example/"))
    assert outside.status == 422
    assert "t5" in outside.content.decode()
    missing = rita.post(path, _report(accept_terms=terms, impact=""))
    assert list(missing.json["fields"]) == ["impact"]

    sent = [rita.post(path, _report(accept_terms=terms), key="journey-1") for _ in range(2)]
    assert sent[0].json == _good(sent[1], 201)
    assert sent[1].headers["Idempotency-Replayed"] == "true"
    return sent[0].json


def _attach(rita: Api, path: str) -> None:
    stored = _good(rita.upload(f"{path}/attachments", "orders.http", RECORDING), 201)
    assert stored["sha256"] == hashlib.sha256(RECORDING).hexdigest()
    taken = rita.get(f"/attachments/{stored['id']}")
    assert taken.content == RECORDING
    assert "attachment" in taken.headers["Content-Disposition"]


def _talk(triager: Api, rita: Api, path: str) -> None:
    listed = triager.get("/reports", state="new", limit=100).json["items"]
    assert path.rsplit("/", 1)[1] in [one["id"] for one in listed]
    _good(triager.post(f"{path}/comments", {"body": "Known team?", "audience": "team"}), 201)
    asked = triager.post(f"{path}/moves", {"move": "ask", "note": "With which account?"})
    assert _good(asked, 200)["state"] == "needs_info"
    illegal = triager.post(f"{path}/moves", {"move": "resolve", "fix": "v1"})
    assert illegal.status == 409
    answered = rita.post(f"{path}/moves", {"move": "answer", "note": "With any account."})
    assert _good(answered, 200)["turn"] == "team"
    bodies = [entry["body"] for entry in rita.get(path).json["timeline"]]
    assert "Known team?" not in bodies


def _rate_and_triage(triager: Api, rita: Api, path: str) -> None:
    opinion = {
        "side": "triage",
        "priority": 2,
        "cvss": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N",
        "reason_code": "taxonomy_baseline",
        "reason": "All orders, but nothing can be changed.",
    }
    assert triager.post(f"{path}/severity", opinion | {"reason": ""}).status == 422
    _good(triager.post(f"{path}/severity", opinion), 201)
    checklist = {"in_scope": True, "exploitable": True, "novel": True}
    triaged = triager.post(f"{path}/moves", {"move": "triage", "checklist": checklist})
    assert _good(triaged, 200)["state"] == "triaged"
    seen = rita.get(path).json
    reasons = [one["reason"] for one in seen["severities"] if one["side"] == "triage"]
    assert reasons == [opinion["reason"]]
    assert {clock["name"] for clock in seen["clocks"]} >= {"first_response", "triage"}


def _accept_and_award(manager: Api, finance: Api, path: str) -> None:
    assert _good(manager.post(f"{path}/moves", {"move": "accept"}), 200)["state"] == "accepted"
    sum_of_money = {"amount_minor": 200_001, "currency": "USD", "kind": "bounty", "reason": "Good."}
    award = _good(manager.post(f"{path}/awards", sum_of_money), 201)
    assert manager.post(f"/awards/{award['id']}/approve").status == 403
    assert _good(finance.post(f"/awards/{award['id']}/approve"), 200)["state"] == "approved"
    assert finance.get(path).status == 404


def _resolve(manager: Api, rita: Api, path: str) -> None:
    assert manager.post(f"{path}/moves", {"move": "resolve"}).status == 422
    fixed = manager.post(f"{path}/moves", {"move": "resolve", "fix": "https://git.example/c/1a2b"})
    assert _good(fixed, 200) == fixed.json | {"state": "resolved", "turn": "nobody"}
    assert rita.get(path).json["fix"] == "https://git.example/c/1a2b"


def test_a_token_says_who_it_stands_for(as_role):
    me = _good(as_role("triager").get("/me"), 200)

    assert (me["handle"], me["organizations"]) == ("tomas", {"harbour": "triager"})
    assert as_role("visitor").get("/me").status == 401
