"""Who takes part beside reporter and team: those who share a report, and guests."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import User
from seawall.domain.reports.models.report import Report
from seawall.domain.tables import Table, together


class CollaboratorState(models.TextChoices):
    """Only an accepted collaborator sees the report."""

    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class Collaborator(Table):
    """A researcher who shares a report. `share` in basis points."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="collaborators")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="collaborations")
    share = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=CollaboratorState.choices, default=CollaboratorState.INVITED
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="collaborator_once"),
            models.CheckConstraint(
                condition=Q(share__range=(1, 9999)), name="collaborator_share_range"
            ),
        ]


class Guest(Table):
    """Somebody from outside who may read one report until a moment, as its participants do.

    The link works once, for who has shown `email` to be theirs. A seat is never made longer.
    """

    public_id = models.CharField(max_length=10, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="guests")
    email = models.EmailField(blank=True, default="")
    may_comment = models.BooleanField(default=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    link_expires_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            together("user", "joined_at", name="guest_joined_pair"),
            together("revoked_at", "revoked_by", name="guest_revoked_pair"),
        ]
        indexes = [models.Index(fields=["user", "report"], name="guest_seat")]
