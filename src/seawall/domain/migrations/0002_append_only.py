"""The database refuses to change what only grows."""

from typing import Any

from django.db import migrations

from seawall.domain import append_only


def forward(apps: Any, editor: Any) -> None:
    append_only.install(editor)


def backward(apps: Any, editor: Any) -> None:
    append_only.remove(editor)


class Migration(migrations.Migration):
    dependencies = [("domain", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
