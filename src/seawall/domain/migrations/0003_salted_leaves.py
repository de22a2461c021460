"""Leaves of the log become salted commitments. Events that are there get salts, and with them new
leaf hashes and a new tree: no checkpoint of the former tree was ever signed.

There is no way back: the former leaves told what they held.
"""

import secrets
from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

from seawall.domain import append_only
from seawall.domain.audit.rules.leaves import SALT_BYTES, Leaf
from seawall.domain.audit.rules.merkle import Frontier

BATCH = 500
COLUMNS = (
    *("public_id", "at", "name", "actor_kind", "user_id", "token_id", "role"),
    *("organization_id", "program_id", "report_id", "payload", "committed"),
)


def salt_all(apps: Any, editor: Any) -> None:
    append_only.remove(editor)
    events = apps.get_model("domain", "Event").objects
    for rows in _batches(events.filter(position__isnull=True), "id"):
        _salt(events, rows)
    tree = Frontier()
    for rows in _batches(events.filter(position__isnull=False), "position"):
        tree = tree.extend(_salt(events, rows))
    apps.get_model("domain", "LogHead").objects.update(size=tree.size, edge=tree.to_bytes())
    append_only.install(editor)


def _batches(rows: Any, key: str) -> Iterator[list[Any]]:
    last = -1
    while found := list(rows.filter(**{f"{key}__gt": last}).order_by(key)[:BATCH]):
        yield found
        last = getattr(found[-1], key)


def _salt(events: Any, rows: list[Any]) -> list[bytes]:
    for row in rows:
        row.salt = secrets.token_bytes(SALT_BYTES)
        row.leaf_hash = Leaf(salt=row.salt, **{name: getattr(row, name) for name in COLUMNS}).hash()
    events.bulk_update(rows, ["salt", "leaf_hash"], batch_size=100)
    return [row.leaf_hash for row in rows]


class Migration(migrations.Migration):
    dependencies = [("domain", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="event",
            name="salt",
            field=models.BinaryField(default=b"", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event", name="committed", field=models.JSONField(default=dict)
        ),
        migrations.RunPython(salt_all),
    ]
