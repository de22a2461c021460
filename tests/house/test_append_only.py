"""The database refuses to change what only grows."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from seawall.domain import append_only
from seawall.domain.audit.models import Event
from seawall.lib import clock

pytestmark = pytest.mark.django_db


def _event() -> Event:
    return Event.objects.create(
        public_id=uuid.uuid4(),
        at=clock.now(),
        name="test",
        actor_kind="system",
        salt=b"s" * 32,
        leaf_hash=b"x" * 32,
    )


def test_an_event_gets_its_position_once():
    event = _event()

    Event.objects.filter(pk=event.pk).update(position=7)

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(position=8)


@pytest.mark.parametrize("change", [{"name": "other"}, {"payload": {"a": 1}}, {"user_id": 3}])
def test_an_event_cannot_be_changed_even_while_it_gets_its_position(change):
    event = _event()

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(position=1, **change)


def test_an_event_cannot_be_deleted():
    event = _event()

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()


def test_a_row_cannot_be_replaced():
    event = _event()
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO domain_event"
            " (id, public_id, at, name, actor_kind, role, payload, leaf_hash)"
            " VALUES (%s, %s, %s, 'forged', 'system', '', '{}', %s)",
            [event.pk, str(uuid.uuid4()), clock.now(), b"y" * 32],
        )


@pytest.mark.parametrize("table", append_only.APPEND_ONLY)
def test_every_named_table_refuses_an_update_and_a_delete(table):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [table],
            )
            expected = 3
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [table],
            )
            expected = 2
        (found,) = cursor.fetchone()

    assert found == expected
