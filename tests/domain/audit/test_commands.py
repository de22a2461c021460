"""Recording events."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from seawall.domain.actor import SYSTEM, Actor, ActorKind
from seawall.domain.audit.commands import leaf_of, record
from seawall.domain.audit.models import Event
from seawall.domain.audit.rules import merkle
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
def test_recording_is_one_statement():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        record(Painted(wall="W-1"), actor=SYSTEM)

    assert len(queries) == 1


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
