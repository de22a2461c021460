"""Leaked credentials and how programmes take them."""

from typing import Any

import django.db.models.deletion
import seawall.domain.leaks.rules.workflow
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
        ("domain", "0018_sealed_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="takes_leaked_keys",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Leak",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=10, unique=True)),
                (
                    "state",
                    models.CharField(
                        default=seawall.domain.leaks.rules.workflow.LeakState["RECEIVED"],
                        max_length=16,
                    ),
                ),
                ("return_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("source", models.CharField(max_length=10)),
                ("url", models.CharField(blank=True, default="", max_length=2048)),
                ("kind", models.CharField(blank=True, default="", max_length=120)),
                ("found_on", models.DateField(null=True)),
                ("how_many", models.PositiveIntegerField(default=1)),
                ("credential_count", models.PositiveSmallIntegerField()),
                ("notes", models.TextField(blank=True, default="", max_length=16384)),
                ("contact", models.CharField(blank=True, default="", max_length=400)),
                ("is_known", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaks",
                        to="domain.program",
                    ),
                ),
                (
                    "reporter",
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
            name="LeakComment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("side", models.CharField(max_length=8)),
                ("body", models.TextField(max_length=16384)),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="domain.leak",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LeakIntake",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_open", models.BooleanField(default=False)),
                ("retention_days", models.PositiveSmallIntegerField(default=90)),
                ("address", models.CharField(blank=True, default="", max_length=500)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leak_intake",
                        to="domain.program",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeakMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("failure", models.CharField(blank=True, default="", max_length=200)),
                (
                    "leak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="domain.leak",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LeakStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("move", models.CharField(max_length=30)),
                ("from_state", models.CharField(max_length=16)),
                ("to_state", models.CharField(max_length=16)),
                ("note", models.TextField(blank=True, default="", max_length=16384)),
                ("moved_at", models.DateTimeField()),
                (
                    "leak",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="domain.leak",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="leak",
            index=models.Index(fields=["program", "state", "-id"], name="leak_queue"),
        ),
        migrations.AddConstraint(
            model_name="leak",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "already_revoked",
                            "confirmed",
                            "not_ours",
                            "received",
                            "revoked",
                            "rewarded",
                        ],
                    )
                ),
                name="leak_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leak",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reporter__isnull", True), ("return_hash__isnull", True), _connector="XOR"
                ),
                name="leak_has_one_way_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="leakintake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="leak_intake_checked_pair",
            ),
        ),
        migrations.RunPython(reinstall, remove),
    ]
