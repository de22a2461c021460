"""How grave a reporter holds it where a programme rates by label."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0041_group_mail_domain"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="claimed_priority",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
