"""Fields of programmes, and what reports say in them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0031_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="has_fields",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=8)),
                ("audience", models.CharField(max_length=10)),
                ("is_required", models.BooleanField(default=False)),
                ("choices", models.JSONField(default=list)),
                ("pattern", models.CharField(blank=True, default="", max_length=200)),
                ("message", models.CharField(blank=True, default="", max_length=200)),
                ("help", models.CharField(blank=True, default="", max_length=300)),
                ("place", models.PositiveSmallIntegerField()),
                ("is_archived", models.BooleanField(default=False)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fields",
                        to="domain.program",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="custom_field_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "name"), name="custom_field_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["checkbox", "date", "list", "text"])),
                        name="custom_field_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["researcher", "team"])),
                        name="custom_field_audience_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=500)),
                ("key", models.CharField(max_length=500)),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="domain.customfield",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="field_values",
                        to="domain.report",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["field", "key"], name="field_value_key")],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "field"), name="field_value_once")
                ],
            },
        ),
    ]
