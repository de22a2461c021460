"""What organizations advise in their own words."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from seawall.domain import append_only


def guard(apps: Any, editor: Any) -> None:
    append_only.install(editor)


def unguard(apps: Any, editor: Any) -> None:
    append_only.remove(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0024_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("vrt", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField(blank=True, default="", max_length=8000)),
                ("is_reset", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="domain.organization",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "vrt", "version"), name="advice_version_once"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
