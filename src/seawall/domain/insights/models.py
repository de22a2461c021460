"""Figures that the log can give again. None of it is evidence."""

from django.db import models

from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Report


class ReportFigures(models.Model):
    """One sent report in numbers (rules.timing.ReportNumbers), kept by a follower of the log."""

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.CASCADE)
    program_id = models.BigIntegerField()
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=16)
    priority = models.PositiveSmallIntegerField(null=True)
    claimed = models.PositiveSmallIntegerField(null=True)
    response_seconds = models.BigIntegerField(null=True)
    triage_seconds = models.BigIntegerField(null=True)
    reward_seconds = models.BigIntegerField(null=True)
    resolution_seconds = models.BigIntegerField(null=True)
    missed = models.CharField(max_length=60, blank=True, default="")
    late_from = models.DateTimeField(null=True)
    appeals = models.PositiveSmallIntegerField(default=0)
    appeals_decided = models.PositiveSmallIntegerField(default=0)
    appeals_upheld = models.PositiveSmallIntegerField(default=0)
    awarded_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["program_id", "report"], name="figures_of_program")]

    def __str__(self) -> str:
        return str(self.report_id)


class ProgramFigures(models.Model):
    """The figures of a programme by span, as of `counted_at`: what pages read, in one row."""

    program = models.OneToOneField(Program, primary_key=True, on_delete=models.CASCADE)
    numbers = models.JSONField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.program_id)
