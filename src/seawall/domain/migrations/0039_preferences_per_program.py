"""How one is told, per programme and once a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0038_meaning"),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="preference",
            name="preference_once",
        ),
        migrations.AddField(
            model_name="preference",
            name="is_daily",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="preference",
            name="program",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="domain.program",
            ),
        ),
        migrations.AlterField(
            model_name="preference",
            name="by_mail",
            field=models.BooleanField(default=True, null=True),
        ),
        migrations.AlterField(
            model_name="preference",
            name="in_app",
            field=models.BooleanField(default=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("program", None)),
                fields=("user", "topic"),
                name="preference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("user", "topic", "program"), name="preference_of_program_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("program__isnull", False),
                    models.Q(("by_mail__isnull", False), ("in_app__isnull", False)),
                    _connector="OR",
                ),
                name="preference_whole",
            ),
        ),
        migrations.AddField(
            model_name="digestline",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="digestline",
            constraint=models.UniqueConstraint(fields=("user", "event_id"), name="digest_once"),
        ),
    ]
