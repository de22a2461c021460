"""What SQL on the application's connection may never do, whoever wrote it.

Triggers keep the log append-only; this keeps the triggers. Only the schema editor (migrations)
works without it.
"""

import sqlite3

_WATCHED = frozenset(
    {
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_PRAGMA,
    }
)
# Setting one of these would let a statement around the triggers or the foreign keys.
_FIXED_PRAGMAS = frozenset(
    {
        "foreign_keys",
        "ignore_check_constraints",
        "recursive_triggers",
        "trusted_schema",
        "writable_schema",
    }
)


def authorize(
    action: int, first: str | None, second: str | None, database: str | None, inner: str | None
) -> int:
    """SQLite's authorizer: asked when a statement is prepared, not when it runs."""
    if action not in _WATCHED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        sets = second is not None and (first or "").lower() in _FIXED_PRAGMAS
        return sqlite3.SQLITE_DENY if sets else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
