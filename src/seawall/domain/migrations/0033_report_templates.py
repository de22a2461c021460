"""Words to begin reports with: of programmes, and of people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0032_custom_fields"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="has_templates",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="ReportTemplate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=10, unique=True)),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("vrt", models.CharField(blank=True, default="", max_length=200)),
                ("description", models.TextField(blank=True, default="", max_length=16 * 1024)),
                ("impact", models.TextField(blank=True, default="", max_length=16 * 1024)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="domain.program",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(program__isnull=True, vrt="")
                        | models.Q(owner__isnull=True, name=""),
                        name="report_template_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(program__isnull=False) | models.Q(owner__isnull=False),
                        name="report_template_somebodys",
                    ),
                    models.UniqueConstraint(
                        fields=("program", "vrt"), name="report_template_entry_once"
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "name"), name="report_template_name_once"
                    ),
                ],
            },
        ),
    ]
