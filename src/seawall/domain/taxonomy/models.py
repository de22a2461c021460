"""Releases of the taxonomy that this installation imported beside the shipped one."""

from django.db import models

from seawall.domain.tables import Table


class VrtRelease(Table):
    """One imported release. `content` is the compact form of rules/vrt.py."""

    release = models.CharField(max_length=20, unique=True)
    content = models.TextField()
    is_default = models.BooleanField(default=False)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("domain.User", on_delete=models.PROTECT, related_name="+")
