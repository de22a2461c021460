"""Groups that only addresses of one domain can be in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0040_program_efficiency"),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="mail_domain",
            field=models.CharField(blank=True, default="", max_length=253),
        ),
    ]
