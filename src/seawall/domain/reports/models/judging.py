"""What is held of a report: the checklist, opinions of its severity, decisions, objections."""

from django.db import models
from django.db.models import F, Q

from seawall.domain.accounts.models import User
from seawall.domain.reports.models.report import Report
from seawall.domain.reports.rules.deciding import DecisionKind, Outcome
from seawall.domain.tables import Table, one_of, together


class Checklist(Table):
    """Triage's answers: in scope, exploitable, novel. The newest row counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="checklists")
    in_scope = models.BooleanField(null=True)
    exploitable = models.BooleanField(null=True)
    novel = models.BooleanField(null=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Side(models.TextChoices):
    """Whose opinion of the severity this is."""

    REPORTER = "reporter", "Reporter"
    TRIAGE = "triage", "Triage"
    FINAL = "final", "Final"


class SeverityOpinion(Table):
    """One opinion of how severe a report is. Append-only; the newest of a side counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="opinions")
    side = models.CharField(max_length=8, choices=Side.choices)
    priority = models.PositiveSmallIntegerField(null=True)
    cvss = models.CharField(max_length=256, blank=True, default="")
    cvss_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    reason_code = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(blank=True, default="", max_length=4000)
    created_at = models.DateTimeField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__range=(1, 5)),
                name="opinion_priority_range",
            )
        ]
        indexes = [models.Index(fields=["report", "side", "-id"], name="opinion_newest")]


class Decision(Table):
    """What the team decided on severity, scope or reward, and why. Append-only.

    `public_id` names it within its report.
    `before` and `after` hold labels and numbers: priority and cvss, state and rule, or
    amount_minor and currency. `proposed_by` is who asked for an award that `made_by` approved.
    """

    public_id = models.CharField(max_length=10)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8)
    side = models.CharField(max_length=8, blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=40)
    reason = models.TextField(blank=True, default="", max_length=16 * 1024)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    follows_appeal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            one_of("kind", DecisionKind, name="decision_kind_known"),
            models.UniqueConstraint(fields=["report", "public_id"], name="decision_once"),
        ]
        indexes = [models.Index(fields=["report", "id"], name="decision_of_report")]


class Appeal(Table):
    """The reporter's objection to a decision, once, with their own view. Answered by another.

    `against` repeats the decision's `made_by`, so that the database sees to it that it is another.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    against = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(null=True)
    cvss = models.CharField(max_length=256, blank=True, default="")
    cvss_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    text = models.TextField(max_length=8000)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, null=True)  # noqa: DJ001  # together with decided_at
    reason = models.TextField(blank=True, default="", max_length=8000)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            together("decided_at", "decided_by", "outcome", name="appeal_decided_whole"),
            one_of("outcome", Outcome, name="appeal_outcome_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("against")),
                name="appeal_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="appeal_open",
                condition=Q(decided_at__isnull=True),
            ),
            models.Index(fields=["-decided_at", "-id"], name="appeal_decided"),
        ]
