"""Tags that a team puts on reports."""

from django.db import models

from seawall.domain.accounts.models import Organization
from seawall.domain.reports.models.report import Report
from seawall.domain.reports.rules.tags import Tone
from seawall.domain.tables import Table, one_of


class Tag(Table):
    """A word that a team puts on its reports. An archived one stays where it is, on no more."""

    public_id = models.CharField(max_length=10, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    tone = models.CharField(max_length=10, default=Tone.NEUTRAL)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("tone", Tone, name="tag_tone_known"),
            models.UniqueConstraint(fields=["organization", "name"], name="tag_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReportTag(Table):
    """That a report has a tag now. Who put it there is in the log."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "tag"], name="tag_once")]
