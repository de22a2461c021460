"""Retests: two states more, who was asked what until when, and the evidence of the answer."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from seawall.domain import append_only

STATES = [
    "accepted",
    "draft",
    "duplicate",
    "informational",
    "needs_info",
    "new",
    "not_applicable",
    "not_reproducible",
    "out_of_scope",
    "resolved",
    "retested",
    "retesting",
    "spam",
    "triaged",
    "withdrawn",
]


def forwards(apps: Any, editor: Any) -> None:
    append_only.install(editor)


def backwards(apps: Any, editor: Any) -> None:
    """Who is in a retest goes back to where they were."""
    get = apps.get_model
    count = get("domain", "StateCount").objects
    for retest in get("domain", "Retest").objects.filter(ended=None).select_related("report"):
        report, was = retest.report, retest.report.state
        report.state = "resolved" if retest.resolved_at else "accepted"
        report.turn = "nobody" if retest.resolved_at else "team"
        report.closed_at, report.answer_due_at, report.paused_at = retest.resolved_at, None, None
        report.save()
        for state, change in ((was, -1), (report.state, 1)):
            of_state = count.filter(program_id=report.program_id, state=state)
            # Only the sum of the shards means something: no row more than there is.
            row = of_state.order_by("shard").first() or count.create(
                program_id=report.program_id, state=state, shard=0, reports=0
            )
            of_state.filter(shard=row.shard).update(reports=models.F("reports") + change)
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _move(**more: Any) -> Any:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="domain.reportmove",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0027_tags"),
    ]

    operations = [
        migrations.CreateModel(
            name="Retest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=10, unique=True)),
                ("due_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("pay_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3, null=True)),
                ("answered", _move(null=True)),
                ("asked", _move()),
                ("ended", _move(null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retests",
                        to="domain.report",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="attachment",
            name="move",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="domain.reportmove",
            ),
        ),
        migrations.AddField(
            model_name="award",
            name="retest",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="award",
                to="domain.retest",
            ),
        ),
        migrations.RemoveConstraint(model_name="report", name="report_state_known"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="report_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency__isnull", True), ("pay_minor__isnull", True)),
                    models.Q(("currency__isnull", False), ("pay_minor__isnull", False)),
                    _connector="OR",
                ),
                name="retest_pay_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pay_minor__isnull", True), ("pay_minor__gt", 0), _connector="OR"
                ),
                name="retest_pay_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="retest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended__isnull", True)),
                fields=("report",),
                name="retest_one_open",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
