from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0025_advice"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["program", "state", "priority", "next_due_at", "id"],
                name="report_state_priority_queue",
            ),
        ),
    ]
