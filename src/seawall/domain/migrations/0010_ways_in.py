"""Handles are known by what they look like, and a changed address can be taken back."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from seawall.domain.accounts.rules import skeleton


def fill(apps: Any, editor: Any) -> None:
    handles = apps.get_model("domain", "ReservedHandle").objects
    rows = list(handles.all())
    for row in rows:
        row.skeleton = skeleton(row.handle)
    handles.bulk_update(rows, ["skeleton"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("domain", "0009_report_state_priority")]
    operations = [
        migrations.AddField(
            model_name="reservedhandle",
            name="skeleton",
            field=models.CharField(db_index=True, max_length=32, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.CreateModel(
            name="EmailChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("former", models.EmailField(max_length=254)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("changed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
