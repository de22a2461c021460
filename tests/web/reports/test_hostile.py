"""Hostile values in every field stay text on every page."""

import pytest
from django.test import Client

from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import MoveInput
from tests import factories
from tests.web.reports.forms import posted, text_of

pytestmark = pytest.mark.django_db
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% now %}"
NEVER = ("<script>alert", "<img src=x", "onerror=alert(2)>&lt;", ">49<")


def _assert_inert(page: str) -> None:
    for text in NEVER:
        assert text not in page


def test_a_form_gives_hostile_words_back_as_text(browser, program, reporter):
    row = factories.draft(program, reporter)
    fields = posted(row) | dict.fromkeys(
        (
            "title",
            "target",
            "other_justification",
            "vrt",
            "url",
            "description",
            "impact",
            "cvss",
            "cvss4",
            "own_share",
            "accept_terms",
            "target_id",
            "kind",
        ),
        EVIL,
    )
    fields |= {"person": [EVIL], "share": [EVIL], "acknowledged": [EVIL], "version": EVIL}

    for end in ("edit", "submit", "collaborators", "scope"):
        answer = browser.post(f"/reports/{row.public_id}/{end}", fields)
        assert answer.status_code in (200, 422)
        _assert_inert(text_of(answer))


def test_a_thread_shows_hostile_words_as_text_to_both_sides(browser, program, reporter):
    who, team = factories.actor(reporter), factories.team_actor(program)
    row = factories.report(
        program=program,
        reporter=reporter,
        title=EVIL,
        description=EVIL,
        impact=EVIL,
        target="elsewhere.example",
        target_id="other",
        other_justification=EVIL,
    )
    for by, audience in ((who, "participants"), (team, "team")):
        comment = commands.comment(row.public_id, body=EVIL, audience=audience, actor=by)
        commands.edit_comment(row.public_id, comment.pk, body=EVIL + "2", actor=by)
    commands.attach_bytes(row.public_id, name=EVIL, content=b"x", actor=who)
    commands.set_severity(
        row.public_id, side="triage", priority=4, reason_code="other", reason=EVIL, actor=team
    )
    commands.make_move(row.public_id, "ask", actor=team, given=MoveInput(note=EVIL))
    member = Client()
    member.force_login(factories.member(program.organization, Role.OWNER).user)

    for visitor in (browser, member):
        for end in ("", "/revisions", "/receipt"):
            answer = visitor.get(f"/reports/{row.public_id}{end}")
            assert answer.status_code == 200
            _assert_inert(text_of(answer))
    _assert_inert(text_of(browser.get("/reports")))


def test_refused_moves_and_comments_stay_text(browser, program, reporter):
    row = factories.report(program=program, reporter=reporter)
    member = Client()
    member.force_login(factories.member(program.organization, Role.OWNER).user)
    given = {"move": "mark_duplicate", "note": EVIL, "original": "R-" + EVIL[:30], "rule": EVIL}

    moved = member.post(f"/reports/{row.public_id}/moves", given)
    said = browser.post(f"/reports/{row.public_id}/comments", {"body": EVIL, "audience": EVIL})

    for answer in (moved, said):
        assert answer.status_code == 422
        _assert_inert(text_of(answer))


@pytest.mark.parametrize("path", ["/reports/{}", "/files/{}", "/programs/{}/report"])
@pytest.mark.parametrize("name", ["%3Cscript%3E", "R-%00", "..%2F..", "R-" + "9" * 300, "🦀"])
def test_hostile_addresses_are_not_found(browser, path, name):
    assert browser.get(path.format(name)).status_code == 404


def test_nul_characters_in_any_parameter_are_no_error_of_ours(browser, program, reporter):
    row = factories.draft(program, reporter)
    sent = factories.report(program=program, reporter=reporter)
    nul = "a\x00b"
    fields = dict.fromkeys(posted(), nul) | {
        "person": [nul],
        "share": ["50"],
        "remove_file": nul,
        "acknowledged": nul,
        "attachments": nul,
        "do": f"remove:{nul}",
    }

    answers = [
        browser.get("/reports", {"view": nul, "cursor": nul}),
        browser.get("/vrt/search", {"q": nul}),
        browser.get("/vrt/suggestion", {"vrt": nul, "report": nul, "target_id": nul}),
        browser.get("/cvss/score", {"cvss": nul}),
        browser.post("/preview", {"text": nul}),
        browser.get(f"/reports/{sent.public_id}/revisions", {"old": nul, "new": nul}),
        browser.post(f"/reports/{sent.public_id}/comments", {"body": "x", **fields}),
        browser.post(f"/reports/{sent.public_id}/comments", {"body": nul, "audience": nul}),
        browser.post(f"/reports/{sent.public_id}/moves", dict.fromkeys(("move", "note"), nul)),
        browser.post(f"/reports/{sent.public_id}/revise", {**fields, "revision": nul}),
        *(
            browser.post(f"/reports/{row.public_id}/{end}", fields)
            for end in ("edit", "submit", "autosave", "collaborators", "scope")
        ),
    ]

    # An old address of the list leads to its filter.
    assert answers[0].status_code == 303
    assert {answer.status_code for answer in answers[1:]} <= {200, 403, 404, 422}
