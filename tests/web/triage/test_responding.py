"""Canned responses where one replies: put into the box, and begun with in the form of a move."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.automation.models import CannedResponse
from seawall.domain.reports.models import Comment, Report, ReportMove
from tests import factories

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def report(program):
    row = factories.report(program=program)
    Report.objects.filter(pk=row.pk).update(title="XSS <b> in *search*")
    return row


def test_a_response_goes_behind_what_was_typed(signed_in, program, team, report):
    row = factories.canned_response(
        factories.actor(team), program, "Steps <i>", "About {{ report.title }}: how?"
    )
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))
    assert f'<option value="{row.public_id}">Steps &lt;i&gt;</option>' in page
    path = f"/inbox/{report.public_id}/responses"
    assert f'form="reply" formaction="{path}#reply" formnovalidate' in page

    sent = {"body": "Hello Ann,\n", "audience": "team", "response": row.public_id}
    answer = text_of(signed_in.post(path, sent))

    filled = "About XSS \\&lt;b\\&gt; in \\*search\\*: how?"
    assert f"Hello Ann,\n\n{filled}</textarea>" in answer
    assert 'value="team" checked' in answer
    asked = text_of(signed_in.get(path, {"response": row.public_id}))
    assert f">{filled}</textarea>" in asked
    assert signed_in.post(path, {"body": "x", "response": "C-000000"}).status_code == 404
    assert not Comment.objects.exists()


def test_the_default_of_a_move_stands_in_its_form_until_other_words_are_sent(
    signed_in, program, team, report
):
    factories.canned_response(
        factories.actor(team), program, text="Steps for {{ report.number }}?", default_for="ask"
    )
    path = f"/inbox/{report.public_id}/move/ask"
    assert f">Steps for {report.public_id}?</textarea>" in text_of(signed_in.get(path))
    other = text_of(signed_in.get(f"/inbox/{report.public_id}/move/close_not_applicable"))
    assert "Steps for" not in other

    emptied = signed_in.post(path, {"note": " "})
    assert (emptied.status_code, "Steps for" in text_of(emptied)) == (422, False)
    signed_in.post(path, {"note": "My own words."})
    assert ReportMove.objects.get(report=report, move="ask").note == "My own words."


def test_without_responses_or_the_right_to_comment_there_is_no_choice(
    signed_in, as_role, program, team, report
):
    assert 'name="response"' not in text_of(signed_in.get(f"/inbox/{report.public_id}"))
    factories.canned_response(factories.actor(team), program)
    viewer = as_role(Role.VIEWER)
    assert 'name="response"' not in text_of(viewer.get(f"/inbox/{report.public_id}"))


def test_responses_are_written_changed_and_deleted(signed_in, program):
    path = f"/organizations/{program.organization.slug}/responses"
    sent = {"name": "Steps", "text": "Which?", "default_for": "ask", "program": program.slug}
    assert signed_in.post(path, sent)["Location"] == path
    row = CannedResponse.objects.get()
    assert "begins: Ask" in text_of(signed_in.get(path))

    one = f"{path}/{row.public_id}"
    assert ">Which?</textarea>" in text_of(signed_in.get(one)).replace("\n", "")
    refused = signed_in.post(one, sent | {"text": "{{ nobody }}"})
    assert refused.status_code == 422
    assert "There is no variable “nobody”" in text_of(refused)
    signed_in.post(one, sent | {"text": "Which ones?", "default_for": "", "program": ""})
    row.refresh_from_db()
    assert (row.text, row.default_for, row.program) == ("Which ones?", "", None)
    signed_in.post(one, {"do": "remove"})
    assert "No responses yet" in text_of(signed_in.get(path))


def test_a_viewer_reads_them_without_a_form(as_role, program, team):
    row = factories.canned_response(factories.actor(team), program)
    path = f"/organizations/{program.organization.slug}/responses"
    viewer = as_role(Role.VIEWER)

    page = text_of(viewer.get(path))
    assert "Ask for steps" in page
    assert "<textarea" not in page
    assert viewer.get(f"{path}/{row.public_id}").status_code == 404
