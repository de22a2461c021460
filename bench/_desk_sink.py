"""Where bulk rows go: the file of SQLite or COPY of PostgreSQL, without indexes while it lasts."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from seawall.cli import copying

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


def sink_of(connection: Any) -> Any:
    """For the configured database."""
    return Sqlite(connection) if connection.vendor == "sqlite" else Postgresql(connection)


def _defaults(table: str, named: Sequence[str]) -> tuple[list[str], list[Any]]:
    """Columns that are not named and must have a value, and those values."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    rest = [
        field
        for field in model._meta.local_concrete_fields
        if field.column and field.column not in named and not field.null and field.column != "id"
    ]
    return [str(field.column) for field in rest], [field.get_default() for field in rest]


class Sqlite:
    """By a connection of its own that waits for no disk: the data is made again if it is lost."""

    def __init__(self, connection: Any) -> None:
        self._django = connection
        self._statements: dict[str, tuple[str, list[Any]]] = {}
        self._raw: sqlite3.Connection

    @contextmanager
    def filling(self, columns: Mapping[str, Sequence[str]], *tables: str) -> Iterator[None]:
        """Indexes and triggers of these tables are laid at the end."""
        self._django.close()
        name = str(self._django.settings_dict["NAME"])
        with closing(sqlite3.connect(name, isolation_level=None)) as self._raw:
            for pragma in ("synchronous=OFF", "cache_size=-400000", "temp_store=FILE",
                           "secure_delete=OFF", "wal_autocheckpoint=20000"):  # fmt: skip
                self._raw.execute(f"PRAGMA {pragma}")
            later = self._raw.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND "
                "type IN ('index', 'trigger') AND tbl_name IN "
                f"({', '.join('?' * len(tables))}) ORDER BY type",
                tables,
            ).fetchall()
            for kind, found, _sql in later:
                self._raw.execute(f'DROP {kind} "{found}"')
            staged = "domain_signatureterm" in tables
            if staged:
                # Its only index is its key: sorted once, not row by row.
                self._raw.execute("CREATE TABLE staged (a INTEGER, b INTEGER, c INTEGER)")
            for table in tables:
                self._prepare(table, columns.get(table))
            yield
            if staged:
                self._raw.execute(
                    "INSERT INTO domain_signatureterm (organization_id, term, report_id) "
                    "SELECT a, b, c FROM staged ORDER BY a, b, c"
                )
                self._raw.execute("DROP TABLE staged")
            for _kind, _name, sql in later:
                self._raw.execute(sql)
            self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _prepare(self, table: str, named: Sequence[str] | None) -> None:
        if table == "domain_signatureterm":
            self._statements[table] = "INSERT INTO staged VALUES (?, ?, ?)", []
        elif named is None:
            self._statements[table] = (
                f"INSERT INTO {table} (rowid, scope, title, body, talk) VALUES (?, ?, ?, ?, ?)", []
            )  # fmt: skip
        else:
            more, values = _defaults(table, named)
            places = ", ".join("?" * (len(named) + len(more)))
            names = ", ".join([*named, *more])
            self._statements[table] = f"INSERT INTO {table} ({names}) VALUES ({places})", values

    def add(self, rows: Rows) -> None:
        """One transaction."""
        self._raw.execute("BEGIN")
        for table, found in rows.items():
            statement, more = self._statements[table]
            rest = tuple(map(_for_sqlite, more))
            self._raw.executemany(statement, (tuple(map(_for_sqlite, row)) + rest for row in found))
        self._raw.execute("COMMIT")


def _for_sqlite(value: Any) -> Any:
    turn = _SQLITE.get(type(value))
    return turn(value) if turn else value


_SQLITE: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    UUID: lambda value: value.hex,
    dict: json.dumps,
    tuple: " ".join,
}


class Postgresql:
    """By COPY in one transaction."""

    def __init__(self, connection: Any) -> None:
        self._django = connection
        self._columns: Mapping[str, Sequence[str]] = {}

    @contextmanager
    def filling(self, columns: Mapping[str, Sequence[str]], *tables: str) -> Iterator[None]:
        """Indexes, foreign keys and triggers of these tables are laid at the end."""
        from django.db import transaction

        self._columns = columns
        with transaction.atomic():
            with self._django.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute(
                    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) "
                    "FROM pg_index WHERE indrelid::regclass::text = ANY(%s) AND NOT EXISTS "
                    "(SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
                    [list(tables)],
                )
                indexes = cursor.fetchall()
            with copying.unguarded():
                with self._django.cursor() as cursor:
                    for name, _definition in indexes:
                        cursor.execute(f"DROP INDEX {name}")
                yield
                with self._django.cursor() as cursor:
                    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
                    for _name, definition in indexes:
                        cursor.execute(definition)
        self._reset()

    def _reset(self) -> None:
        from django.core.management.color import no_style

        with self._django.cursor() as cursor:
            for statement in self._django.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)

    def add(self, rows: Rows) -> None:
        """One COPY for each table."""
        for table, found in rows.items():
            if table == "domain_searchtext":
                self._add_words(found)
                continue
            more, values = _defaults(table, self._columns[table])
            names = ", ".join([*self._columns[table], *more])
            rest = tuple(map(_for_postgresql, values))
            with (
                self._django.cursor() as cursor,
                cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
            ):
                for row in found:
                    copy.write_row(tuple(map(_for_postgresql, row)) + rest)

    def _add_words(self, found: Sequence[tuple[Any, ...]]) -> None:
        from seawall.domain.search.commands.fulltext import _ADD

        values = [
            (pk, " ".join(f"sw_{one}" for one in scope), title, body, talk)
            for pk, scope, title, body, talk in found
        ]
        with self._django.cursor() as cursor:
            cursor.executemany(_ADD["postgresql"], values)


def _for_postgresql(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict | list) else value
