"""Run inside a home: walks through the migrations and says what it saw on the way; as JSON.

`walking.py LAST [COLUMN ...]` is for a database of an earlier release: up, down as far as it goes,
up again. `walking.py --used LAST` is for one of this release that is being used: down and up.
"""

import contextlib
import hashlib
import io
import json
import sys
from contextlib import redirect_stdout
from typing import Any

from seawall.cli import setup

# Django keeps these itself.
IGNORED = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}


def walk(last: str, rewritten: list[str]) -> dict[str, Any]:
    """`last` is the newest migration of that release; columns that are `rewritten` may differ."""
    from django.core.management import call_command

    from seawall.domain import recovery

    columns = {
        table: [name for name in names if f"{table}.{name}" not in rewritten]
        for table, names in _columns().items()
    }
    before = _contents(columns)
    setup.migrate()
    after = _contents(columns)
    changes = io.StringIO()
    with redirect_stdout(changes):
        call_command("makemigrations", "--dry-run", "domain", verbosity=1)
    found = {
        "before": before,
        "after": after,
        "contradictions": list(recovery.contradictions(recovery.inventory())),
        "unguarded": _unguarded(),
        "missing_from_history": "" if "No changes" in changes.getvalue() else changes.getvalue(),
    }
    down_to, irreversible = _floor(last)
    call_command("migrate", "domain", down_to, verbosity=0)
    found |= {"down_to": down_to, "irreversible": irreversible, "down": _contents(columns)}
    call_command("migrate", "domain", verbosity=0)
    return found | {"again": _contents(columns)}


def walk_used(last: str) -> dict[str, Any]:
    """What a database of this release holds before, at the bottom, and after: of tables and columns
    that the earlier release has, too.
    """
    from django.core.management import call_command
    from django.db import IntegrityError

    from seawall.domain import recovery

    down_to, _irreversible = _floor(last)
    here = _columns()
    held = _contents(here)
    # What an older release has no place for stops the way down: the database refuses to lose it.
    with contextlib.suppress(IntegrityError):
        call_command("migrate", "domain", down_to, verbosity=0)
    there = _columns()
    common = {
        table: [name for name in names if name in here.get(table, ())]
        for table, names in there.items()
        if table in here
    }
    down = _contents(common)
    call_command("migrate", "domain", verbosity=0)
    return {
        "rows": {table: held[table]["rows"] for table in common},
        "down": down,
        "again": _contents(common),
        "contradictions": list(recovery.contradictions(recovery.inventory())),
        "unguarded": _unguarded(),
    }


def _columns() -> dict[str, list[str]]:
    """The tables of the release with their columns: what comes later is not compared."""
    from django.db import connection

    with connection.cursor() as cursor:
        return {
            table: sorted(
                one.name for one in connection.introspection.get_table_description(cursor, table)
            )
            for table in connection.introspection.table_names(cursor)
            if table not in IGNORED
        }


def _contents(columns: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    """Rows and a hash over them, per table, of the columns that are still there."""
    from django.db import connection

    now, found = _columns(), {}
    with connection.cursor() as cursor:
        for table in columns.keys() & now.keys():
            names = ", ".join(f'"{one}"' for one in columns[table] if one in now[table])
            cursor.execute(f'SELECT {names} FROM "{table}"')
            rows = sorted(repr(_plain(row)) for row in cursor.fetchall())
            digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            found[table] = {"rows": len(rows), "sha256": digest}
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _unguarded() -> list[str]:
    """Append-only tables that the database would let somebody change."""
    from django.db import connection

    from seawall.domain import append_only

    query = (
        "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        guarded = {name for (name,) in cursor.fetchall()}
    return sorted(set(append_only.TABLES) - guarded)


def _floor(last: str) -> tuple[str, list[str]]:
    """How far back one can go, and the migrations on the way that cannot be undone."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan([("domain", last)])
    stuck = [
        migration.name
        for migration, _backwards in plan
        if not all(operation.reversible for operation in migration.operations)
    ]
    return (stuck[0] if stuck else last), stuck


if __name__ == "__main__":
    setup.start_django()
    is_used = sys.argv[1] == "--used"
    seen = walk_used(sys.argv[2]) if is_used else walk(sys.argv[1], sys.argv[2:])
    print(json.dumps(seen))  # noqa: T201
