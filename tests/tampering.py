"""What somebody can do who holds the database file: past every trigger, with any statement."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from seawall.domain import append_only


@contextlib.contextmanager
def unprotected() -> Iterator[Any]:
    """A cursor on tables without their triggers, which are back afterwards."""
    with contextlib.ExitStack() as stack:
        if connection.vendor == "sqlite":
            stack.enter_context(connection.unguarded())
            off, on = append_only.sqlite_reverse(), append_only.sqlite_statements()
        else:
            tables = append_only.TABLES
            # A table that foreign keys still wait to be checked of cannot be altered.
            check = "SET CONSTRAINTS ALL IMMEDIATE"
            off = [check, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)]
            on = [check, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)]
            on.append("SET CONSTRAINTS ALL DEFERRED")
        stack.enter_context(transaction.atomic())
        with connection.cursor() as cursor:
            for statement in off:
                cursor.execute(statement)
            yield cursor
            for statement in on:
                cursor.execute(statement)
