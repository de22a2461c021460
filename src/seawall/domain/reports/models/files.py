"""Files of a report, whole and on their way."""

from django.db import models
from django.db.models import F, Q

from seawall.domain.accounts.models import User
from seawall.domain.reports.models.history import ReportMove
from seawall.domain.reports.models.report import Report
from seawall.domain.reports.models.words import Audience, Comment
from seawall.domain.tables import Table, together


class FileTicket(Table):
    """Lets one file be fetched once from the address of files, while the session lives that asked.

    Plain values: a row lives for a minute, and nothing waits for it to go.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    attachment_id = models.BigIntegerField()
    session_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)


class Attachment(Table):
    """A whole file, stored by content. `label_type` only labels; it never decides safety.

    What the team deleted is shown to nobody, but its content stays until two people have
    purged it; `removal_reason` is empty where an uploader took a file back that was not sent yet.
    """

    public_id = models.CharField(max_length=10, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    comment = models.ForeignKey(
        Comment, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    # The move that it is evidence of: the answer to a retest.
    move = models.ForeignKey(
        ReportMove, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    uploader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(
        max_length=12, choices=Audience.choices, default=Audience.PARTICIPANTS
    )
    name = models.CharField(max_length=200)
    label_type = models.CharField(max_length=100, blank=True, default="")
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True, default="")
    thumbnail_state = models.CharField(max_length=8, default="none")
    created_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    removal_reason = models.CharField(max_length=20, blank=True, default="")
    purge_asked_at = models.DateTimeField(null=True)
    purge_asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True)
    purged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            together("removed_at", "removed_by", name="attachment_removed_pair"),
            together("purge_asked_at", "purge_asked_by", name="attachment_purge_asked_pair"),
            together("purged_at", "purged_by", name="attachment_purged_pair"),
            models.CheckConstraint(
                condition=Q(purged_by__isnull=True)
                | Q(purge_asked_by__isnull=False) & ~Q(purged_by=F("purge_asked_by")),
                name="attachment_purged_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="attachment_to_picture",
                condition=Q(thumbnail_state="waiting"),
            ),
            models.Index(
                fields=["thumbnail_sha256"],
                name="attachment_picture",
                condition=~Q(thumbnail_sha256=""),
            ),
        ]


class Upload(Table):
    """A file on its way: chunks go to a part file until `size_bytes` have come."""

    public_id = models.CharField(max_length=40, unique=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="uploads")
    uploader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12, default=Audience.PARTICIPANTS)
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    created_at = models.DateTimeField(db_index=True)
