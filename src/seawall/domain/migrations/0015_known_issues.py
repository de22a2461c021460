"""Issues that a programme knows, and what it tells of originals."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


from seawall.domain import append_only


def guard(apps: Any, editor: Any) -> None:
    """Changing a table takes its triggers away on SQLite."""
    append_only.install(editor)


class Migration(migrations.Migration):
    dependencies = [("domain", "0014_report_touched")]

    operations = [
        migrations.AddField(
            model_name="program",
            name="duplicate_fields",
            field=models.CharField(
                blank=True, default="number,date,state,priority,target,vrt", max_length=100
            ),
        ),
        migrations.CreateModel(
            name="KnownIssue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=10, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("target", models.CharField(blank=True, default="", max_length=2048)),
                ("target_id", models.CharField(blank=True, default="", max_length=40)),
                ("asset", models.CharField(blank=True, default="", max_length=2048)),
                ("vrt", models.CharField(blank=True, default="", max_length=200)),
                ("url", models.CharField(blank=True, default="", max_length=2048)),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("notes", models.TextField(blank=True, default="", max_length=8000)),
                ("known_since", models.DateField(null=True)),
                ("registered_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("event_id", models.BigIntegerField(null=True)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="known_issues",
                        to="domain.program",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retired_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="report",
            name="known_issue",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="domain.knownissue",
            ),
        ),
        migrations.AddField(
            model_name="reportmove",
            name="known_issue",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="domain.knownissue",
            ),
        ),
        migrations.AddConstraint(
            model_name="knownissue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at__isnull", True), ("retired_by__isnull", True)),
                    models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                    _connector="OR",
                ),
                name="known_issue_retired_pair",
            ),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
