"""The moves of a report, and retests, which begin and end with one."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import User
from seawall.domain.programs.models import KnownIssue
from seawall.domain.reports.models.report import Report
from seawall.domain.tables import Table, together


class ReportMove(Table):
    """A move that happened, with what the workflow asked for. Append-only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=30)
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    note = models.TextField(blank=True, default="", max_length=16 * 1024)
    rule = models.CharField(max_length=40, blank=True, default="")
    fix = models.CharField(max_length=500, blank=True, default="")
    original = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    known_issue = models.ForeignKey(
        KnownIssue, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Retest(Table):
    """A fix that its reporter was asked to try: three moves, what is promised, and until when.

    `resolved_at` is when the report had been resolved before, NULL where it was only accepted:
    where it goes back to if nothing comes of the retest.
    """

    public_id = models.CharField(max_length=10, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="retests")
    asked = models.OneToOneField(ReportMove, on_delete=models.PROTECT, related_name="+")
    answered = models.OneToOneField(
        ReportMove, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended = models.OneToOneField(ReportMove, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    pay_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001  # together with pay_minor

    class Meta:
        constraints = [
            together("pay_minor", "currency", name="retest_pay_whole"),
            models.CheckConstraint(
                condition=Q(pay_minor__isnull=True) | Q(pay_minor__gt=0), name="retest_pay_positive"
            ),
            models.UniqueConstraint(
                fields=["report"], name="retest_one_open", condition=Q(ended__isnull=True)
            ),
        ]
