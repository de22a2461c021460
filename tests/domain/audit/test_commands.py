"""Recording events."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from seawall.domain.actor import SYSTEM, Actor, ActorKind
from seawall.domain.audit.commands import Entry, record, record_all
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import leaf_of
from seawall.domain.audit.rules import leaves, merkle
from seawall.domain.jobs_queue.bells import LOG


class Color(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Painted:
    name: ClassVar[str] = "wall.painted"
    wall: str
    color: Color = Color.RED
    coats: tuple[int, ...] = (1, 2)
    by: Any = None


PERSON = Actor(kind=ActorKind.TOKEN, user_id=5, token_id=9, roles={3: "triager"}, handle="someone")


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_which():
    row = record(Painted(wall="W-1"), actor=PERSON, organization_id=3, program_id=4, report_id=6)

    row.refresh_from_db()
    assert (row.name, row.actor_kind, row.user_id, row.token_id, row.role) == (
        "wall.painted",
        "token",
        5,
        9,
        "triager",
    )
    assert (row.organization_id, row.program_id, row.report_id) == (3, 4, 6)
    assert row.payload == {"wall": "W-1", "color": "red", "coats": [1, 2], "by": None}
    assert row.position is None


@pytest.mark.django_db
def test_the_leaf_can_be_made_again_from_the_stored_row():
    row = record(Painted(wall="Wänd-1", by={"x": 1, "a": [True]}), actor=PERSON, report_id=6)

    again = Event.objects.get(pk=row.pk)

    assert bytes(again.leaf_hash) == leaf_of(again).hash()
    assert bytes(again.leaf_hash) == merkle.hash_leaf(leaf_of(row).entry())


@pytest.mark.django_db
def test_what_is_committed_leaves_only_its_hash():
    secret = {"title": "Xyzzy in the export", "file_sha256": ["ab" * 32], "priority": 2}

    row = record(Painted(wall="W-1"), actor=SYSTEM, committed=secret)

    again = Event.objects.filter(pk=row.pk).values().get()
    opened = leaf_of(row).opening("title", secret["title"])
    assert "Xyzzy" not in repr(again)
    assert set(again["committed"]) == set(secret)
    assert again["committed"]["title"] == opened.commitment().hex()
    assert bytes(again["leaf_hash"]) == leaf_of(Event.objects.get(pk=row.pk)).hash()
    assert opened.commitment() in leaf_of(row).commitments()


@pytest.mark.django_db
def test_the_same_event_twice_has_two_salts_and_two_leaves():
    rows = [record(Painted(wall="W-1"), actor=SYSTEM, committed={"title": "x"}) for _ in range(2)]

    assert len({bytes(row.salt) for row in rows}) == 2
    assert len({bytes(row.leaf_hash) for row in rows}) == 2
    assert len({row.committed["title"] for row in rows}) == 2
    assert all(len(row.salt) == leaves.SALT_BYTES for row in rows)


@pytest.mark.django_db
def test_a_committed_value_may_not_take_the_name_of_a_field():
    with pytest.raises(ValueError, match="name"):
        record(Painted(wall="W-1"), actor=SYSTEM, committed={"wall": "W-2"})

    assert not Event.objects.exists()


@pytest.mark.django_db
def test_recording_is_one_statement():
    with CaptureQueriesContext(connection) as queries:
        record(Painted(wall="W-1"), actor=SYSTEM, committed={"title": "x"})

    assert len(queries) == 1


@pytest.mark.django_db
def test_many_events_are_recorded_in_one_statement_and_their_order():
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    entries = [
        Entry(Painted(wall=f"W-{n}"), PERSON, organization_id=3, report_id=n, at=moment)
        for n in range(40)
    ]

    with CaptureQueriesContext(connection) as queries:
        count = record_all(entries)

    rows = list(Event.objects.order_by("id"))
    assert (count, len(queries)) == (40, 1)
    assert [(row.payload["wall"], row.report_id) for row in rows] == [
        (f"W-{n}", n) for n in range(40)
    ]
    assert {(row.at, row.role, row.user_id) for row in rows} == {(moment, "triager", 5)}
    assert [row for row in rows if bytes(row.leaf_hash) != leaf_of(row).hash()] == []


@pytest.mark.django_db
def test_no_events_are_no_statement():
    with CaptureQueriesContext(connection) as queries:
        assert record_all([]) == 0

    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record(Painted(wall="W-1"), actor=SYSTEM)

    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_no_event_and_wakes_nobody():
    heard = LOG.wait(-1, 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _record_and_fail()

    assert not Event.objects.exists()
    assert LOG.wait(-1, 0) == heard


@pytest.mark.django_db(transaction=True)
def test_the_sequencer_is_woken_after_the_commit():
    heard = LOG.wait(-1, 0)

    with transaction.atomic():
        record(Painted(wall="W-1"), actor=SYSTEM)
        during = LOG.wait(-1, 0)

    assert during == heard
    assert LOG.wait(-1, 0) == heard + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "x" * 201,
        ["x" * 201],
        {"inner": {"deep": ["x" * 201]}},
        {"x" * 201: 1},
        0.5,
        2**60,
        object(),
    ],
)
def test_text_and_values_without_one_form_are_refused(value):
    with pytest.raises((ValueError, TypeError)):
        record(Painted(wall="W-1", by=value), actor=SYSTEM)

    assert not Event.objects.exists()


def _record_and_fail() -> None:
    record(Painted(wall="W-1"), actor=SYSTEM)
    raise ZeroDivisionError
