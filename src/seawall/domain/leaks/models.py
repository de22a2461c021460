"""Leaked credentials and how a programme takes them. The credentials lie in the vault."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import User
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.programs.models import Program
from seawall.domain.tables import Table, one_of, together


class LeakIntake(Table):
    """How one programme takes leaked credentials; without a row it takes none.

    `address` gets a message for each confirmed one, once the operator has checked it.
    """

    program = models.OneToOneField(Program, on_delete=models.PROTECT, related_name="leak_intake")
    is_open = models.BooleanField(default=False)
    retention_days = models.PositiveSmallIntegerField(default=90)
    address = models.CharField(max_length=500, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [together("checked_at", "checked_by", name="leak_intake_checked_pair")]


class Leak(Table):
    """One message about leaked credentials. Without a reporter it is read by its secret link.

    `return_hash` is the SHA-256 of that link's secret; no address of a sender is kept.
    """

    public_id = models.CharField(max_length=10, unique=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="leaks")
    state = models.CharField(max_length=16, default=LeakState.RECEIVED)
    reporter = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    return_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    source = models.CharField(max_length=10)
    url = models.CharField(max_length=2048, blank=True, default="")
    kind = models.CharField(max_length=120, blank=True, default="")
    found_on = models.DateField(null=True)
    how_many = models.PositiveIntegerField(default=1)
    credential_count = models.PositiveSmallIntegerField()
    notes = models.TextField(blank=True, default="", max_length=16 * 1024)
    contact = models.CharField(max_length=400, blank=True, default="")
    is_known = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", LeakState, name="leak_state_known"),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) ^ Q(return_hash__isnull=True),
                name="leak_has_one_way_back",
            ),
        ]
        indexes = [models.Index(fields=["program", "state", "-id"], name="leak_queue")]

    def __str__(self) -> str:
        return self.public_id


class LeakStep(Table):
    """A move that happened. Append-only."""

    leak = models.ForeignKey(Leak, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=30)
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    note = models.TextField(blank=True, default="", max_length=16 * 1024)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class LeakComment(Table):
    """Something said about a leak, read by both sides. Without an author it came by the link."""

    leak = models.ForeignKey(Leak, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    body = models.TextField(max_length=16 * 1024)
    created_at = models.DateTimeField()


class LeakMessage(Table):
    """A message to a revocation system. What it said is made anew from the vault, never kept."""

    leak = models.ForeignKey(Leak, on_delete=models.PROTECT, related_name="messages")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, default="")
