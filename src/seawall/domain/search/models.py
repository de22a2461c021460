"""What finding needs: each report's terms as numbers, and what was counted and learnt.

All of it can be made again from the reports and the log; none of it is evidence.
"""

from django.db import models
from django.db.models import Q

from seawall.domain.reports.models import Report


class ReportFingerprint(models.Model):
    """One sent report's terms (rules.fingerprints). `signature`: the int32 terms it is found by.

    `reading` is the version of the rules that read it; a rebuild renews older ones.
    """

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.CASCADE)
    organization_id = models.BigIntegerField()
    packed = models.BinaryField()
    signature = models.BinaryField()
    reading = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["reading", "report"], name="fingerprint_reading")]

    def __str__(self) -> str:
        return str(self.report_id)


class SignatureTerm(models.Model):
    """That a report has a term among its strongest. Read newest first for one term."""

    pk = models.CompositePrimaryKey("organization_id", "term", "report_id")
    organization_id = models.BigIntegerField()
    term = models.IntegerField()
    report_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.organization_id}:{self.term}:{self.report_id}"


class TermStatistics(models.Model):
    """The one row that says how common terms are (rules.statistics), as of `counted_at`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    reports = models.PositiveIntegerField()
    buckets = models.BinaryField()
    newest_report_id = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="statistics_are_one")]

    def __str__(self) -> str:
        return str(self.reports)


class Learnt(models.Model):
    """What was learnt from this installation's own decisions, as plain numbers.

    `subject` is "similarity" (weights) or "weakness" (counts of words). Deleting a row resets it.
    `quality` says how well it did on decisions it was not taught from.
    """

    subject = models.CharField(max_length=20, primary_key=True)
    numbers = models.JSONField()
    decisions = models.PositiveIntegerField()
    quality = models.JSONField(default=dict)
    learnt_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject
