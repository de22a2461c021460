"""What people were told. Rows are made from the sequenced log, never by commands."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import Organization, User
from seawall.domain.notify.rules.hooks import DeliveryState, OffReason
from seawall.domain.programs.models import Program
from seawall.domain.tables import Table, one_of, together


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
    """One message to one address; `dedupe_key` makes it once. Holds no vulnerability text.

    What it says is sealed, as it may hold a link that signs in, and empty once it was sent.
    """

    dedupe_key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body_sealed = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, default="")


class Preference(Table):
    """Whether a person wants a topic in the app and by mail, at once or (`is_daily`) once a day.

    With a programme: what differs there, None for what does not.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=30)
    program = models.ForeignKey(Program, null=True, on_delete=models.CASCADE, related_name="+")
    in_app = models.BooleanField(default=True, null=True)
    by_mail = models.BooleanField(default=True, null=True)
    is_daily = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic"], condition=Q(program=None), name="preference_once"
            ),
            models.UniqueConstraint(
                fields=["user", "topic", "program"], name="preference_of_program_once"
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=False) | Q(in_app__isnull=False, by_mail__isnull=False),
                name="preference_whole",
            ),
        ]


class DigestLine(Table):
    """An event that waits to be told to one person in the next digest. What it says is asked then:
    who may not see it any more is not told.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    event_id = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event_id"], name="digest_once")]


class Webhook(Table):
    """Where an organization wants to be told. Address and secrets are sealed: both open doors.

    `acts_for`: whose rights decide what it is told. `failures` counts failed tries in a row;
    until `paused_until` nothing is tried.
    """

    public_id = models.CharField(max_length=8, unique=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="webhooks"
    )
    program = models.ForeignKey(Program, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    host = models.CharField(max_length=260)
    url_sealed = models.TextField()
    secret_sealed = models.TextField()
    old_secret_sealed = models.TextField(blank=True, default="")
    old_secret_until = models.DateTimeField(null=True)
    events = models.JSONField(default=list)
    acts_for = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=10, null=True)  # noqa: DJ001  # together with off_at

    class Meta:
        constraints = [
            together("off_at", "off_reason", name="webhook_off_pair"),
            one_of("off_reason", OffReason, name="webhook_off_reason_known"),
        ]


class Delivery(Table):
    """One message to one webhook. `public_id` is its webhook-id, the same however often it is sent.

    `event_id` makes it once; None for a ping. `body` holds ids and states only.
    """

    public_id = models.CharField(max_length=36, unique=True)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="delivery_once"),
            one_of("state", DeliveryState, name="delivery_state_known"),
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state="waiting")),
        ]
