"""Django's SQLite backend with a fair write lock and guarded triggers.

The lock is taken before BEGIN IMMEDIATE (and around a single write in autocommit mode) and given
back as soon as SQLite has no open transaction: after commit, rollback or close.

A file that was there is never made anew, and nothing is written to one that was moved away: what
would be stored there is what nobody finds again.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from django.db.utils import OperationalError

from seawall.config.databases.sqlite.guard import authorize
from seawall.config.databases.sqlite.write_lock import Turn, lock_for

_WRITES = re.compile(
    r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|REINDEX"
    r"|WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b)",
    re.IGNORECASE | re.DOTALL,
)
# Python keeps this many compiled statements; its default of 128 is less than our pages use.
CACHED_STATEMENTS = 512
# Files that this process has seen: they are opened, not created.
_seen: set[str] = set()


@lru_cache(maxsize=CACHED_STATEMENTS)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class LockingCursor(base.SQLiteCursorWrapper):
    """Waits for the write lock before a write outside a transaction."""

    owner: "DatabaseWrapper"

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)

    def execute(self, query: str, params: Any = None) -> Any:
        owner = self.owner
        if owner.turn is not None or not _WRITES.match(query):
            return super().execute(query, params)
        owner.take_turn()
        try:
            return super().execute(query, params)
        finally:
            owner.give_turn_back()

    def executemany(self, query: str, param_list: Any) -> Any:
        owner = self.owner
        if owner.turn is not None:
            return super().executemany(query, param_list)
        owner.take_turn()
        try:
            return super().executemany(query, param_list)
        finally:
            owner.give_turn_back()


class SchemaEditor(DatabaseSchemaEditor):
    """The only place that may change tables and triggers."""

    connection: "DatabaseWrapper"

    def __enter__(self) -> "SchemaEditor":
        self.connection.set_guard(False)
        try:
            super().__enter__()
        except BaseException:
            self.connection.set_guard(True)
            raise
        return self

    def __exit__(self, *raised: Any) -> None:
        try:
            super().__exit__(*raised)
        finally:
            self.connection.enable_constraint_checking()
            self.connection.set_guard(True)


class DatabaseWrapper(base.DatabaseWrapper):
    """`turn` is this connection's hold on the write lock, None while it holds none."""

    SchemaEditorClass = SchemaEditor
    # SQLite before 3.41 calls JSON_VALID unsafe in a schema that is not trusted, and no schema is.
    data_type_check_constraints = {
        kind: check
        for kind, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if kind != "JSONField"
    }
    turn: Turn | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._unguarded = 0

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.setdefault("cached_statements", CACHED_STATEMENTS)
        # The name is not known before here: a test database has another.
        self._lock = lock_for(str(params["database"]))
        self._patience = float(params.get("timeout", 5.0))
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        self._file = _file_of(str(conn_params["database"]))
        if self._file in _seen:
            conn_params = {**conn_params, "database": f"file:{quote(self._file)}?mode=rw"}
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        self._inode = _inode(self._file)
        if self._inode is not None:
            _seen.add(self._file)
        # A database file made by somebody else must not run functions of ours with side effects.
        connection.execute("PRAGMA trusted_schema = OFF")
        if not self._unguarded:
            connection.set_authorizer(authorize)
        return connection

    def set_guard(self, on: bool) -> None:
        """Forbid changes to tables and triggers on this connection, or allow them (nestable)."""
        self.ensure_connection()
        self._unguarded = max(0, self._unguarded + (-1 if on else 1))
        self.connection.set_authorizer(None if self._unguarded else authorize)

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        """Triggers may be changed inside. For tests that must empty append-only tables."""
        self.set_guard(False)
        try:
            yield
        finally:
            self.set_guard(True)

    def create_cursor(self, name: str | None = None) -> LockingCursor:
        cursor: LockingCursor = self.connection.cursor(factory=LockingCursor)
        cursor.owner = self
        return cursor

    def take_turn(self) -> None:
        """Wait for the write lock. OperationalError, as from SQLite, when it takes too long."""
        if self.turn is not None:
            return
        if self.connection is not None and not self.is_usable():
            # Closed after this request: another file may stand there by then.
            self.errors_occurred = True
            raise OperationalError("unable to open database file")
        try:
            self.turn = self._lock.acquire(self._patience)
        except TimeoutError:
            raise OperationalError("database is locked") from None

    def is_usable(self) -> bool:
        """Whether the file that was opened still has its name."""
        return _inode(self._file) == self._inode

    def give_turn_back(self) -> None:
        """Let the next writer in, unless this connection is still inside a transaction."""
        turn = self.turn
        if turn is not None and (self.connection is None or not self.connection.in_transaction):
            self.turn = None
            self._lock.release(turn)

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        finally:
            self.give_turn_back()

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc]
        finally:
            self.give_turn_back()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self.give_turn_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.give_turn_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            turn, self.turn = self.turn, None
            if turn is not None:
                self._lock.release(turn)


def _file_of(database: str) -> str:
    """The path of the file; empty for a database in memory."""
    return "" if ":memory:" in database or database.startswith("file:") else database


def _inode(file: str) -> tuple[int, int] | None:
    """Which file it is now; None if there is none."""
    if not file:
        return None
    try:
        found = os.stat(file)
    except OSError:
        return None
    return found.st_dev, found.st_ino
