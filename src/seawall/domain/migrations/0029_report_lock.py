"""Reports that nobody but their team writes on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0028_retests"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="lock_reason",
            field=models.TextField(blank=True, default="", max_length=2000),
        ),
        migrations.AddField(
            model_name="report",
            name="locked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="locked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("locked_at__isnull", True), ("locked_by__isnull", True)),
                    models.Q(("locked_at__isnull", False), ("locked_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_locked_pair",
            ),
        ),
    ]
