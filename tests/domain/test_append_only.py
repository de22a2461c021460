"""The database keeps what only grows, by every way that SQL has."""

import uuid
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import (
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    models,
    transaction,
)

from seawall.domain import append_only
from seawall.domain.audit.models import Event
from seawall.lib import clock

ROLE = 'seawall "app'


def _event(**given) -> Event:
    return Event.objects.create(
        public_id=uuid.uuid4(),
        at=clock.now(),
        name="test.happened",
        actor_kind="system",
        salt=b"s" * 32,
        leaf_hash=b"x" * 32,
        **given,
    )


def _model(table: str) -> type[models.Model]:
    found = apps.get_app_config("domain").get_models()
    return next(one for one in found if one._meta.db_table == table)


def _refused(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("table", append_only.TABLES)
def test_every_unique_key_is_guarded_against_replacing(table):
    meta = _model(table)._meta
    single = {(f.column,) for f in meta.local_fields if f.unique and not f.primary_key}
    joint = {
        tuple(meta.get_field(name).column for name in one.fields)
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint)
    }

    assert set(append_only.UNIQUE_KEYS.get(table, ())) == single | joint


def test_every_column_of_an_event_is_guarded():
    columns = {field.column for field in Event._meta.local_fields}

    assert set(append_only.EVENT_COLUMNS) == columns - {"position"}


CHANGES = {
    "public_id": uuid.UUID(int=1),
    "at": datetime(2020, 1, 1, tzinfo=UTC),
    "name": "forged",
    "actor_kind": "person",
    "user_id": 7,
    "token_id": 7,
    "role": "owner",
    "organization_id": 7,
    "program_id": 7,
    "report_id": 7,
    "payload": {"forged": 1},
    "salt": b"y" * 32,
    "committed": {"forged": "00"},
    "leaf_hash": b"y" * 32,
}


@pytest.mark.django_db
@pytest.mark.parametrize("column", append_only.EVENT_COLUMNS[1:])
def test_no_column_of_an_event_changes_while_it_gets_its_position(column):
    event = _event()

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(position=5, **{column: CHANGES[column]})

    assert Event.objects.filter(pk=event.pk).update(position=5) == 1


@pytest.mark.django_db
def test_a_position_is_never_taken_away_or_given_twice():
    first, second = _event(), _event()
    Event.objects.filter(pk=first.pk).update(position=0)
    verb = "UPDATE OR REPLACE" if connection.vendor == "sqlite" else "UPDATE"

    assert _refused("UPDATE domain_event SET position = NULL WHERE id = %s", first.pk)
    assert _refused(f"{verb} domain_event SET position = 0 WHERE id = %s", second.pk)
    assert Event.objects.count() == 2


@pytest.mark.django_db
def test_an_event_is_not_replaced_by_any_of_its_keys():
    event = _event()
    Event.objects.filter(pk=event.pk).update(position=0)
    columns = [*append_only.EVENT_COLUMNS, "position"]
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    for key in ("id", "public_id", "position"):
        values = {
            "id": str(event.pk + 1000),
            "public_id": f"'{uuid.uuid4().hex}'",
            "position": "99",
            "name": "'forged'",
            key: key,
        }
        chosen = ", ".join(values.get(column, column) for column in columns)
        sql = f"{verb} INTO domain_event ({', '.join(columns)}) SELECT {chosen} FROM domain_event"

        assert _refused(sql)

    assert Event.objects.get().name == "test.happened"


@pytest.mark.django_db
@pytest.mark.parametrize("table", append_only.TABLES)
def test_no_table_can_be_emptied_at_once(table):
    if connection.vendor == "postgresql":
        assert _refused(f"TRUNCATE {table} CASCADE")
    else:
        assert _refused(f"DROP TABLE {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", append_only.TABLES)
def test_no_trigger_is_missing_after_all_migrations(table):
    """A later migration that rebuilds a table on SQLite must make its triggers again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [table],
            )
        else:
            cursor.execute(
                "SELECT sum(CASE WHEN tgtype & 32 > 0 THEN 1 ELSE 0 END"
                " + CASE WHEN tgtype & 8 > 0 THEN 1 ELSE 0 END"
                " + CASE WHEN tgtype & 16 > 0 THEN 1 ELSE 0 END)"
                " FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [table],
            )

        # SQLite: update, delete, replace. PostgreSQL: update, delete, truncate.
        assert cursor.fetchone()[0] == 3


@pytest.mark.django_db
def test_the_application_role_has_no_right_to_change_the_log():
    if connection.vendor != "postgresql":
        assert append_only.postgresql_grants("app")[0] == 'GRANT USAGE ON SCHEMA public TO "app"'
        return
    event = _event()
    quoted = connection.ops.quote_name(ROLE.replace('"', '""'))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {quoted}")
        for statement in append_only.postgresql_grants(ROLE):
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL ROLE {quoted}")

    Event.objects.filter(pk=event.pk).update(position=3)
    for attempt in (
        lambda: Event.objects.update(name="forged"),
        lambda: Event.objects.all().delete(),
        lambda: connection.cursor().execute("DELETE FROM domain_ledgerentry"),
        lambda: connection.cursor().execute("TRUNCATE domain_event"),
        lambda: connection.cursor().execute("ALTER TABLE domain_event DISABLE TRIGGER USER"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            attempt()

    assert Event.objects.get().position == 3
