"""Sealed secrets, who looked at them, and what a programme says of its own."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from seawall.domain import append_only


def reinstall(apps: Any, editor: Any) -> None:
    append_only.remove(editor)
    append_only.install(editor)


def remove(apps: Any, editor: Any) -> None:
    append_only.remove(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0007_similar_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="secret_patterns",
            field=models.TextField(blank=True, default="", max_length=8192),
        ),
        migrations.AddField(
            model_name="program",
            name="secret_retention_days",
            field=models.PositiveSmallIntegerField(default=180),
        ),
        migrations.CreateModel(
            name="SealedSecret",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(unique=True)),
                ("subject", models.CharField(max_length=8)),
                ("ref", models.CharField(max_length=20)),
                ("program_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=40)),
                ("fingerprint", models.CharField(max_length=64)),
                ("sealed", models.TextField(blank=True, default="")),
                ("key_id", models.CharField(max_length=8)),
                ("taken_at", models.DateTimeField()),
                ("purge_at", models.DateTimeField(null=True)),
                ("purged_at", models.DateTimeField(null=True)),
                ("disputed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_secret", models.BooleanField(default=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("revealed_at", models.DateTimeField()),
                ("role", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=20)),
                ("note", models.TextField(blank=True, default="", max_length=2000)),
                (
                    "revealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "secret",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveals",
                        to="domain.sealedsecret",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="sealedsecret",
            index=models.Index(fields=["fingerprint"], name="sealed_secret_same"),
        ),
        migrations.AddIndex(
            model_name="sealedsecret",
            index=models.Index(
                condition=models.Q(("purged_at__isnull", True)),
                fields=["purge_at"],
                name="sealed_secret_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedsecret",
            constraint=models.UniqueConstraint(
                fields=("subject", "ref", "fingerprint"), name="sealed_secret_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedsecret",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disputed_at__isnull", True), ("disputed_by__isnull", True)),
                    models.Q(("disputed_at__isnull", False), ("disputed_by__isnull", False)),
                    _connector="OR",
                ),
                name="sealed_secret_disputed_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedsecret",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="sealed_secret_decided_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedsecret",
            constraint=models.CheckConstraint(
                condition=models.Q(("purged_at__isnull", True), ("sealed", ""), _connector="OR"),
                name="sealed_secret_purged_empty",
            ),
        ),
        migrations.RunPython(reinstall, remove),
    ]
