"""Vectors of meaning beside the fingerprints of reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0037_report_origin"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportfingerprint",
            name="meaning",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="reportfingerprint",
            name="meaning_model",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="reportfingerprint",
            index=models.Index(fields=["meaning_model"], name="fingerprint_meaning"),
        ),
    ]
