from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.errors import NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.commands import clocking
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import recompute_clocks
from seawall.domain.reports.rules import clocks
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import clock
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


def busy(report, times=1):
    """A report on which both sides wrote and rated."""
    triager = reports.team_actor(report.program)
    for number in range(times):
        for audience in ("participants", "team"):
            commands.comment(
                report.public_id, body=f"Word {number}.", audience=audience, actor=triager
            )
        commands.set_severity(
            report.public_id,
            side="triage",
            priority=1 + number % 2,
            reason_code="other",
            reason="Why.",
            actor=triager,
        )
    return report


def test_a_thread_shows_scope_reward_clocks_and_what_can_be_done():
    report = reports.report(State.TRIAGED)

    page = queries.thread(reports.team_actor(report.program), report.public_id)

    assert (page.row.state, page.side, page.brief_version) == ("triaged", "team", 1)
    assert (page.scope.answer, page.scope.rule) == ("in", "api")
    assert (page.reward.minimum_minor, page.reward.maximum_minor) == (50_000, 100_000)
    assert [move.name for move in page.abilities.moves] == [
        "accept",
        "mark_duplicate",
        "mark_known",
        "close_informational",
        "close_out_of_scope",
        "close_not_reproducible",
        "close_not_applicable",
    ]
    assert page.abilities.audiences == ("participants", "team")
    assert {one.name: one.state for one in page.clocks} == {
        "first_response": "met",
        "triage": "met",
        "reward": "running",
        "resolution": "running",
    }
    assert set(page.state_times) == {State.NEW, State.TRIAGED}


def test_the_reporter_is_offered_only_their_own_moves():
    report = reports.report(State.NEEDS_INFO)

    page = queries.thread(accounts.actor(report.reporter), report.public_id)

    assert [move.name for move in page.abilities.moves] == ["answer", "withdraw"]
    assert page.abilities.audiences == ("participants",)


@pytest.mark.parametrize("who", ["team", "reporter"])
def test_the_number_of_statements_does_not_grow(who):
    program = reports.judged_program()
    counts = []
    for times in (1, 4):
        report = busy(reports.report(program=program), times)
        actor = reports.team_actor(program) if who == "team" else accounts.actor(report.reporter)
        queries.thread(actor, report.public_id)
        with CaptureQueriesContext(connection) as captured:
            queries.thread(actor, report.public_id)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_the_reporter_of_a_duplicate_learns_date_state_and_priority_of_the_original():
    original = reports.report()
    report = reports.report(State.DUPLICATE, program=original.program, original=original)

    view = queries.thread(accounts.actor(report.reporter), report.public_id).original

    assert view.public_id == original.public_id
    assert (view.state, view.priority, view.is_visible) == (State.NEW, 3, False)
    seen = queries.thread(reports.team_actor(report.program), original.public_id)
    assert [one.public_id for one in seen.duplicates] == [report.public_id]
    assert queries.thread(accounts.actor(original.reporter), original.public_id).duplicates == ()


def test_what_one_may_not_see_is_not_found():
    report = reports.report()

    for name in (report.public_id, "R-000000", "nonsense", ""):
        with pytest.raises(NotFound):
            queries.thread(accounts.actor(), name)
        with pytest.raises(NotFound):
            queries.receipt(accounts.actor(), name)


def test_an_id_may_be_written_carelessly():
    report = reports.report()
    actor = accounts.actor(report.reporter)

    assert queries.thread(actor, f" {report.public_id.lower()} ").id == report.pk


def test_a_receipt_names_what_was_sent():
    report = reports.report()

    found = queries.receipt(accounts.actor(report.reporter), report.public_id)

    assert (found.public_id, found.submitted_at, found.content_sha256, found.terms_version) == (
        report.public_id,
        report.submitted_at,
        report.content_sha256,
        1,
    )


def test_a_draft_has_no_receipt():
    draft = reports.draft()

    with pytest.raises(NotFound):
        queries.receipt(accounts.actor(draft.reporter), draft.public_id)


def test_links_lead_only_to_what_the_reader_may_open():
    mine, other = reports.report(), reports.report()
    asked = frozenset({mine.public_id, other.public_id, "R-000000"})

    assert queries.readable(accounts.actor(mine.reporter), asked) == {mine.public_id}


def story(report):
    """A long life: each step an hour and a bit after the one before, over a weekend."""
    triager = reports.team_actor(report.program)
    reporter = accounts.actor(report.reporter)

    def move(name, actor=triager, **given):
        return lambda: commands.make_move(
            report.public_id, name, actor=actor, given=MoveInput(note="Note.", **given)
        )

    def say(actor, audience="participants"):
        return lambda: commands.comment(
            report.public_id, body="Word.", audience=audience, actor=actor
        )

    def rate(priority):
        return lambda: commands.set_severity(
            report.public_id,
            side="triage",
            priority=priority,
            reason_code="other",
            reason="Why.",
            actor=triager,
        )

    return [
        say(reporter),
        say(triager, "team"),
        rate(1),
        move("ask"),
        rate(4),
        move("answer", reporter),
        move("ask"),
        move("triage"),
        rate(2),
        move("accept", checklist=reports.VALID),
        lambda: clocking.note_reward(report.pk, at=clock.now()),
        move("resolve", fix="v2"),
        move("reopen"),
        move("triage"),
        move("close_informational"),
    ]


@pytest.mark.parametrize("hours", [1, 7, 31])
def test_stored_clocks_equal_the_recomputed_ones_at_every_step(hours):
    at = clock.now().replace(year=2026, month=3, day=5, hour=20)
    with clock.frozen_at(at):
        report = reports.report()
    for step in story(report):
        at += timedelta(hours=hours, minutes=13)
        with clock.frozen_at(at):
            step()
        row = Report.objects.get(pk=report.pk)
        stored = clocks.Dues(
            first_response_due=row.response_due_at,
            triage_due=row.triage_due_at,
            reward_due=row.reward_due_at,
            resolution_due=row.resolution_due_at,
        )
        computed = recompute_clocks(row, at)
        assert stored == clocks.dues_of(computed)
        assert row.next_due_at == clocks.next_due(computed)
