"""Lets Django empty the tables between tests, although the database forbids that for some.

Only the tests can do this: they take the triggers away and put them back in one transaction.
"""

import pytest
from django.db import connection, transaction

from seawall.domain import append_only


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied():
    from django.db.backends.base.operations import BaseDatabaseOperations

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _flush)
    yield
    patch.undo()


def _flush(operations, statements) -> None:
    # A table that Django has no model of.
    statements = [*statements, "DELETE FROM domain_searchtext"]
    if connection.vendor == "sqlite":
        with connection.unguarded():
            _run([*append_only.sqlite_reverse(), *statements, *append_only.sqlite_statements()])
        return
    off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in append_only.TABLES]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in append_only.TABLES]
    _run([*off, *statements, *on])


def _run(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
