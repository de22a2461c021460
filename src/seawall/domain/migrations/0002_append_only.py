"""The database refuses to change what only grows."""

from typing import Any

from django.db import migrations

from seawall.domain import append_only


def forward(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        statements = append_only.postgresql_statements()
    else:
        statements = append_only.sqlite_statements()
    for statement in statements:
        editor.execute(statement, params=None)


def backward(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        statements = append_only.postgresql_reverse()
    else:
        statements = append_only.sqlite_reverse()
    for statement in statements:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("domain", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
