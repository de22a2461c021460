"""Awards and the append-only double-entry ledger. Money is minor units and a currency."""

from django.db import models
from django.db.models import F, Q

from seawall.domain.accounts.models import User
from seawall.domain.leaks.models import Leak
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Report, Retest
from seawall.domain.tables import Table, together


class Award(Table):
    """A sum for a report or a leaked key, proposed by one person and decided by another.

    `priority` is what a leaked key was judged to be; a report has its own.
    """

    public_id = models.CharField(max_length=10, unique=True)
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="awards")
    leak = models.ForeignKey(Leak, null=True, on_delete=models.PROTECT, related_name="awards")
    # What was promised for trying a fix: paid to who tried it, beside what the finding earns.
    retest = models.OneToOneField(Retest, null=True, on_delete=models.PROTECT, related_name="award")
    priority = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="proposed")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    range_minimum_minor = models.BigIntegerField(null=True)
    range_maximum_minor = models.BigIntegerField(null=True)
    is_exceptional = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(blank=True, default="", max_length=4000)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.TextField(blank=True, default="", max_length=4000)

    class Meta:
        constraints = [
            together("decided_at", "decided_by", name="award_decided_pair"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="award_positive"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="award_two_people",
            ),
            models.CheckConstraint(condition=Q(kind__in=["bounty", "bonus"]), name="award_kind"),
            models.CheckConstraint(
                condition=Q(report__isnull=True) ^ Q(leak__isnull=True), name="award_one_subject"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="award_by_state")]

    @property
    def subject(self) -> Report | Leak:
        """What it is for."""
        found = self.report or self.leak
        assert found is not None, "an award is for something"
        return found

    @property
    def report_name(self) -> str:
        """Public id of its report; empty for a leaked key."""
        return self.report.public_id if self.report else ""

    @property
    def leak_name(self) -> str:
        """Public id of its leaked key; empty for a report."""
        return self.leak.public_id if self.leak else ""


class LedgerTransaction(Table):
    """Entries that sum to zero. Append-only; a correction is another one that `reverses` it."""

    public_id = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=10)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="transactions")
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    reference = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class LedgerEntry(Table):
    """One line: `account` is named by rewards/rules/ledger.py, `amount_minor` is signed."""

    transaction = models.ForeignKey(
        LedgerTransaction, on_delete=models.PROTECT, related_name="entries"
    )
    account = models.CharField(max_length=80)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes = [
            models.Index(fields=["account", "id"], name="ledger_account"),
            models.Index(fields=["user", "id"], name="ledger_user"),
            models.Index(fields=["program", "id"], name="ledger_program"),
        ]
