"""The share of answers in time, for the directory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0039_preferences_per_program"),
    ]

    operations = [
        migrations.AddField(
            model_name="program",
            name="efficiency",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
