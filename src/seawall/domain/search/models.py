"""What finding needs: each report's terms as numbers, what was counted and learnt, and views.

All but the views can be made again from the reports and the log; none of it is evidence.
"""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import Organization, User
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Report
from seawall.domain.tables import Table


class ReportFingerprint(models.Model):
    """One sent report's terms (rules.fingerprints). `signature`: the int32 terms it is found by.

    `reading` is the version of the rules that read it; a rebuild renews older ones. `meaning` is
    the vector that the model with the number `meaning_model` gave it (lib.embedding).
    """

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.CASCADE)
    organization_id = models.BigIntegerField()
    packed = models.BinaryField()
    signature = models.BinaryField()
    reading = models.PositiveSmallIntegerField()
    meaning = models.BinaryField(null=True)
    meaning_model = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reading", "report"], name="fingerprint_reading"),
            models.Index(fields=["meaning_model"], name="fingerprint_meaning"),
        ]

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


class SavedView(Table):
    """A filter with a name: its owner's alone, or (`organization`) shared with a team.

    A shared one with a `program` is for those who read the reports of that program. `place` orders
    the views of one owner, and the shared ones of one organization.
    """

    public_id = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    place = models.PositiveIntegerField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    program = models.ForeignKey(Program, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(program__isnull=True) | Q(organization__isnull=False),
                name="view_program_has_team",
            ),
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(organization__isnull=True),
                name="view_name_own",
            ),
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=Q(organization__isnull=False),
                name="view_name_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
