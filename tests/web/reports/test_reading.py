"""Lists, threads, receipts and versions; and what a stranger gets."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock
from tests import factories
from tests.web.reports.forms import text_of, without_nonce

pytestmark = pytest.mark.django_db


def test_somebody_new_is_told_what_to_do(browser):
    page = text_of(browser.get("/reports"))

    assert "No reports yet" in page
    assert "Find a programme" in page


def test_drafts_stand_before_what_was_sent(browser, program, reporter):
    factories.report(State.NEEDS_INFO, program=program, reporter=reporter, title="Was asked")
    factories.draft(program, reporter, title="Half written")

    page = text_of(browser.get("/reports"))

    assert page.index("Half written") < page.index("Was asked")
    assert "Your turn" in page


def test_the_list_is_narrowed_to_what_is_open(browser, program, reporter):
    factories.report(State.NEW, program=program, reporter=reporter, title="Still open")
    factories.report(State.SPAM, program=program, reporter=reporter, title="Long closed")

    opened = text_of(browser.get("/reports?q=state:open"))
    closed = text_of(browser.get("/reports?q=state:closed"))

    assert "Still open" in opened
    assert "Long closed" not in opened
    assert "Long closed" in closed
    assert browser.get("/reports?q=nonsense:x").status_code == 200
    assert browser.get("/reports?cursor=nonsense").status_code == 422


def test_addresses_of_views_became_filters(browser):
    assert browser.get("/reports?view=open")["Location"] == "/reports?q=state:open"
    assert browser.get("/reports?view=nonsense")["Location"] == "/reports"


def test_own_reports_are_found_by_words_with_the_words_marked(browser, program, reporter):
    mine = factories.report(program=program, reporter=reporter, description="The quokka replied.")
    factories.draft(program, reporter, title="Quokka in a draft")
    factories.indexed(mine, factories.report(program=program, description="A quokka of others."))

    page = text_of(browser.get("/reports?q=quokkas"))

    assert page.count("data-row") == 1
    assert "<mark>quokka</mark> replied" in page


def test_what_cannot_be_read_is_marked_and_what_is_the_teams_does_not_exist(browser, reporter):
    page = text_of(browser.get("/reports?q=has:duplicate+state:open"))

    assert "<mark>has:duplicate</mark>" in page
    assert 'value="has:duplicate state:open"' in page


@pytest.mark.parametrize("query", ["", "?q=state:open", "?q=ordinary"])
def test_own_lists_cost_the_same_for_one_row_as_for_three(browser, program, reporter, query):
    counts = []
    for _ in range(3):
        one = factories.report(program=program, reporter=reporter, title="Ordinary")
        factories.indexed(one)
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(f"/reports{query}").status_code == 200
        counts.append(len(caught))

    assert counts[1] == counts[2]


def test_a_long_list_has_a_next_page(browser, program, reporter):
    for number in range(32):
        factories.report(program=program, reporter=reporter, title=f"Report number {number}.")

    first = text_of(browser.get("/reports"))

    assert first.count("data-row") == 30
    assert 'rel="next"' in first


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_a_thread_opens_in_every_state(browser, program, reporter, state):
    row = factories.report(state, program=program, reporter=reporter)

    answer = browser.get(f"/reports/{row.public_id}")

    assert answer.status_code == 200
    assert row.public_id in text_of(answer)


def test_a_thread_shows_what_the_brief_said_and_when(browser, program, reporter):
    row = factories.report(program=program, reporter=reporter)
    factories.new_version(program, terms="New terms.")

    page = text_of(browser.get(f"/reports/{row.public_id}"))

    assert "In scope" in page
    assert f'href="/programs/{program.slug}/versions/1"' in page
    assert "broken_access_control.idor" in page
    assert "$500 – $1,000" in page
    assert row.content_sha256[:12] in page


def test_reasons_and_metrics_of_another_rating_are_shown(browser, program, reporter):
    low = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N"
    row = factories.report(
        program=program, reporter=reporter, cvss="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
    )
    commands.set_severity(
        row.public_id,
        side="triage",
        cvss=low,
        reason_code="preconditions",
        reason="An account is needed.",
        actor=factories.team_actor(program),
    )

    page = text_of(browser.get(f"/reports/{row.public_id}"))

    assert "An attack needs preconditions" in page
    assert "An account is needed." in page
    assert "Difference by metric" in page
    assert low in page


def test_a_duplicate_names_its_original_without_its_words(browser, program, reporter):
    original = factories.report(program=program, title="Their secret title")
    row = factories.report(State.DUPLICATE, program=program, reporter=reporter, original=original)

    page = text_of(browser.get(f"/reports/{row.public_id}"))

    assert original.public_id in page
    assert "Their secret title" not in page
    assert f'href="/reports/{original.public_id}"' not in page


def test_revisions_are_compared_line_by_line(browser, program, reporter):
    row = factories.report(program=program, reporter=reporter, description="One\nTwo\nThree")
    fields = {
        "title": row.title,
        "target_id": "api",
        "target": row.target,
        "vrt": row.vrt,
        "kind": "security",
        "url": "",
        "description": "One\nTwo and a half\nThree",
        "impact": "Anybody reads all orders.",
        "revision": "1",
    }

    answer = browser.post(f"/reports/{row.public_id}/revise", fields)
    page = text_of(browser.get(f"/reports/{row.public_id}/revisions?old=1&new=2"))

    assert answer.status_code == 303
    assert "Two and a half" in page
    assert page.count('data-kind="add"') == page.count('data-kind="del"') == 1
    assert browser.get(f"/reports/{row.public_id}/revisions?old=1&new=9").status_code == 404


def test_a_refused_revision_keeps_the_words(browser, program, reporter):
    row = factories.report(program=program, reporter=reporter)
    fields = {"title": "", "description": "Still here", "revision": "1", "kind": "security"}

    answer = browser.post(f"/reports/{row.public_id}/revise", fields)

    assert answer.status_code == 422
    assert "Still here" in text_of(answer)
    assert "Give the report a title." in text_of(answer)


def test_a_closed_report_is_not_revised(browser, program, reporter):
    row = factories.report(State.SPAM, program=program, reporter=reporter)

    assert browser.get(f"/reports/{row.public_id}/revise").status_code == 403


GET = ("", "/edit", "/receipt", "/receipt?format=json", "/revise", "/revisions")
POST = (
    "/edit",
    "/autosave",
    "/submit",
    "/discard",
    "/scope",
    "/collaborators",
    "/comments",
    "/moves",
    "/uploads",
    "/team-uploads",
    "/revise",
    "/uploads/0123456789abcdef/complete",
)


@pytest.mark.parametrize("state", [State.DRAFT, State.NEW])
def test_a_foreign_report_answers_like_one_that_never_existed(program, state):
    row = factories.report(state, program=program)
    stranger = Client()
    stranger.force_login(factories.person())
    never = "R-ZZZZZZ"

    for end in GET:
        theirs = stranger.get(f"/reports/{row.public_id}{end}")
        nothing = stranger.get(f"/reports/{never}{end}")
        assert theirs.status_code == nothing.status_code == 404, end
        assert without_nonce(theirs) == without_nonce(nothing)
    for end in POST:
        given = {"move": "withdraw", "do": "accept", "body": "x", "audience": "participants"}
        theirs = stranger.post(f"/reports/{row.public_id}{end}", given)
        nothing = stranger.post(f"/reports/{never}{end}", given)
        assert theirs.status_code == nothing.status_code, end
        assert theirs.status_code in (404, 422), end
        assert without_nonce(theirs) == without_nonce(nothing)


def test_the_statements_of_a_thread_do_not_grow_with_it(browser, program, reporter):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    row = factories.report(program=program, reporter=reporter)
    who, team = factories.actor(reporter), factories.team_actor(program)

    def talk(times):
        for number in range(times):
            by = team if number % 2 else who
            file = commands.attach_bytes(
                row.public_id, name="a.txt", content=b"%d" % number, actor=by
            )
            commands.comment(
                row.public_id,
                body=f"See {row.public_id} {number}",
                audience="participants",
                attachments=[file.public_id],
                actor=by,
            )

    def counted():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(f"/reports/{row.public_id}")
        statements = [query["sql"].partition(" WHERE ")[0] for query in seen.captured_queries]
        return [each for each in statements if "domain_notice" not in each]

    # The clock stands still: a session notes once a minute that it was seen.
    with clock.frozen_at(clock.now()):
        talk(2)
        counted()
        few = counted()
        talk(10)
        many = counted()

    assert many == few
    assert len(few) <= 30


def test_the_reporter_sees_decided_awards_and_their_share(browser, reporter):
    bob = factories.person("bob")
    row = factories.shared_report(reporter=reporter, accepted={bob: 2500})
    factories.award(report=row, amount_minor=60_000)
    waiting = factories.award("proposed", report=row, amount_minor=77_700, kind="bonus")

    page = text_of(browser.get(f"/reports/{row.public_id}"))

    assert "$600.00" in page
    assert "Your share" in page
    assert "$450.00" in page
    assert "$777.00" not in page
    assert waiting.public_id not in page


TEAM_ONLY = ("/evidence", "/clone", "/guests", "/lock")


@pytest.mark.parametrize("part", ["", "/reads", "/secrets", "/retest", "/export", *TEAM_ONLY])
def test_the_side_bar_marks_the_inbox_for_the_team_and_my_reports_for_the_reporter(
    client, program, reporter, part
):
    report = factories.report(program=program, reporter=reporter)
    member = factories.member(program.organization, "triager")
    marked = r'<a href="([^"]+)" aria-current="page"'

    client.force_login(member.user)
    by_team = client.get(f"/reports/{report.public_id}{part}").content.decode()
    client.force_login(reporter)
    by_reporter = client.get(f"/reports/{report.public_id}{part}").content.decode()

    assert set(re.findall(marked, by_team)) == {"/inbox"}
    assert set(re.findall(marked, by_reporter)) == (set() if part in TEAM_ONLY else {"/reports"})
