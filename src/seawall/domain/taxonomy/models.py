"""What this installation adds to the shipped taxonomy: releases, and organizations' own advice."""

from django.db import models

from seawall.domain.tables import Table


class VrtRelease(Table):
    """One imported release. `content` is the compact form of rules/vrt.py."""

    release = models.CharField(max_length=20, unique=True)
    content = models.TextField()
    is_default = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("domain.User", on_delete=models.PROTECT, related_name="+")


class Advice(Table):
    """One version of an organization's own advice for an entry. Append-only; the newest counts.

    `is_reset`: from this version on the shipped text counts again. Empty text without it: the
    organization wants none for this entry.
    """

    organization = models.ForeignKey(
        "domain.Organization", on_delete=models.PROTECT, related_name="+"
    )
    vrt = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True, default="", max_length=8000)
    is_reset = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("domain.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "vrt", "version"], name="advice_version_once"
            )
        ]
