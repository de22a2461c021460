"""Decisions on severity, scope and reward, and objections to them."""

from collections.abc import Iterable, Iterator
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from seawall.domain import append_only
from seawall.lib import ids

AT_ONCE = 500


def fill(apps: Any, editor: Any) -> None:
    """What was decided before there was a table for it, the oldest first."""
    get = apps.get_model
    table = get("domain", "Decision")
    for kind in (_ratings, _rulings, _awards):
        rows = (table(public_id=ids.public_id("D"), **row) for row in kind(get))
        _store(table, rows)
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    append_only.install(editor)


def _store(table: Any, rows: Iterable[Any]) -> None:
    waiting: list[Any] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            table.objects.bulk_create(waiting)
            waiting.clear()
    table.objects.bulk_create(waiting)


def _ratings(get: Any) -> Iterator[dict[str, Any]]:
    found = get("domain", "SeverityOpinion").objects.order_by("report_id", "pk")
    report, last = 0, dict[str, Any]()
    for row in found.iterator(chunk_size=AT_ONCE):
        if row.report_id != report:
            report, last = row.report_id, {}
        before = last.get(row.side) or last.get("triage") or last.get("reporter")
        last[row.side] = row
        if row.side != "reporter":
            yield {
                "report_id": row.report_id,
                "kind": "severity",
                "side": row.side,
                "before": {"priority": before.priority, "cvss": before.cvss} if before else {},
                "after": {"priority": row.priority, "cvss": row.cvss},
                "reason_code": row.reason_code,
                "reason": row.reason,
                "made_at": row.created_at,
                "made_by_id": row.author_id,
            }


def _rulings(get: Any) -> Iterator[dict[str, Any]]:
    found = get("domain", "ReportMove").objects.filter(
        models.Q(move="close_out_of_scope") | models.Q(move="reopen", from_state="out_of_scope"),
        moved_by__isnull=False,
    )
    for row in found.order_by("pk").iterator(chunk_size=AT_ONCE):
        code = "ruling_taken_back" if row.move == "reopen" else "excluded_topic"
        yield {
            "report_id": row.report_id,
            "kind": "scope",
            "before": {"state": row.from_state},
            "after": {"state": row.to_state, "rule": row.rule},
            "reason_code": code,
            "reason": row.note,
            "made_at": row.moved_at,
            "made_by_id": row.moved_by_id,
        }


def _awards(get: Any) -> Iterator[dict[str, Any]]:
    found = get("domain", "Award").objects.filter(
        state__in=["approved", "paid"], report__isnull=False
    )
    sums: dict[int, int] = {}
    for row in found.order_by("decided_at", "pk").iterator(chunk_size=AT_ONCE):
        before = sums.get(row.report_id, 0)
        sums[row.report_id] = before + row.amount_minor
        yield {
            "report_id": row.report_id,
            "kind": "reward",
            "before": {"amount_minor": before, "currency": row.currency},
            "after": {"amount_minor": sums[row.report_id], "currency": row.currency},
            "reason_code": "other" if row.is_exceptional else "by_the_table",
            "reason": row.reason,
            "made_at": row.decided_at,
            "made_by_id": row.decided_by_id,
            "proposed_by_id": row.proposed_by_id,
        }


def unguard(apps: Any, editor: Any) -> None:
    append_only.remove(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("domain", "0022_saved_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="award",
            name="reason_code",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="program",
            name="appeal_days",
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=8)),
                ("side", models.CharField(blank=True, default="", max_length=8)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason_code", models.CharField(max_length=40)),
                ("reason", models.TextField(blank=True, default="", max_length=16384)),
                ("made_at", models.DateTimeField()),
                ("follows_appeal", models.BooleanField(default=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="domain.report",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("priority", models.PositiveSmallIntegerField(null=True)),
                ("cvss", models.CharField(blank=True, default="", max_length=256)),
                ("cvss_score", models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                ("text", models.TextField(max_length=8000)),
                ("filed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=8, null=True)),
                ("reason", models.TextField(blank=True, default="", max_length=8000)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="domain.decision",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["report", "id"], name="decision_of_report"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["reward", "scope", "severity"])),
                name="decision_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("report", "public_id"), name="decision_once"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)),
                fields=["due_at", "id"],
                name="appeal_open",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["-decided_at", "-id"], name="appeal_decided"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("outcome__isnull", True),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("outcome__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="appeal_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["partly", "rejected", "upheld"])),
                name="appeal_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("against")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_two_people",
            ),
        ),
        migrations.RunPython(fill, unguard),
    ]
