"""Figures of reports and programmes, and which of them are shown."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0023_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgramFigures",
            fields=[
                (
                    "program",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="domain.program",
                    ),
                ),
                ("numbers", models.JSONField()),
                ("counted_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="program",
            name="public_figures",
            field=models.CharField(
                blank=True,
                default="efficiency,response,triage,reward,resolution,bounties,totals",
                max_length=120,
            ),
        ),
        migrations.CreateModel(
            name="ReportFigures",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="domain.report",
                    ),
                ),
                ("program_id", models.BigIntegerField()),
                ("submitted_at", models.DateTimeField()),
                ("state", models.CharField(max_length=16)),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("claimed", models.PositiveSmallIntegerField(null=True)),
                ("response_seconds", models.BigIntegerField(null=True)),
                ("triage_seconds", models.BigIntegerField(null=True)),
                ("reward_seconds", models.BigIntegerField(null=True)),
                ("resolution_seconds", models.BigIntegerField(null=True)),
                ("missed", models.CharField(blank=True, default="", max_length=60)),
                ("late_from", models.DateTimeField(null=True)),
                ("appeals", models.PositiveSmallIntegerField(default=0)),
                ("appeals_decided", models.PositiveSmallIntegerField(default=0)),
                ("appeals_upheld", models.PositiveSmallIntegerField(default=0)),
                ("awarded_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["program_id", "report"], name="figures_of_program")
                ],
            },
        ),
    ]
