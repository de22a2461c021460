import time

import pytest
from django.db import DatabaseError

from seawall.domain.audit.models import Event
from seawall.domain.readings import commands
from seawall.domain.readings.commands import BUFFER, Buffer
from seawall.domain.readings.rules import Door
from tests import factories

pytestmark = pytest.mark.django_db


def note(actor, report, **more):
    commands.note_opened(
        report.public_id,
        report_id=report.pk,
        organization_id=report.program.organization_id,
        program_id=report.program_id,
        side="team",
        actor=actor,
        **more,
    )


def told():
    rows = Event.objects.filter(name="reading.opened").order_by("pk")
    return [(row.user_id, row.role, row.payload["door"], row.report_id) for row in rows]


def test_a_note_is_written_with_the_role_and_the_moment_of_the_reading():
    report = factories.report()
    triager = factories.team_actor(report.program)
    note(triager, report)
    noted_at = BUFFER.waiting()[0].at

    assert told() == []
    assert commands.flush() == 1

    assert told() == [(triager.user_id, "triager", "page", report.pk)]
    assert Event.objects.get(name="reading.opened").at == noted_at


def test_the_same_door_twice_is_one_event_until_it_is_written():
    report = factories.report()
    triager = factories.team_actor(report.program)
    for _ in range(3):
        note(triager, report)
    note(triager, report, door=Door.FILE, attachment="F-AAAAAA")
    note(factories.team_actor(report.program, "viewer"), report)

    commands.flush()
    note(triager, report)
    commands.flush()

    assert len(told()) == 4


def test_a_token_reads_by_the_api_whatever_the_door_is_called():
    report = factories.report()
    note(factories.token_actor(factories.member(report.program.organization)), report)

    commands.flush()

    assert told()[0][2] == "api"


def test_what_cannot_be_written_waits(monkeypatch):
    report = factories.report()
    note(factories.team_actor(report.program), report)

    def away(entries):
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(commands, "record_all", away)
        with pytest.raises(DatabaseError):
            commands.flush()

    assert len(BUFFER.waiting()) == 1
    assert commands.flush() == 1


def test_a_full_buffer_makes_its_reader_write(monkeypatch):
    monkeypatch.setattr(commands, "MOST_WAITING", 2)
    report = factories.report()

    for number in range(3):
        note(factories.team_actor(report.program), report, attachment=f"F-{number}")

    assert (len(told()), BUFFER.waiting()) == (3, ())


def test_a_list_is_one_event_for_each_organization_and_drafts_are_nobodys():
    reader = factories.actor()
    commands.note_listed([(1, "R-A"), (1, "R-B"), (2, "R-C"), (None, "R-D")], actor=reader)

    assert commands.flush() == 3

    rows = Event.objects.filter(name="reading.listed").order_by("pk")
    assert [(row.organization_id, row.payload["reports"]) for row in rows] == [
        (1, ["R-A", "R-B"]),
        (2, ["R-C"]),
        (None, ["R-D"]),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_thread_writes_by_itself():
    report = factories.report()
    buffer = Buffer()
    note(factories.team_actor(report.program), report)
    for entry in BUFFER.waiting():
        buffer.add(entry)

    until = time.monotonic() + 30
    while not told() and time.monotonic() < until:
        time.sleep(0.05)

    assert len(told()) == 1
    assert buffer.waiting() == ()
