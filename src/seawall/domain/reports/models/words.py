"""What people write on a report: its versions, its answers to fields, comments."""

from django.db import models

from seawall.domain.accounts.models import User
from seawall.domain.programs.models import CustomField
from seawall.domain.reports.models.report import Report
from seawall.domain.tables import Table, together


class Revision(Table):
    """The words of a report. Number 1 is the draft until `sealed_at`; then nothing changes it.

    `saves` counts the autosaves of a draft: who saves names the count they last saw.
    `claimed_priority` is the first version's: how grave its reporter holds it, where the programme
    rates by label.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150, blank=True, default="")
    target = models.CharField(max_length=2048, blank=True, default="")
    target_id = models.CharField(max_length=40, blank=True, default="")
    other_justification = models.TextField(blank=True, default="")
    vrt = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=2048, blank=True, default="")
    description = models.TextField(blank=True, default="")
    impact = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=14, default="security")
    cvss = models.CharField(max_length=256, blank=True, default="")
    claimed_priority = models.PositiveSmallIntegerField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True, default="")
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="revision_once")]


class FieldValue(Table):
    """What a report says in a field of its programme. `key` is what filters compare."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    value = models.CharField(max_length=500)
    key = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "field"], name="field_value_once")]
        indexes = [models.Index(fields=["field", "key"], name="field_value_key")]


class Audience(models.TextChoices):
    """Who may read a comment or file."""

    PARTICIPANTS = "participants", "Participants"
    TEAM = "team", "Team only"


class Comment(Table):
    """One remark. Its audience is chosen once and never widened.

    Of a deleted one a tombstone stays: who, when, and the SHA-256 of what it said last.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    body = models.TextField(max_length=64 * 1024)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    side = models.CharField(max_length=8)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [together("removed_at", "removed_by", name="comment_removed_pair")]
        indexes = [models.Index(fields=["report", "created_at", "id"], name="comment_thread")]


class CommentRevision(Table):
    """What a comment said before an edit. Append-only."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
