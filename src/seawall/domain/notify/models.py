"""What people were told. Rows are made from the sequenced log, never by commands."""

from django.db import models

from seawall.domain.accounts.models import User
from seawall.domain.tables import Table


class Notice(Table):
    """One event told to one person in the app. `event_id` makes it once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    event_id = models.BigIntegerField()
    topic = models.CharField(max_length=30)
    program_id = models.BigIntegerField(null=True)
    report_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event_id"], name="notice_once")]
        indexes = [models.Index(fields=["user", "-id"], name="notice_newest")]


class Mail(Table):
    """One message to one address; `dedupe_key` makes it once. Holds no vulnerability text."""

    dedupe_key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, default="")


class Preference(Table):
    """Whether a person wants a topic in the app and by mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=30)
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="preference_once")]
