"""Tickets that fetch a file from an address of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0042_claimed_priority"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileTicket",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("attachment_id", models.BigIntegerField()),
                ("session_hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
