"""Tables that only grow, enforced by the database itself on both engines.

A table here may be inserted into; UPDATE, DELETE and TRUNCATE raise. Two exceptions, each as narrow
as its sentence: an event gets its log position once, and a revision that is not sealed is a draft.
"""

from dataclasses import dataclass
from typing import Any

APPEND_ONLY = (
    "domain_advice",
    "domain_brief",
    "domain_checkpoint",
    "domain_commentrevision",
    "domain_decision",
    "domain_leakstep",
    "domain_ledgerentry",
    "domain_ledgertransaction",
    "domain_reportmove",
    "domain_reveal",
    "domain_severityopinion",
)
EVENT = "domain_event"
EVENT_COLUMNS = (
    "id",
    "public_id",
    "at",
    "name",
    "actor_kind",
    "user_id",
    "token_id",
    "role",
    "organization_id",
    "program_id",
    "report_id",
    "payload",
    "salt",
    "committed",
    "leaf_hash",
)
REVISION = "domain_revision"
TABLES = (*APPEND_ONLY, EVENT, REVISION)
# By these keys, too, SQLite's INSERT OR REPLACE would delete the row that is there.
UNIQUE_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "domain_advice": (("organization_id", "vrt", "version"),),
    "domain_brief": (("program_id", "version"),),
    "domain_checkpoint": (("size",),),
    "domain_decision": (("report_id", "public_id"),),
    "domain_event": (("public_id",), ("position",)),
    "domain_ledgertransaction": (("public_id",), ("reverses_id",)),
    "domain_revision": (("report_id", "number"),),
}
_REFUSED = "this table is append-only"


def install(editor: Any) -> None:
    """Lay the triggers anew for the tables and columns that are there: what a migration runs after
    it changed one of them (on SQLite, changing a table takes its triggers away).
    """
    connection = editor.connection
    remove(editor)
    with connection.cursor() as cursor:
        known = frozenset(connection.introspection.table_names(cursor)) & frozenset(TABLES)
        columns = frozenset(
            column.name for column in connection.introspection.get_table_description(cursor, EVENT)
        )
    laid = _Laid(known, tuple(column for column in EVENT_COLUMNS if column in columns))
    postgresql = connection.vendor == "postgresql"
    for statement in postgresql_statements(laid) if postgresql else sqlite_statements(laid):
        editor.execute(statement, params=None)


def remove(editor: Any) -> None:
    """Take all triggers away: what a migration does before it changes rows that only grow."""
    postgresql = editor.connection.vendor == "postgresql"
    for statement in postgresql_reverse() if postgresql else sqlite_reverse():
        editor.execute(statement, params=None)


@dataclass(frozen=True, slots=True)
class _Laid:
    """The tables and the columns of an event that there are in this step of the history."""

    tables: frozenset[str] = frozenset(TABLES)
    event_columns: tuple[str, ...] = EVENT_COLUMNS


_ALL = _Laid()


def sqlite_statements(laid: _Laid = _ALL) -> list[str]:
    """CREATE TRIGGER statements. The insert guard stops INSERT OR REPLACE from deleting a row."""
    statements = []
    for table in (table for table in TABLES if table in laid.tables):
        update_when, delete_when = _sqlite_conditions(table, laid)
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {update_when} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {delete_when} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN {_sqlite_exists(table)} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        ]
    return statements


def sqlite_reverse() -> list[str]:
    """DROP TRIGGER statements, for the migration's way back."""
    return [
        f"DROP TRIGGER IF EXISTS {table}_{kind}"
        for table in TABLES
        for kind in ("no_update", "no_delete", "no_replace")
    ]


def postgresql_statements(laid: _Laid = _ALL) -> list[str]:
    """One trigger function per rule, row triggers, and a statement trigger against TRUNCATE."""
    same = " AND ".join(
        f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in laid.event_columns
    )
    refuse = f"RAISE EXCEPTION '{_REFUSED}: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
    statements = [
        f"CREATE FUNCTION seawall_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {refuse} END $$",
        f"CREATE FUNCTION seawall_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF OLD.position IS NULL AND NEW.position IS NOT NULL AND {same} "
        f"THEN RETURN NEW; END IF; {refuse} END $$",
        f"CREATE FUNCTION seawall_revision_guard() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF OLD.sealed_at IS NULL THEN "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; {refuse} END $$",
    ]
    for table in (table for table in APPEND_ONLY if table in laid.tables):
        statements.append(_row_trigger(table, "UPDATE OR DELETE", "seawall_refuse"))
    statements += [
        _row_trigger(EVENT, "UPDATE", "seawall_event_guard"),
        _row_trigger(EVENT, "DELETE", "seawall_refuse", suffix="delete"),
        _row_trigger(REVISION, "UPDATE OR DELETE", "seawall_revision_guard"),
    ]
    statements += [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION seawall_refuse()"
        for table in TABLES
        if table in laid.tables
    ]
    return statements


def postgresql_reverse() -> list[str]:
    """Functions and all triggers that use them."""
    return [
        f"DROP FUNCTION IF EXISTS {name}() CASCADE"
        for name in ("seawall_refuse", "seawall_event_guard", "seawall_revision_guard")
    ]


def postgresql_grants(role: str) -> list[str]:
    """Rights of the application's own role (SEAWALL_DB_APP_ROLE): it may not change the log.

    To be run after every migration by the role that owns the tables.
    """
    role = '"' + role.replace('"', '""') + '"'
    whole = ", ".join((*APPEND_ONLY, EVENT))
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {whole} FROM {role}",
        f"GRANT UPDATE (position) ON {EVENT} TO {role}",
    ]


def _sqlite_conditions(table: str, laid: _Laid) -> tuple[str, str]:
    """WHEN clauses under which an UPDATE and a DELETE are refused."""
    if table == EVENT:
        same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in laid.event_columns)
        free = f"NOT EXISTS (SELECT 1 FROM {EVENT} WHERE position = NEW.position)"  # noqa: S608
        allowed = f"OLD.position IS NULL AND NEW.position IS NOT NULL AND {same} AND {free}"
        return f"WHEN NOT ({allowed})", ""
    if table == REVISION:
        return "WHEN OLD.sealed_at IS NOT NULL", "WHEN OLD.sealed_at IS NOT NULL"
    return "", ""


def _sqlite_exists(table: str) -> str:
    """Whether a row with a key of the new one is there already."""
    keys = (("id",), *UNIQUE_KEYS.get(table, ()))
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in same)  # noqa: S608


def _row_trigger(table: str, when: str, function: str, suffix: str = "guard") -> str:
    return (
        f"CREATE TRIGGER {table}_{suffix} BEFORE {when} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
