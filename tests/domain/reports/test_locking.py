"""Locked reports: nobody but the team writes, by no way in; everybody reads why."""

from datetime import timedelta

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, jobs, policies, queries
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MOVES, MoveInput, State
from seawall.lib import clock
from tests import factories
from tests.api.client import ApiClient

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "Threats against a colleague."


def lock(report, role=Role.TRIAGER, reason=WHY):
    actor = factories.team_actor(report.program, role)
    return commands.lock_report(report.public_id, reason=reason, actor=actor)


def unlock(report):
    actor = factories.team_actor(report.program)
    return commands.unlock_report(report.public_id, actor=actor)


def writes(number, who):
    """Everything that the reporter's side can write to a report that was sent."""
    words = {"body": "Hm.", "audience": "participants"}
    given = factories.content(title="Another title")
    yield lambda: commands.comment(number, actor=who, **words)
    yield lambda: commands.make_move(number, "withdraw", given=MoveInput(), actor=who)
    yield lambda: commands.make_move(number, "answer", given=MoveInput(note="Yes."), actor=who)
    yield lambda: commands.revise(number, content=given, expected_revision=1, actor=who)
    yield lambda: commands.attach_bytes(number, name="a.txt", content=b"a", actor=who)
    yield lambda: commands.begin_upload(number, name="a.txt", size_bytes=1, actor=who)


def test_nobody_but_the_team_writes_until_it_is_unlocked():
    report = factories.report(State.NEEDS_INFO)
    who, team = factories.actor(report.reporter), factories.team_actor(report.program)
    file = commands.attach_bytes(report.public_id, name="b.txt", content=b"b", actor=who)
    said = commands.comment(report.public_id, body="Before.", audience="participants", actor=who)
    lock(report)

    for write in writes(report.public_id, who):
        with pytest.raises((Conflict, NotAllowed)):
            write()
    for write in (
        lambda: commands.edit_comment(report.public_id, said.pk, body="After.", actor=who),
        lambda: commands.remove_comment(report.public_id, said.pk, actor=who),
        lambda: commands.remove_attachment(file.public_id, actor=who),
    ):
        with pytest.raises(Conflict, match="Threats against"):
            write()
    row = Report.objects.get(pk=report.pk)
    row_for_policy = queries.thread(who, report.public_id)
    assert (row_for_policy.lock.reason, row_for_policy.lock.by) == (WHY, None)
    assert not any(policies.can_move(who, row, move) for move in MOVES)
    assert row_for_policy.abilities.audiences == ()
    commands.comment(report.public_id, body="Ours.", audience="participants", actor=team)
    unlock(report)
    commands.make_move(report.public_id, "answer", given=MoveInput(note="Yes."), actor=who)
    names = Event.objects.filter(report_id=report.pk).values_list("name", flat=True)
    assert {"report.locked", "report.unlocked"} <= set(names)


def test_who_may_lock_and_what_it_takes():
    report = factories.report()
    for role in (Role.DEVELOPER, Role.VIEWER):
        with pytest.raises(NotAllowed):
            lock(report, role)
    for who, refusal in ((report.reporter, NotAllowed), (factories.person(), NotFound)):
        with pytest.raises(refusal):
            commands.lock_report(report.public_id, reason=WHY, actor=factories.actor(who))
    with pytest.raises(Invalid):
        lock(report, reason=" ")
    with pytest.raises(Conflict):
        unlock(report)
    lock(report)
    with pytest.raises(Conflict):
        lock(report)


def test_what_waits_for_the_reporter_does_not_run_out_meanwhile():
    asked = factories.report(State.NEEDS_INFO)
    tried = factories.report(State.RETESTING)
    due = Report.objects.get(pk=tried.pk).answer_due_at
    for report in (asked, tried):
        lock(report)

    with clock.frozen_at(clock.now() + 40 * DAY):
        jobs.watch_questions()
        assert Report.objects.get(pk=asked.pk).state == State.NEEDS_INFO
        assert Report.objects.get(pk=tried.pk).state == State.RETESTING
        for report in (asked, tried):
            unlock(report)
        assert Report.objects.get(pk=asked.pk).answer_due_at == clock.now() + 30 * DAY
        left = Report.objects.get(pk=tried.pk).answer_due_at
        assert timedelta(0) <= left - due - 40 * DAY < DAY
        (view,) = queries.retests(factories.team_actor(tried.program), tried.public_id).views
        assert view.due_at == left


def test_the_same_by_api_and_on_the_page(client):
    report = factories.report()
    manager = factories.member(report.program.organization, Role.PROGRAM_MANAGER).user
    team, mine = ApiClient(manager), ApiClient(report.reporter)
    path = f"/reports/{report.public_id}"
    assert team.post(f"{path}/lock", {"reason": WHY}).json()["reason"] == WHY
    said = {"body": "Hm.", "audience": "participants"}

    refused = mine.post(f"{path}/comments", said)

    assert (refused.status_code, refused.json()["code"]) == (409, "locked")
    assert WHY in refused.json()["detail"]
    assert mine.get(path).json()["lock_reason"] == WHY
    assert team.post(f"{path}/comments", said).status_code == 201
    client.force_login(report.reporter)
    assert WHY in client.get(path).content.decode()
    assert client.post(f"{path}/comments", said).status_code == 409
    client.force_login(manager)
    assert WHY in client.get(f"/inbox/{report.public_id}").content.decode()
    assert client.post(f"{path}/lock", {"do": "unlock"}).status_code == 303
    assert client.post(f"{path}/lock", {"do": "lock", "reason": ""}).status_code == 422
    assert mine.post(f"{path}/comments", said).status_code == 201
