"""Run inside a home: changes what nobody may change, with the rights of the tables' owner."""

import json

from seawall.cli import setup


def forge() -> dict[str, bool]:
    """One event and one ledger entry are not what they were."""
    from django.db import connection

    from seawall.domain import append_only

    statements = [
        "UPDATE domain_event SET name = 'report.forged' WHERE position = 3",
        "UPDATE domain_ledgerentry SET amount_minor = amount_minor + 1 WHERE id = 1",
    ]
    if connection.vendor == "sqlite":
        with connection.unguarded(), connection.cursor() as cursor:
            for statement in (*append_only.sqlite_reverse(), *statements):
                cursor.execute(statement)
            for statement in append_only.sqlite_statements():
                cursor.execute(statement)
    else:
        tables = ("domain_event", "domain_ledgerentry")
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        with connection.cursor() as cursor:
            for statement in (*off, *statements, *on):
                cursor.execute(statement)
    return {"forged": True}


if __name__ == "__main__":
    setup.start_django()
    print(json.dumps(forge()))  # noqa: T201
