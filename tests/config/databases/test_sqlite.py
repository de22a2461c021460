"""The SQLite backend on a database file of its own."""

import sqlite3
import threading

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connections, transaction


@pytest.fixture
def open_connection(tmp_path, django_db_blocker):
    """Opens connections to one fresh file, as threads and requests would."""
    from seawall.config.databases.sqlite.base import DatabaseWrapper

    opened = []
    options = dict(connections.settings["default"]["OPTIONS"])

    def open_one(**changed):
        given = {**connections.settings["default"], "NAME": str(tmp_path / "own.sqlite3")}
        given["OPTIONS"] = {**options, **changed}
        wrapper = DatabaseWrapper(given, alias=f"own{len(opened)}")
        wrapper.inc_thread_sharing()
        opened.append(wrapper)
        return wrapper

    # Not the tests' database: pytest-django need not guard it.
    with django_db_blocker.unblock():
        yield open_one
        for wrapper in opened:
            wrapper.close()


@pytest.fixture
def table(open_connection):
    wrapper = open_connection()
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, number INTEGER UNIQUE)")
    return wrapper


def _atomic(wrapper):
    connections[wrapper.alias] = wrapper
    return transaction.atomic(using=wrapper.alias)


def _free(wrapper) -> bool:
    return wrapper.turn is None and wrapper._lock._holder is None


def test_the_settings_of_durability_and_safety_are_in_force(table):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "mmap_size": 0,
    }

    found = {name: table.cursor().execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    assert found == wanted


def test_a_transaction_holds_the_turn_and_gives_it_back(table):
    with _atomic(table):
        table.cursor().execute("INSERT INTO note (number) VALUES (1)")
        held = table._lock._holder is table.turn is not None

    assert held
    assert _free(table)


def test_a_failed_transaction_gives_the_turn_back(table):
    with pytest.raises(IntegrityError), _atomic(table):
        table.cursor().executemany("INSERT INTO note (number) VALUES (%s)", [(1,), (1,)])

    assert _free(table)


def test_inner_blocks_keep_the_turn_of_the_outer_one(table):
    with _atomic(table):
        with pytest.raises(ZeroDivisionError), _atomic(table):
            raise ZeroDivisionError
        table.cursor().execute("INSERT INTO note (number) VALUES (1)")
        held = table.turn is not None

    assert held
    assert _free(table)


def test_closing_inside_a_transaction_gives_the_turn_back(table):
    with _atomic(table):
        table.close()

    assert _free(table)


def test_a_write_outside_a_transaction_takes_the_turn_for_itself(table):
    table.cursor().execute("INSERT INTO note (number) VALUES (%s)", [1])
    table.cursor().executemany("INSERT INTO note (number) VALUES (%s)", [(2,), (3,)])
    with pytest.raises(IntegrityError):
        table.cursor().execute("INSERT INTO note (number) VALUES (1)")

    assert _free(table)


def test_readers_do_not_wait_for_a_writer(table, open_connection):
    reader = open_connection()

    with _atomic(table):
        table.cursor().execute("INSERT INTO note (number) VALUES (1)")
        seen = reader.cursor().execute("SELECT count(*) FROM note").fetchone()[0]

    assert seen == 0


def test_a_writer_that_waits_too_long_is_told_as_sqlite_tells(table, open_connection):
    other = open_connection(timeout=0.01)

    with _atomic(table), pytest.raises(OperationalError, match="locked"), _atomic(other):
        pass

    assert _free(table)


def test_a_thread_that_dies_in_a_transaction_stops_nobody(table, open_connection):
    def die() -> None:
        left_open = open_connection()
        left_open.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        left_open.cursor().execute("INSERT INTO note (number) VALUES (7)")
        left_open.connection.close()  # what the end of its thread does

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    with _atomic(table):
        table.cursor().execute("INSERT INTO note (number) VALUES (8)")

    assert table.cursor().execute("SELECT number FROM note").fetchall() == [(8,)]


def test_many_threads_lose_no_write(table, open_connection):
    def write() -> None:
        own = open_connection()
        for _ in range(20):
            with _atomic(own):
                (most,) = own.cursor().execute("SELECT max(number) FROM note").fetchone()
                own.cursor().execute("INSERT INTO note (number) VALUES (%s)", [(most or 0) + 1])

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert table.cursor().execute("SELECT count(*), max(number) FROM note").fetchone() == (120, 120)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER stays",
        "DROP TABLE note",
        "ALTER TABLE note RENAME TO other",
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA foreign_keys = OFF",
    ],
)
def test_the_application_cannot_loosen_the_database(table, statement):
    with table.unguarded():
        table.cursor().execute(
            "CREATE TRIGGER stays BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'no'); END"
        )

    with pytest.raises(DatabaseError, match="not authorized"):
        table.cursor().execute(statement)


def test_migrations_may_change_tables_and_the_guard_returns(table):
    with table.schema_editor() as editor:
        editor.execute("ALTER TABLE note ADD COLUMN more INTEGER")

    with pytest.raises(DatabaseError, match="not authorized"):
        table.cursor().execute("DROP TABLE note")


def test_the_guard_returns_after_a_failed_migration(table):
    with pytest.raises(sqlite3.OperationalError), table.schema_editor() as editor:
        raise sqlite3.OperationalError
    with pytest.raises(DatabaseError, match="not authorized"):
        table.cursor().execute("DROP TABLE note")

    assert _free(table)
    assert editor.connection is table
