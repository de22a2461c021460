"""What is done from the inbox, as a page and as htmx posts it."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands
from seawall.domain.reports.models import Checklist, Report, SeverityOpinion
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.domain.rewards.models import Award
from tests import factories
from tests.web.triage.conftest import HTMX

pytestmark = pytest.mark.django_db
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N"


def text_of(response):
    return response.content.decode()


def state_of(report):
    return Report.objects.get(pk=report.pk).state


def move(client, report, name, headers=None, query="", **given):
    path = f"/inbox/{report.public_id}/move/{name}{query}"
    return client.post(path, given, headers=headers or {})


def test_a_move_is_a_page_without_scripts(signed_in, program):
    report = factories.report(program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}/move/ask?q=state:new"))

    assert "<html" in page
    assert f'action="/inbox/{report.public_id}/move/ask?q=state:new"' in page
    assert "What do you need to know?" in page


def test_a_move_is_a_dialog_for_htmx(signed_in, program):
    report = factories.report(program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}/move/ask", headers=HTMX))

    assert "<html" not in page
    assert 'id="act_title"' in page


def test_a_move_leads_back_to_the_report_and_keeps_the_view(signed_in, program):
    report = factories.report(program=program)
    answer = move(signed_in, report, "ask", query="?q=state:new", note="Which build?")

    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/inbox/{report.public_id}?q=state:new",
    )
    assert state_of(report) == State.NEEDS_INFO
    assert "is now: Needs information" in text_of(signed_in.get(answer["Location"]))


def test_a_move_by_htmx_renews_pane_row_and_count(signed_in, program):
    report = factories.report(program=program)
    answer = move(signed_in, report, "close_spam", HTMX, note="Advertising.")
    page = text_of(answer)

    assert answer["HX-Retarget"] == "#report"
    assert 'id="report-title"' in page
    assert f'hx-target="#row-{report.public_id}"' in page
    assert 'data-open-count="0"' in page


NEEDED = {
    "ask": (State.NEW, {"note": ""}, "Write a note that says why."),
    "close_not_reproducible": (State.NEW, {"note": " "}, "Say in the note what was tried."),
    "mark_duplicate": (State.NEW, {"original": ""}, "Name the original report."),
    "close_out_of_scope": (State.NEW, {"rule": ""}, "Name the rule of the brief"),
    "accept": (State.TRIAGED, {"in_scope": "yes"}, "Answer all three"),
    "resolve": (State.ACCEPTED, {"fix": ""}, "Name the change that fixed it"),
}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_said_and_nothing_is_lost(signed_in, program, name, headers):
    state, given, said = NEEDED[name]
    report = factories.report(state, program=program)
    words = given if "note" in given else given | {"note": "Seen on <staging> & live."}
    answer = move(signed_in, report, name, headers, **words)
    page = text_of(answer)

    assert answer.status_code == 422
    assert said in page
    assert "errorlist" in page
    if "note" not in given:
        assert "Seen on &lt;staging&gt; &amp; live." in page
    assert state_of(report) == state


def test_each_move_asks_for_what_the_table_asks(signed_in, program):
    report = factories.report(program=program)

    def page(name):
        return text_of(signed_in.get(f"/inbox/{report.public_id}/move/{name}"))

    assert 'name="original"' in page("mark_duplicate")
    assert 'name="novel"' in page("triage")
    rules = page("close_out_of_scope")
    assert '<option value="X1">' in rules
    assert '<option value="blog">' in rules
    assert 'name="original"' not in rules


def test_a_duplicate_names_an_older_report(signed_in, program):
    first, second = factories.report(program=program), factories.report(program=program)
    wrong = move(signed_in, first, "mark_duplicate", original=second.public_id)
    right = move(signed_in, second, "mark_duplicate", original=first.public_id)

    assert "is not older" in text_of(wrong)
    assert right.status_code == 303


def test_an_original_can_be_looked_up_while_it_is_typed(signed_in, program):
    first = factories.report(program=program, title="The one that came first")
    second, hidden = factories.report(program=program), factories.report()

    def look_up(report, number):
        return text_of(signed_in.get(f"/inbox/{report.public_id}/original", {"original": number}))

    assert "The one that came first" in look_up(second, first.public_id)
    assert "can be the original" in look_up(second, first.public_id)
    assert "It is not older" in look_up(first, second.public_id)
    assert "the report itself" in look_up(first, first.public_id)
    assert "no report with this number" in look_up(first, hidden.public_id)
    assert look_up(first, "").strip() == ""


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_the_second_of_two_learns_who_was_first(signed_in, program, headers):
    report = factories.report(program=program)
    other = factories.team_actor(program, Role.PROGRAM_MANAGER)
    commands.make_move(report.public_id, "triage", actor=other, given=MoveInput())
    answer = move(signed_in, report, "ask", headers, note="Which build did you use?")
    page = text_of(answer)

    assert answer.status_code == 409
    assert other.handle in page
    assert "triaged the report" in page
    assert 'data-state="triaged"' in page
    assert "Which build did you use?" in page


def test_an_unknown_move_is_not_found(signed_in, program):
    report = factories.report(program=program)
    assert move(signed_in, report, "explode").status_code == 404


def test_a_move_that_the_role_may_not_make_is_refused(as_role, program):
    report = factories.report(program=program)
    assert move(as_role(Role.DEVELOPER), report, "triage").status_code == 403
    assert state_of(report) == State.NEW


ROUTES = ["move/ask", "severity", "assign", "checklist", "award", "original", "severity/score"]


@pytest.mark.parametrize("route", ROUTES)
def test_strangers_find_nothing(client, program, route):
    report = factories.report(program=program)
    client.force_login(factories.person())
    query = {"original": report.public_id, "cvss": VECTOR}
    assert client.get(f"/inbox/{report.public_id}/{route}", query).status_code == 404


@pytest.mark.parametrize("route", ["move/ask", "severity", "assign", "checklist", "award"])
def test_a_viewer_is_refused_each_form(as_role, program, route):
    report = factories.report(program=program)
    answer = as_role(Role.VIEWER).get(f"/inbox/{report.public_id}/{route}")
    assert answer.status_code == 403


def test_one_click_takes_a_report(signed_in, program, team):
    report = factories.report(program=program)
    answer = signed_in.post(f"/inbox/{report.public_id}/assign", {"assignee": team.handle})

    assert answer.status_code == 303
    assert Report.objects.get(pk=report.pk).assignee == team


def test_a_report_is_given_to_a_member_and_taken_back(signed_in, program, user_in):
    report = factories.report(program=program)
    manager, path = user_in(Role.PROGRAM_MANAGER), f"/inbox/{report.public_id}/assign"
    assert f'value="{manager.handle}"' in text_of(signed_in.get(path))

    signed_in.post(path, {"assignee": manager.handle})
    assert Report.objects.get(pk=report.pk).assignee == manager
    signed_in.post(path, {"assignee": ""})
    assert Report.objects.get(pk=report.pk).assignee is None


def test_members_who_cannot_work_on_it_are_not_offered(signed_in, program, user_in):
    report = factories.report(program=program)
    finance = user_in(Role.FINANCE)
    path = f"/inbox/{report.public_id}/assign"

    assert finance.handle not in text_of(signed_in.get(path))
    answer = signed_in.post(path, {"assignee": finance.handle})
    assert answer.status_code == 422
    assert "cannot work on this report" in text_of(answer)


def rate(client, report, **given):
    words = {
        "side": "triage",
        "priority": "2",
        "reason_code": "preconditions",
        "reason": "Needs x.",
    }
    return client.post(f"/inbox/{report.public_id}/severity", words | given)


def test_a_rating_is_kept_with_its_reason(signed_in, program, team):
    report = factories.report(program=program)
    assert rate(signed_in, report, side="final", cvss=VECTOR).status_code == 303

    opinion = SeverityOpinion.objects.get(report=report, side="final")
    assert (opinion.priority, opinion.cvss, opinion.author) == (2, VECTOR, team)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))
    assert "Needs x." in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "Explain the change in a sentence"),
        ({"reason_code": ""}, "Choose a reason"),
        ({"priority": "7"}, "A priority is a number from 1 to 5"),
        ({"cvss": "CVSS:3.1/AV:N"}, "Mandatory metrics are missing"),
        ({"cvss": VECTOR, "cvss4": "CVSS:4.0/AV:N"}, "Use one of the two calculators"),
        ({"side": "reporter"}, "State the opinion of triage or the final one"),
    ],
)
def test_a_rating_without_its_parts_is_refused_beside_the_field(signed_in, program, given, said):
    report = factories.report(program=program)
    answer = rate(signed_in, report, **given)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not SeverityOpinion.objects.filter(report=report, side="triage").exists()


def test_where_only_labels_count_there_is_no_calculator(client):
    program = factories.judged_program(document={"severity_mode": "label"})
    report = factories.report(program=program)
    member = factories.member(program.organization, Role.TRIAGER)
    client.force_login(member.user)
    page = text_of(client.get(f"/inbox/{report.public_id}/severity"))

    assert "data-cvss" not in page
    assert "rates by priority only" in page


def test_the_score_shows_the_difference_by_metric(signed_in, program):
    report = factories.report(program=program, cvss=VECTOR)
    path = f"/inbox/{report.public_id}/severity/score"
    changed = text_of(signed_in.get(path, {"cvss": VECTOR.replace("C:H", "C:L")}))

    assert "stands for P3" in changed
    assert "Confidentiality" in changed
    assert "The same as: Reporter" in text_of(signed_in.get(path, {"cvss": VECTOR}))
    assert "Mandatory metrics" in text_of(signed_in.get(path, {"cvss4": "CVSS:4.0/AV:N"}))


def test_the_checklist_is_answered_and_taken_back(signed_in, program):
    report = factories.report(program=program)
    path = f"/inbox/{report.public_id}/checklist"
    signed_in.post(path, {"in_scope": "yes", "exploitable": "no", "novel": "open"})

    row = Checklist.objects.get(report=report)
    assert (row.in_scope, row.exploitable, row.novel) == (True, False, None)
    again = signed_in.post(path, {"in_scope": "yes", "exploitable": "no", "novel": "open"})
    assert again.status_code == 409


def test_accepting_takes_the_answers_with_it(signed_in, program):
    report = factories.report(State.TRIAGED, program=program)
    refused = move(signed_in, report, "accept", in_scope="yes", exploitable="yes", novel="no")
    assert "Only a finding that is in scope, exploitable and novel" in text_of(refused)

    move(signed_in, report, "accept", in_scope="yes", exploitable="yes", novel="yes")
    assert state_of(report) == State.ACCEPTED


def propose(client, report, **given):
    words = {"amount": "750", "kind": "bounty", "reason": ""}
    return client.post(f"/inbox/{report.public_id}/award", words | given)


def test_an_award_begins_with_what_the_table_offers(signed_in, program):
    report = factories.rewarded_report(program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}/award"))

    assert "$500 – $1,000" in page
    assert 'value="500.00"' in page


def test_an_award_is_proposed_and_listed_with_its_state(signed_in, program):
    report = factories.rewarded_report(program)
    assert propose(signed_in, report).status_code == 303

    award = Award.objects.get(report=report)
    assert award.amount_minor == 75_000
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))
    assert f"/awards/{award.public_id}" in page
    assert "Proposed" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"amount": "5000"}, "outside the range"),
        ({"amount": "a lot"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"kind": "bonus"}, "Say what the bonus is for"),
        ({"kind": "reimbursement"}, "not reimbursed"),
    ],
)
def test_an_award_that_cannot_be_is_refused_beside_the_field(signed_in, program, given, said):
    report = factories.rewarded_report(program)
    answer = propose(signed_in, report, **given)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "errorlist" in text_of(answer)
    assert not Award.objects.exists()


def test_outside_the_range_a_reason_is_enough_to_propose(signed_in, program):
    report = factories.rewarded_report(program)
    assert propose(signed_in, report, amount="5,000", reason="Far worse.").status_code == 303
    assert Award.objects.get().is_exceptional


def test_a_report_that_is_not_accepted_is_offered_no_award(signed_in, program):
    report = factories.report(State.TRIAGED, program=program)

    assert "/award" not in text_of(signed_in.get(f"/inbox/{report.public_id}", headers=HTMX))
    assert signed_in.get(f"/inbox/{report.public_id}/award").status_code == 403


def test_a_reward_is_declined_with_a_reason_that_the_reporter_reads(signed_in, program):
    report = factories.report(State.TRIAGED, program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}", headers=HTMX))
    assert f"/inbox/{report.public_id}/decline" in page

    path = f"/inbox/{report.public_id}/decline"
    assert signed_in.post(path, {"reason": ""}).status_code == 422
    assert signed_in.post(path, {"reason": "It cannot be used."}).status_code == 422
    given = {"reason": "It cannot be used.", "reason_code": "no_security_impact"}
    assert signed_in.post(path, given).status_code == 303

    shown = text_of(signed_in.get(f"/inbox/{report.public_id}"))
    assert "Declared not eligible" in shown
    assert "It cannot be used." in shown
    assert f"/inbox/{report.public_id}/decline" not in shown
    assert signed_in.get(path).status_code == 409


@pytest.mark.parametrize("path", ["", "/move/ask", "/severity", "/assign", "/checklist"])
def test_no_page_holds_a_script_or_style_inline(signed_in, program, path):
    report = factories.report(program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}{path}"))

    assert "style=" not in page
    assert " onclick=" not in page
