"""Reports that a team made of another one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0036_guests"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="origin",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clones",
                to="domain.report",
            ),
        ),
    ]
