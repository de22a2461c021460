"""People from outside who may read one report for a while."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _person(**more: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


def _pair(one: str, other: str) -> models.Q:
    return models.Q(
        models.Q((f"{one}__isnull", True), (f"{other}__isnull", True)),
        models.Q((f"{one}__isnull", False), (f"{other}__isnull", False)),
        _connector="OR",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0035_rotation"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="has_guests",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=10, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("may_comment", models.BooleanField(default=False)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("link_expires_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("joined_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("invited_by", _person()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guests",
                        to="domain.report",
                    ),
                ),
                ("revoked_by", _person(null=True)),
                ("user", _person(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["user", "report"], name="guest_seat"),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=_pair("joined_at", "user"), name="guest_joined_pair"
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=_pair("revoked_at", "revoked_by"), name="guest_revoked_pair"
            ),
        ),
    ]
