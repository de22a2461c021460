"""The list and the report beside it."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.readings import commands as readings
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import RETEST_MOVES, Party, State, moves_from
from tests import factories
from tests.web.triage.conftest import HTMX

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[3] / "src/seawall/web/static"


def text_of(response):
    return response.content.decode()


def numbers_in(response):
    """The report numbers of the list, in order."""
    return re.findall(r'<li id="row-(R-\w+)"', text_of(response))


def test_whoever_reads_no_reports_finds_no_inbox(client):
    client.force_login(factories.person())
    assert client.get("/inbox").status_code == 404


def test_finance_finds_no_inbox(as_role):
    assert as_role(Role.FINANCE).get("/inbox").status_code == 404


def test_an_empty_inbox_says_what_to_do_next(signed_in):
    page = text_of(signed_in.get("/inbox"))

    assert "No report waits for you" in page
    assert "/inbox?q=state:closed" in page


def test_filters_that_fit_nothing_offer_the_way_back(signed_in, program):
    factories.report(program=program)
    page = text_of(signed_in.get("/inbox?q=assignee:me"))

    assert "No report fits these filters" in page


def test_the_list_shows_open_reports_of_the_own_team_only(signed_in, program):
    mine = factories.report(program=program)
    factories.report(State.SPAM, program=program)
    factories.report()

    assert numbers_in(signed_in.get("/inbox")) == [mine.public_id]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=state:closed", {"closed"}),
        ("q=turn:reporter", {"asked"}),
        ("q=", {"closed", "asked", "fresh"}),
        ("q=assignee:me", {"fresh"}),
        ("q=state:open+assignee:none", {"asked"}),
        ("q=-state:open", {"closed"}),
        ("q=program:elsewhere", set()),
        ("q=clock:risk", set()),
        ("q=nonsense:x", {"closed", "asked", "fresh"}),
    ],
)
def test_each_filter_narrows_the_list(signed_in, program, team, query, found):
    reports = {
        "fresh": factories.report(program=program),
        "asked": factories.report(State.NEEDS_INFO, program=program),
        "closed": factories.report(State.INFORMATIONAL, program=program),
    }
    commands.assign(
        reports["fresh"].public_id, assignee=team.handle, actor=factories.team_actor(program)
    )
    shown = set(numbers_in(signed_in.get(f"/inbox?{query}")))

    assert shown == {reports[name].public_id for name in found}


def test_rows_keep_the_view_of_the_list(signed_in, program):
    report = factories.report(program=program)

    page = text_of(signed_in.get("/inbox?q=state:new"))

    assert f'href="/inbox/{report.public_id}?q=state:new"' in page


def test_the_filters_offer_programs_states_and_people(signed_in, program, user_in):
    factories.report(program=program)
    manager = user_in(Role.PROGRAM_MANAGER)
    page = text_of(signed_in.get("/inbox/filters?q=state:closed+xss"))

    assert f'<option value="{program.slug}">' in page
    assert f'<option value="{manager.handle}">' in page
    assert '<option value="closed" selected>' in page
    assert "New (1)" in page


def test_the_filters_are_a_dialog_for_htmx(signed_in, program):
    page = text_of(signed_in.get("/inbox/filters", headers=HTMX))

    assert "<html" not in page
    assert 'method="get" action="/inbox"' in page


def test_a_viewer_filters_without_reading_the_list_of_members(as_role, program, user_in):
    manager = user_in(Role.PROGRAM_MANAGER)
    page = as_role(Role.VIEWER).get("/inbox/filters")

    assert page.status_code == 200
    assert manager.handle not in text_of(page)


def test_what_the_form_leaves_empty_is_taken_out_of_the_address(signed_in, program):
    answer = signed_in.get("/inbox?q=state:open+xss&program=&state=new&priority=&assignee=&risk=0")
    assert answer["Location"] == "/inbox?q=xss+state:new"


def test_pages_lead_to_the_older_and_back(signed_in, program, monkeypatch):
    monkeypatch.setattr("seawall.web.pages.triage.inbox.ROWS", 2)
    made = {factories.report(program=program).public_id for _number in range(3)}
    first = signed_in.get("/inbox")
    older = re.search(r'href="(/inbox\?after=[^"]+)"[^>]*rel="next"', text_of(first))
    assert older
    second = signed_in.get(older[1].replace("&amp;", "&"))

    assert set(numbers_in(first)) | set(numbers_in(second)) == made
    assert 'rel="prev"' in text_of(second)


def test_a_cursor_that_is_none_of_ours_shows_the_first_page(signed_in, program):
    report = factories.report(program=program)
    assert numbers_in(signed_in.get("/inbox?after=nonsense")) == [report.public_id]


def test_an_opened_report_stands_beside_the_list(signed_in, program):
    report = factories.report(program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))

    assert 'id="report-title"' in page
    assert 'aria-current="true"' in page
    assert "data-open" in page


def test_htmx_gets_the_report_alone(signed_in, program):
    report = factories.report(program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}", headers=HTMX))

    assert 'id="report-title"' in page
    assert "<html" not in page
    assert f"<title>{report.public_id}" in page


def test_a_number_is_read_as_people_write_it(signed_in, program):
    report = factories.report(program=program)
    assert signed_in.get(f"/inbox/{report.public_id.lower()}").status_code == 200


def test_a_report_of_others_answers_like_one_that_never_was(signed_in):
    hidden = factories.report()
    answers = [signed_in.get(f"/inbox/{number}") for number in (hidden.public_id, "R-000000")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_who_reported_it_is_led_to_their_own_page(signed_in, program, team):
    own = factories.report(program=program, reporter=team)

    assert signed_in.get(f"/inbox/{own.public_id}")["Location"] == f"/reports/{own.public_id}"
    partial = signed_in.get(f"/inbox/{own.public_id}", headers=HTMX)
    assert partial["HX-Redirect"] == f"/reports/{own.public_id}"


SEEN = [State.NEW, State.NEEDS_INFO, State.TRIAGED, State.ACCEPTED, State.RESOLVED, State.SPAM]


@pytest.mark.parametrize("state", SEEN)
def test_the_buttons_are_what_the_table_permits(signed_in, program, state):
    report = factories.report(state, program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))

    offered = set(re.findall(rf"/inbox/{report.public_id}/move/(\w+)", page))
    rows = {move.name for move in moves_from(state, Party.TEAM)}
    assert offered == rows - RETEST_MOVES
    assert (f"/reports/{report.public_id}/retest" in page) is ("ask_retest" in rows)


def test_a_viewer_reads_and_is_offered_nothing(as_role, program):
    report = factories.report(program=program)
    page = text_of(as_role(Role.VIEWER).get(f"/inbox/{report.public_id}"))

    assert "/move/" not in page
    assert "Take it" not in page
    assert 'class="composer"' not in page


def test_a_developer_may_resolve_and_nothing_else(as_role, program):
    report = factories.report(State.ACCEPTED, program=program)
    page = text_of(as_role(Role.DEVELOPER).get(f"/inbox/{report.public_id}"))

    assert set(re.findall(r"/move/(\w+)", page)) == {"resolve"}


def test_three_opinions_stand_side_by_side(signed_in, program):
    report = factories.report(program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))

    for side in ("Reporter", "Triage", "Final"):
        assert f"<h3>{side}</h3>" in page


# Session, user, actor; programs, two orders, rows; counts (also the side bar's), views; side bar.
LIST_STATEMENTS = 11
# The same where the first order fills the page.
ONE_ORDER = LIST_STATEMENTS - 1
# No row of these states has a clock; no counter says how many there are, the side bar asks.
FILTERED = LIST_STATEMENTS - 1
# One order: candidates by words, reports, rows, what is around the words in texts and comments.
SEARCHED = LIST_STATEMENTS + 4
# The same, and what a thread, its decisions, its brief, its awards, advice and the canned responses
# are read with.
REPORT_STATEMENTS = 28
PANE_STATEMENTS = 20


def statements(client, path, headers=None):
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as caught:
        client.get(path, headers=headers)
    return len(caught)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_list_costs_as_many_statements_for_fifty_rows_as_for_one(signed_in, program, rows):
    factories.copies(factories.report(program=program), rows - 1)
    factories.copies(factories.report(State.RESOLVED, program=program), rows - 1)

    assert statements(signed_in, "/inbox") == LIST_STATEMENTS
    assert statements(signed_in, "/inbox?q=state:resolved+priority:1") == FILTERED


def test_a_deep_page_costs_as_many_statements_as_the_first(signed_in, program):
    factories.copies(factories.report(program=program), 150)
    path = "/inbox"
    for _page in range(2):
        text = signed_in.get(path).content.decode()
        path = re.search(r'href="([^"]+)"[^>]*rel="next"', text)[1].replace("&amp;", "&")

    assert statements(signed_in, path) == ONE_ORDER


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_costs_the_same_with_one_comment_as_with_three(signed_in, program, team, rows):
    reports = [factories.report(State.TRIAGED, program=program) for _number in range(rows)]
    for number in range(rows):
        commands.comment(
            reports[0].public_id,
            body=f"Note {number}",
            audience="participants",
            actor=factories.team_actor(program),
        )
    path = f"/inbox/{reports[0].public_id}"

    assert statements(signed_in, path) == REPORT_STATEMENTS
    assert statements(signed_in, path, HTMX) == PANE_STATEMENTS


def test_fifty_rows_stay_under_sixty_kilobytes(signed_in, program):
    long = "A title as long as people write them, " * 3
    factories.copies(factories.report(program=program, title=long), 50)
    response = signed_in.get("/inbox")

    assert len(numbers_in(response)) == 50
    assert len(response.content) < 60_000


def test_a_wrong_term_is_marked_and_the_text_stays(signed_in, program):
    report = factories.report(program=program)
    answer = signed_in.get("/inbox?q=stat:new+%22<b>%22+priority:1")
    page = text_of(answer)

    assert 'value="stat:new &quot;&lt;b&gt;&quot; priority:1"' in page
    assert "<mark>stat:new</mark>" in page
    assert "Did you mean “state”?" in page
    assert 'href="/inbox?q=state:new+%22%3Cb%3E%22+priority:1"' in page
    assert 'aria-describedby="find_error"' in page
    assert "<b>" not in page.split('id="main"')[1].split("</form>")[0]
    assert report.public_id not in page


def test_words_show_where_they_stand(signed_in, program):
    found = factories.report(program=program, description="See the quokkas, <i>here</i>.")
    factories.indexed(found, factories.report(program=program))
    page = signed_in.get("/inbox?q=quokka")

    assert numbers_in(page) == [found.public_id]
    assert "<mark>quokkas</mark>, &lt;i&gt;here" in text_of(page)


def test_words_that_only_a_closed_report_holds_lead_to_it(signed_in, program):
    factories.indexed(factories.report(State.SPAM, program=program, title="Quokka"))
    page = text_of(signed_in.get("/inbox?q=quokka+state:open"))

    assert 'href="/inbox?q=quokka"' in page


def test_the_number_of_a_report_leads_to_it(signed_in, program):
    report = factories.report(program=program)
    answer = signed_in.get(f"/inbox?q={report.public_id.lower()}")

    assert answer["Location"] == f"/inbox/{report.public_id}"


def test_chips_write_their_term_into_the_filter(signed_in, program):
    factories.report(program=program)
    page = text_of(signed_in.get("/inbox?q=priority:2+xss"))

    for address in ("priority:1", "assignee:me", "assignee:none", "clock:risk"):
        kept = "xss" if address.startswith("priority") else "priority:2+xss"
        assert f'href="/inbox?q={kept}+{address}"' in page
    assert '<a class="chip" href="/inbox?q=xss" aria-current="true">' in page


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_search_costs_as_many_statements_for_fifty_rows_as_for_one(signed_in, program, rows):
    word = "Ordinary"
    factories.indexed(*(factories.report(program=program, title=word) for _ in range(rows)))

    assert len(numbers_in(signed_in.get(f"/inbox?q={word}"))) == rows
    assert statements(signed_in, f"/inbox?q={word}") == SEARCHED


def test_what_may_be_typed_next_is_offered(signed_in, program, team):
    def offered(query):
        return [one["text"] for one in signed_in.get(f"/filter/offers?{query}").json()["items"]]

    assert offered("q=state:new+pri") == ["priority:"]
    assert offered("q=program:&at=8") == [f"program:{program.slug}"]
    assert f"assignee:{team.handle}" in offered("q=assignee:")
    assert offered("q=x&at=abc") == offered("q=x&at=99999") == []
    assert "has:duplicate" not in offered("q=has:d&side=own")


def test_whoever_reads_no_reports_is_offered_their_own_side_only(client, program):
    client.force_login(factories.person())

    assert client.get("/filter/offers?q=program:").status_code == 404
    assert client.get("/filter/offers?q=program:&side=own").json()["items"] == []


def test_the_list_is_taken_as_a_file_and_the_log_says_so(signed_in, program):
    shown = factories.report(program=program, title="=cmd()")
    factories.report(State.SPAM, program=program)
    factories.report()
    lines = signed_in.get("/inbox.csv").getvalue().decode().splitlines()

    assert [line.split(",")[0] for line in lines] == ["id", shown.public_id]
    assert ",=cmd" not in lines[1]
    events = Event.objects.filter(name="reports.exported")
    assert [(one.organization_id, one.payload) for one in events] == [
        (program.organization_id, {"reports": 1})
    ]


def test_a_file_is_as_narrow_as_the_list(signed_in, program):
    factories.report(program=program)
    assert len(signed_in.get("/inbox.csv?q=state:closed").getvalue().splitlines()) == 1


def test_too_large_a_file_is_refused(signed_in, program, monkeypatch):
    monkeypatch.setattr("seawall.domain.search.commands.exporting.MOST_EXPORTED", 1)
    factories.copies(factories.report(program=program), 2)
    answer = signed_in.get("/inbox.csv")

    assert answer.status_code == 422
    assert not Event.objects.filter(name="reports.exported").exists()


def test_what_is_fetched_ahead_is_told_apart_in_the_trace(signed_in, program, team):
    report = factories.report(program=program)
    readings.flush()
    path = f"/inbox/{report.public_id}"

    doors = []
    for headers in (HTMX | {"X-Seawall-Ahead": "1"}, HTMX, {"X-Seawall-Ahead": "1"}):
        assert signed_in.get(path, headers=headers).status_code == 200
        readings.flush()
        event = Event.objects.filter(name="reading.opened", user_id=team.pk).latest("pk")
        doors.append(event.payload["door"])

    assert doors == ["ahead", "page", "page"]


KEYS_OF_THE_SCRIPT = re.compile(r"const KEYS = \{([^}]*)\}")


@pytest.mark.parametrize("state", SEEN)
def test_the_help_lists_every_key(signed_in, program, state):
    report = factories.report(state, program=program)
    page = text_of(signed_in.get(f"/inbox/{report.public_id}"))
    script = (STATIC / "js/inbox.js").read_text()

    terms = re.findall(r"<dt>(.*?)</dt>", page, re.DOTALL)
    listed = {" ".join(re.sub(r"<[^>]+>", " ", term).split()) for term in terms}
    singles = {key for one in listed for key in one.split()} | listed
    used = set(re.findall(r'data-(?:menu-)?key="([^"]+)"', page))
    scripted = set(re.findall(r'(?:^|, )\s*"?(\S)"?:', KEYS_OF_THE_SCRIPT.search(script)[1]))

    assert used | scripted <= singles
    assert {"r", "i", "x", ".", "u"} == scripted
