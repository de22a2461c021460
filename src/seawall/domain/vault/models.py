"""What was taken out of texts, sealed; and who looked at it."""

from django.db import models
from django.db.models import Q

from seawall.domain.tables import Table, together


class SealedSecret(Table):
    """One secret of one subject: the same one written ten times there is one row.

    `subject` and `ref` name the report or leak by its public id: the vault lies below both.
    `sealed` is bound to `public_id` and empty once purged; the fingerprint stays for ever.
    """

    public_id = models.UUIDField(unique=True)
    subject = models.CharField(max_length=8)
    ref = models.CharField(max_length=20)
    program_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    sealed = models.TextField(blank=True, default="")
    key_id = models.CharField(max_length=8)
    taken_at = models.DateTimeField()
    taken_from = models.ForeignKey(
        "domain.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    purge_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)
    disputed_by = models.ForeignKey(
        "domain.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "domain.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_secret = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "ref", "fingerprint"], name="sealed_secret_once"
            ),
            together("disputed_at", "disputed_by", name="sealed_secret_disputed_pair"),
            together("decided_at", "decided_by", name="sealed_secret_decided_pair"),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True) | Q(sealed=""),
                name="sealed_secret_purged_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["fingerprint"], name="sealed_secret_same"),
            models.Index(
                fields=["purge_at"],
                name="sealed_secret_due",
                condition=Q(purged_at__isnull=True),
            ),
        ]


class Reveal(Table):
    """Somebody was shown a secret. Append-only."""

    secret = models.ForeignKey(SealedSecret, on_delete=models.PROTECT, related_name="reveals")
    revealed_at = models.DateTimeField()
    revealed_by = models.ForeignKey("domain.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True, default="", max_length=2000)
