from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.rules import Role
from seawall.domain.errors import Invalid
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import Filters
from seawall.domain.reports.rules.workflow import OPEN, State
from seawall.lib import clock
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """A team with two programs and a report in every state, and another team's report."""
    org = accounts.organization()
    first, second = (reports.judged_program(org, slug=name) for name in ("first", "second"))
    found = {state: reports.report(state, program=first) for state in State}
    found["second"] = reports.report(program=second, vrt="server_side_injection.sql_injection")
    found["elsewhere"] = reports.report()
    return reports.team_actor(first), found


def walk(ask, limit=3):
    """Every page in turn, as public ids."""
    pages, cursor = [], None
    while True:
        page = ask(cursor=cursor, limit=limit)
        pages.append([row.public_id for row in page.items])
        cursor = page.next_cursor
        if cursor is None:
            return pages


def flat(pages):
    return [name for page in pages for name in page]


def listed(actor, **filters):
    return {row.public_id for row in queries.inbox(actor, Filters(**filters)).items}


def test_pages_hold_everything_once_by_due_moment_then_by_age(desk):
    triager, _found = desk

    pages = walk(lambda **place: queries.inbox(triager, **place))

    everything = list(Report.objects.filter(program__organization=next(iter(triager.roles))))
    running = [row for row in everything if row.next_due_at]
    rest = [row for row in everything if row.submitted_at and not row.next_due_at]
    running.sort(key=lambda row: (row.next_due_at, row.pk))
    rest.sort(key=lambda row: (row.submitted_at, row.pk), reverse=True)
    assert flat(pages) == [row.public_id for row in running + rest]
    assert all(len(page) == 3 for page in pages[:-1])


def test_filters_narrow_and_combine(desk):
    triager, found = desk
    names = {key: row.public_id for key, row in found.items()}

    assert listed(triager, program="second") == {names["second"]}
    assert listed(triager, program="no-such") == set()
    assert listed(triager, states=frozenset({State.SPAM})) == {names[State.SPAM]}
    assert listed(triager, states=frozenset({State.NEEDS_INFO, State.TRIAGED})) == {
        names[State.NEEDS_INFO],
        names[State.TRIAGED],
    }
    assert listed(triager, priorities=frozenset({1})) == {names["second"]}
    assert listed(triager, states=frozenset({State.SPAM}), priorities=frozenset({1})) == set()
    assert listed(triager, states=frozenset({State.DRAFT})) == set()
    open_ones = {row.public_id for row in Report.objects.filter(state__in=OPEN)}
    assert listed(triager, states=OPEN) == open_ones - {names["elsewhere"]}


def test_the_assignee_is_me_nobody_or_somebody(desk):
    triager, found = desk
    for state in (State.NEW, State.SPAM):
        commands.assign(found[state].public_id, assignee=triager.handle, actor=triager)
    mine = {found[State.NEW].public_id, found[State.SPAM].public_id}

    assert listed(triager, assignee="me") == mine
    assert listed(triager, assignee=f"@{triager.handle}") == mine
    assert listed(triager, assignee="nobody-here") == set()
    assert listed(triager, assignee="none") == listed(triager) - mine


def test_a_clock_at_risk_is_late_or_nearly_due(desk):
    triager, found = desk
    now = clock.now()
    late, near, far = (found[key].pk for key in (State.NEW, State.TRIAGED, State.ACCEPTED))
    for pk, due in ((late, -1), (near, 1), (far, 24 * 20)):
        Report.objects.filter(pk=pk).update(next_due_at=now + timedelta(hours=due))
    Report.objects.filter(pk=found["second"].pk).update(next_due_at=now + timedelta(days=20))
    Report.objects.filter(state="resolved").update(next_due_at=None)

    page = queries.inbox(triager, Filters(at_risk=True))

    flags = {row.public_id: (row.is_at_risk, row.is_late) for row in page.items}
    assert flags[found[State.NEW].public_id] == (True, True)
    assert flags[found[State.TRIAGED].public_id] in {(True, False)}
    assert set(flags) == {found[State.NEW].public_id, found[State.TRIAGED].public_id}


def test_a_row_names_the_clock_that_is_next(desk):
    triager, found = desk

    rows = {row.public_id: row for row in queries.inbox(triager).items}

    assert rows[found[State.NEW].public_id].next_clock == "first_response"
    assert rows[found[State.ACCEPTED].public_id].next_clock == "reward"
    assert rows[found[State.SPAM].public_id].next_clock is None
    assert rows[found[State.NEEDS_INFO].public_id].is_paused


@pytest.mark.parametrize(
    "cursor", ["x", "due-1-", "due--1-1", "é", "any-1-1", "due-1-" + "f" * 16, "due-" + "f" * 5000]
)
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(Invalid) as refusal:
        queries.inbox(reports.team_actor(reports.judged_program()), cursor=cursor)

    assert set(refusal.value.fields) == {"cursor"}


def test_a_cursor_of_another_list_is_refused(desk):
    triager, _found = desk
    mine = accounts.actor(accounts.person())
    program = reports.judged_program()
    for _number in range(2):
        reports.draft(program, reporter=None)
    cursor = queries.all_visible(triager, limit=1).next_cursor

    with pytest.raises(Invalid):
        queries.my_reports(mine, cursor=cursor)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_has_a_sensible_size(limit):
    with pytest.raises(Invalid) as refusal:
        queries.inbox(reports.team_actor(reports.judged_program()), limit=limit)

    assert set(refusal.value.fields) == {"limit"}


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize("ask", [queries.inbox, queries.all_visible, queries.my_reports])
def test_a_list_costs_at_most_four_statements(ask, more):
    program = reports.judged_program()
    triager = reports.team_actor(program)
    for _number in range(1 + more):
        reports.report(program=program)

    with CaptureQueriesContext(connection) as captured:
        ask(triager, Filters(states=OPEN, priorities=frozenset({1, 2, 3})))

    assert len(captured) <= 4


def test_many_programs_are_one_list():
    org = accounts.organization()
    programs = [reports.judged_program(org) for _number in range(60)]
    wanted = [reports.report(program=program) for program in programs[::30]]

    found = listed(
        reports.team_actor(programs[0]),
        states=frozenset(State) - {State.DRAFT},
        priorities=frozenset({3}),
    )

    assert found == {row.public_id for row in wanted}


def test_my_reports_are_mine_and_those_i_share_with_drafts():
    program = reports.judged_program()
    ann, bob = accounts.person("ann"), accounts.person("bob")
    own = reports.report(program=program, reporter=ann)
    draft = reports.draft(program, ann)
    shared = commands.submit_new(
        program.slug,
        actor=accounts.actor(bob),
        submission=reports.submission(collaborators={"ann": 5000}),
        accept_terms=1,
    )
    reports.report(program=program, reporter=bob)
    actor = accounts.actor(ann)
    before = flat(walk(lambda **place: queries.my_reports(actor, **place), 1))

    commands.answer_invitation(shared.public_id, accept=True, actor=actor)
    after = flat(walk(lambda **place: queries.my_reports(actor, **place), 1))

    assert before == [draft.public_id, own.public_id]
    assert set(after) == {draft.public_id, own.public_id, shared.public_id}


def test_all_visible_joins_both_sides_without_drafts():
    program = reports.judged_program()
    insider = accounts.member(program.organization, Role.TRIAGER)
    theirs = reports.report(program=program)
    own = reports.report(reporter=insider.user)
    both = reports.report(program=program, reporter=insider.user)
    reports.draft(program, insider.user)
    actor = accounts.actor(insider)

    found = flat(walk(lambda **place: queries.all_visible(actor, **place), 2))

    assert found == [row.public_id for row in (both, own, theirs)]


def test_counts_are_of_what_the_actor_reads(desk):
    triager, _found = desk

    found = queries.counts(triager)

    # With the original that was made for the duplicate.
    assert found[State.NEW] == 3
    assert found[State.SPAM] == 1
    assert State.DRAFT not in found
    assert queries.counts(triager, "second")[State.SPAM] == 0
    assert set(queries.counts(accounts.actor()).values()) == {0}


def test_a_list_counts_the_business_time_that_the_report_counts():
    friday_noon = datetime(2026, 3, 6, 12, tzinfo=UTC)
    with clock.frozen_at(friday_noon):
        tokyo = reports.judged_program(document={"time_zone": "Asia/Tokyo"})
        report = reports.report(State.NEW, program=tokyo)
    triager = reports.team_actor(tokyo)

    with clock.frozen_at(friday_noon + timedelta(hours=1)):
        row = queries.inbox(triager).items[0]
        beside = {one.name: one for one in queries.thread(triager, report.public_id).clocks}

    assert row.left_seconds == beside[row.next_clock].remaining_seconds == 23 * 3600
    assert row.next_due_at - friday_noon == timedelta(days=3)
    assert not row.is_at_risk
