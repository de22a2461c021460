"""What a team says again and again, and the rules that act for it."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import Organization, User
from seawall.domain.automation.rules.ruling import OffReason
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Report
from seawall.domain.tables import Table, one_of, together


class CannedResponse(Table):
    """A text with variables (rules.filling), for all reports of an organization or of one program.

    `default_for` is the action (rules.filling.ACTIONS) that begins with it; empty for none. One of
    the program goes before one of the organization.
    """

    public_id = models.CharField(max_length=10, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    text = models.TextField(max_length=16 * 1024)
    default_for = models.CharField(max_length=30, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="response_name"),
            models.UniqueConstraint(
                fields=["organization", "default_for"],
                condition=Q(program__isnull=True) & ~Q(default_for=""),
                name="response_default",
            ),
            models.UniqueConstraint(
                fields=["program", "default_for"],
                condition=Q(program__isnull=False) & ~Q(default_for=""),
                name="response_default_of_program",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Rule(Table):
    """ON triggers IF condition THEN acts, as the newest version says (rules.ruling).

    `acts_for` wrote or switched it on last: it does what this person may do. It acts on what
    happens after `since`. `place` is its place among those of the organization.
    """

    public_id = models.CharField(max_length=10, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    triggers = models.JSONField(default=list)
    condition = models.CharField(max_length=500, blank=True)
    then = models.JSONField(default=dict)
    most_per_hour = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField()
    acts_for = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    off_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=8, null=True)  # noqa: DJ001  # together with off_at

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="rule_name"),
            together("off_at", "off_reason", name="rule_off_pair"),
            one_of("off_reason", OffReason, name="rule_off_reason_known"),
        ]

    def __str__(self) -> str:
        return self.public_id


class RuleVersion(Table):
    """What a rule said from `written_at` on. Never changed."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    triggers = models.JSONField()
    condition = models.CharField(max_length=500, blank=True)
    then = models.JSONField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]


class RuleRun(Table):
    """One rule on one report because of one event, at most once.

    `root_event_id` began the chain of rules, `depth` counts from one. While it waits `done_at` is
    NULL; then `outcomes` says of each act whether it was done. What it caused are the report's
    events from `first_event_id` to `last_event_id`.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    version = models.PositiveIntegerField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    event_id = models.BigIntegerField()
    event_name = models.CharField(max_length=60)
    root_event_id = models.BigIntegerField()
    depth = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcomes = models.JSONField(default=list)
    first_event_id = models.BigIntegerField(null=True)
    last_event_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "event_id"], name="rule_run_once"),
            models.UniqueConstraint(
                fields=["rule", "report", "root_event_id"], name="rule_run_no_circle"
            ),
        ]
        indexes = [
            models.Index(fields=["rule", "-id"], name="rule_run_newest"),
            models.Index(fields=["report", "last_event_id"], name="rule_run_effects"),
        ]
