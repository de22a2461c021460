"""Comments and moves of both sides, as plain forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands
from seawall.domain.reports.models import Comment
from seawall.domain.reports.rules.workflow import State
from tests import factories
from tests.web.reports.forms import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(program, reporter):
    return factories.report(program=program, reporter=reporter)


@pytest.fixture
def team(program):
    """A browser of a triager."""
    browser = Client()
    browser.force_login(factories.member(program.organization, Role.TRIAGER).user)
    return browser


def _address(row, end):
    return f"/reports/{row.public_id}/{end}"


def _comment(browser, row, **fields):
    given = {"body": "Hello", "audience": "participants"} | fields
    return browser.post(_address(row, "comments"), given)


def test_a_comment_appears_where_the_browser_goes(browser, report):
    answer = _comment(browser, report, body="I found **more**.")
    comment = Comment.objects.get()

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/reports/{report.public_id}#comment-{comment.pk}"
    assert "<strong>more</strong>" in text_of(browser.get(f"/reports/{report.public_id}"))


def test_a_note_of_the_team_is_invisible_to_the_reporter(browser, team, report):
    _comment(team, report, body="A secret thought", audience="team")

    assert "A secret thought" in text_of(team.get(f"/reports/{report.public_id}"))
    assert "A secret thought" not in text_of(browser.get(f"/reports/{report.public_id}"))


def test_a_reporter_has_no_switch_and_cannot_write_to_the_team_alone(browser, report):
    page = text_of(browser.get(f"/reports/{report.public_id}"))
    answer = _comment(browser, report, body="Let me in", audience="team")

    assert 'type="radio" name="audience"' not in page
    assert '<input type="hidden" name="audience" value="participants">' in page
    assert answer.status_code == 403
    assert "Let me in" in text_of(answer)
    assert not Comment.objects.exists()


def test_the_team_chooses_who_reads_it(team, report):
    page = text_of(team.get(f"/reports/{report.public_id}"))

    assert page.count('type="radio" name="audience"') == 2
    assert "The reporter will never see this." in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": " "}, "Write the comment."),
        ({"body": "Kept \x07"}, "U+0007"),
        ({"body": "Kept", "audience": "everybody"}, "Choose who reads it"),
        ({"body": "Kept " + "z" * 70_000}, "A comment has at most"),
    ],
)
def test_a_refused_comment_comes_back(browser, report, fields, sentence):
    answer = _comment(browser, report, **fields)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fields["body"].strip()[:4] in text_of(answer)
    assert not Comment.objects.exists()


def test_somebody_unknown_here_is_mentioned_like_nobody(browser, report):
    factories.person("outsider")

    for name in ("outsider", "nobody-at-all"):
        assert _comment(browser, report, body=f"Look, @{name}").status_code == 303


def test_an_edit_keeps_what_it_said_before(browser, report):
    _comment(browser, report, body="First words")
    comment = Comment.objects.get()
    address = _address(report, f"comments/{comment.pk}/edit")

    form = text_of(browser.get(address))
    answer = browser.post(address, {"body": "Second words"})
    page = text_of(browser.get(f"/reports/{report.public_id}"))

    assert "First words" in form
    assert answer.status_code == 303
    assert "Second words" in page
    assert "First words" in page
    assert "Earlier wordings" in page


def test_nobody_edits_what_somebody_else_wrote(browser, team, report):
    _comment(browser, report)
    comment = Comment.objects.get()

    assert team.get(_address(report, f"comments/{comment.pk}/edit")).status_code == 404
    assert (
        team.post(_address(report, f"comments/{comment.pk}/edit"), {"body": "x"}).status_code == 404
    )


def test_a_refused_edit_keeps_the_words(browser, report):
    _comment(browser, report, body="Same")
    comment = Comment.objects.get()
    address = _address(report, f"comments/{comment.pk}/edit")

    assert browser.post(address, {"body": "Same"}).status_code == 422
    assert browser.post(address, {"body": "a\x07"}).status_code == 422


def test_files_come_with_a_comment_without_script(browser, report):
    file = SimpleUploadedFile("log.txt", b"a line")

    _comment(browser, report, body="See the log", attachments_file=file)

    comment = Comment.objects.get()
    assert comment.attachments.get().name == "log.txt"
    assert "log.txt" in text_of(browser.get(f"/reports/{report.public_id}"))


def test_files_for_the_team_are_never_sent_to_the_reporter(team, report):
    file = SimpleUploadedFile("notes.txt", b"secret")

    answer = _comment(team, report, team_attachments_file=file)

    assert answer.status_code == 422
    assert "for other readers" in text_of(answer)
    assert not Comment.objects.exists()


def test_a_file_that_waits_is_offered_again(browser, report, reporter):
    row = commands.attach_bytes(
        report.public_id, name="w.txt", content=b"w", actor=factories.actor(reporter)
    )

    page = text_of(browser.get(f"/reports/{report.public_id}"))
    _comment(browser, report, attachments=[row.public_id])

    assert f'name="attachments" value="{row.public_id}" checked' in page
    row.refresh_from_db()
    assert row.sealed_at is not None


def test_the_reporter_answers_the_question_of_the_team(browser, team, report):
    team.post(_address(report, "moves"), {"move": "ask", "note": "Which **browser**?"})
    page = text_of(browser.get(f"/reports/{report.public_id}"))

    empty = browser.post(_address(report, "moves"), {"move": "answer", "note": " "})
    answered = browser.post(_address(report, "moves"), {"move": "answer", "note": "Firefox"})

    assert "The team asks you" in page
    assert "Which <strong>browser</strong>?" in page
    assert empty.status_code == 422
    assert answered.status_code == 303
    report.refresh_from_db()
    assert report.state == State.NEW


def test_a_refused_move_comes_back_with_everything(team, report):
    given = {"move": "close_out_of_scope", "note": "My long reason", "rule": "X99"}

    answer = team.post(_address(report, "moves"), given)

    page = text_of(answer)
    assert answer.status_code == 422
    assert "has no rule “X99”" in page
    assert "My long reason" in page
    assert '<details open data-move="close_out_of_scope">' in page


def test_rules_are_those_of_the_brief_that_judges(team, report, program):
    factories.new_version(program, exclusions=[{"id": "NEW1", "title": "Came later"}])

    page = text_of(team.get(f"/reports/{report.public_id}"))

    assert '<option value="X1">' in page
    assert "NEW1" not in page


def test_the_checklist_is_answered_with_the_move(team, report):
    team.post(_address(report, "moves"), {"move": "triage"})
    refused = team.post(_address(report, "moves"), {"move": "accept", "in_scope": "yes"})
    accepted = team.post(
        _address(report, "moves"),
        {"move": "accept", "in_scope": "yes", "exploitable": "yes", "novel": "yes"},
    )

    assert refused.status_code == 422
    assert "Answer all three" in text_of(refused)
    assert accepted.status_code == 303


def test_a_move_of_the_other_side_is_refused(browser, report):
    answer = browser.post(_address(report, "moves"), {"move": "triage"})

    assert answer.status_code == 403
    report.refresh_from_db()
    assert report.state == State.NEW


@pytest.mark.parametrize("move", ["", "submit", "explode", "x" * 100])
def test_a_word_that_is_no_move_is_refused(browser, report, move):
    assert browser.post(_address(report, "moves"), {"move": move}).status_code in (409, 422)


def test_after_a_move_one_goes_on_only_to_our_own_pages(team, report):
    here = team.post(_address(report, "moves"), {"move": "triage", "next": "/inbox?q=state:new"})
    there = team.post(
        _address(report, "comments"),
        {"body": "x", "audience": "team", "next": "//evil.example/x"},
    )

    assert here.headers["Location"] == "/inbox?q=state:new"
    assert there.headers["Location"].startswith(f"/reports/{report.public_id}#")


def test_a_withdrawn_report_has_no_moves_left(browser, report):
    browser.post(_address(report, "moves"), {"move": "withdraw", "note": "My mistake"})

    page = text_of(browser.get(f"/reports/{report.public_id}"))

    assert "My mistake" in page
    assert 'data-move="' not in page
