"""Tiles of the tree and signed checkpoints. The tiles of a log that is there are made from it."""

from typing import Any

from django.db import migrations, models

from seawall.domain import append_only
from seawall.domain.audit.rules import merkle, tiles


def make_tiles(apps: Any, editor: Any) -> None:
    events = apps.get_model("domain", "Event").objects.filter(position__isnull=False)
    stored = apps.get_model("domain", "LogTile").objects
    head = apps.get_model("domain", "LogHead").objects.first()
    above: list[bytes] = []
    for index in range((head.size if head else 0) >> tiles.HEIGHT):
        first = index << tiles.HEIGHT
        rows = events.filter(position__gte=first, position__lt=first + tiles.WIDTH)
        leaves = [
            bytes(leaf) for leaf in rows.order_by("position").values_list("leaf_hash", flat=True)
        ]
        stored.create(pk=index, hashes=b"".join(leaves))
        above.append(merkle.root(leaves))
    level = 1
    while above:
        groups = [above[at : at + tiles.WIDTH] for at in range(0, len(above), tiles.WIDTH)]
        for index, hashes in enumerate(groups):
            stored.create(pk=level << 48 | index, hashes=b"".join(hashes))
        above = [merkle.root(hashes) for hashes in groups if len(hashes) == tiles.WIDTH]
        level += 1


def guard(apps: Any, editor: Any) -> None:
    append_only.install(editor)


def unguard(apps: Any, editor: Any) -> None:
    append_only.remove(editor)


class Migration(migrations.Migration):
    dependencies = [("domain", "0005_epoch")]
    operations = [
        migrations.CreateModel(
            name="LogTile",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hashes", models.BinaryField(max_length=8192)),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(unique=True)),
                ("root", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                ("note", models.TextField()),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(make_tiles, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
