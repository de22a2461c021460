"""The row that lists are made of, and how many there are. Long text lives beside it."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import Group, User
from seawall.domain.programs.models import Brief, KnownIssue, Program
from seawall.domain.reports.rules.workflow import State
from seawall.domain.tables import Table, one_of, together


class Report(Table):
    """What lists need. `brief` was in force at submission and judges the report for ever.

    `next_due_at` is the earliest running clock; NULL while none runs (paused, closed, draft).
    `reporter_share` and Collaborator.share are basis points and sum to 10000.
    """

    public_id = models.CharField(max_length=10, unique=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="reports")
    brief = models.ForeignKey(Brief, null=True, on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=16, default=State.DRAFT)
    turn = models.CharField(max_length=8, blank=True, default="")
    kind = models.CharField(max_length=14, default="security")
    title = models.CharField(max_length=150, blank=True, default="")
    target = models.CharField(max_length=2048, blank=True, default="")
    target_id = models.CharField(max_length=40, blank=True, default="")
    vrt = models.CharField(max_length=200, blank=True, default="")
    vrt_release = models.CharField(max_length=20, blank=True, default="")
    priority = models.PositiveSmallIntegerField(null=True)
    assignee = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="assigned_reports"
    )
    # Whose queue it is in; who is limited to their groups sees it by this alone.
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="reports")
    original = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    known_issue = models.ForeignKey(
        KnownIssue, null=True, on_delete=models.PROTECT, related_name="reports"
    )
    # The report that the team made this one of, to handle a second finding by itself.
    origin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="clones")
    fix = models.CharField(max_length=500, blank=True, default="")
    closing_rule = models.CharField(max_length=40, blank=True, default="")
    reporter_share = models.PositiveIntegerField(default=10000)
    comment_count = models.PositiveIntegerField(default=0)
    revision_count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    terms_version = models.PositiveIntegerField(null=True)
    content_sha256 = models.CharField(max_length=64, blank=True, default="")
    # Legal hold: while it lasts no content of a file is deleted.
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Whether anybody was ever invited as a guest: most pages need not ask for them.
    has_guests = models.BooleanField(default=False)
    # Locked: nobody but the team writes; what waits for the reporter waits until it is unlocked.
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lock_reason = models.TextField(blank=True, default="", max_length=2000)
    # Moments and targets of the clocks (rules/clocks.py); recomputable from the moves.
    responded_at = models.DateTimeField(null=True)
    triaged_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    rewarded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    # While a question or a retest waits: when that is over without an answer (NULL: never).
    answer_due_at = models.DateTimeField(null=True)
    answer_reminded_at = models.DateTimeField(null=True)
    # Closed for want of an answer: an answer opens it again.
    is_unanswered = models.BooleanField(default=False)
    response_due_at = models.DateTimeField(null=True)
    triage_due_at = models.DateTimeField(null=True)
    reward_due_at = models.DateTimeField(null=True)
    resolution_due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", State, name="report_state_known"),
            together("held_at", "held_by", name="report_held_pair"),
            together("locked_at", "locked_by", name="report_locked_pair"),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__range=(1, 5)),
                name="report_priority_range",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(submitted_at__isnull=False, brief__isnull=False, terms_version__isnull=False),
                name="report_submitted_is_pinned",
            ),
            models.CheckConstraint(
                condition=Q(reporter_share__range=(1, 10000)), name="report_share_range"
            ),
        ]
        indexes = [
            models.Index(
                fields=["program", "next_due_at", "id"],
                name="report_queue",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(
                fields=["program", "state", "next_due_at", "id"],
                name="report_state_queue",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(
                fields=["program", "priority", "next_due_at", "id"],
                name="report_priority_queue",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(
                fields=["program", "state", "priority", "next_due_at", "id"],
                name="report_state_priority_queue",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(
                fields=["assignee", "next_due_at", "id"],
                name="report_mine",
                condition=Q(next_due_at__isnull=False),
            ),
            models.Index(
                fields=["assignee", "-submitted_at", "-id"],
                name="report_mine_newest",
                condition=Q(submitted_at__isnull=False, assignee__isnull=False),
            ),
            models.Index(
                fields=["group", "next_due_at", "id"],
                name="report_group_queue",
                condition=Q(next_due_at__isnull=False, group__isnull=False),
            ),
            models.Index(
                fields=["group", "-submitted_at", "-id"],
                name="report_group_newest",
                condition=Q(submitted_at__isnull=False, group__isnull=False),
            ),
            models.Index(
                fields=["program", "-submitted_at", "-id"],
                name="report_newest",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["program", "state", "-submitted_at", "-id"],
                name="report_state_newest",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["program", "state", "priority", "-submitted_at", "-id"],
                name="report_state_priority_newest",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["program", "priority", "-submitted_at", "-id"],
                name="report_priority_newest",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["program", "-updated_at", "-id"],
                name="report_touched",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(fields=["reporter", "-updated_at", "-id"], name="report_by_reporter"),
            models.Index(
                fields=["answer_due_at"],
                name="report_answer_due",
                condition=Q(answer_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class StateCount(Table):
    """How many reports of a programme are in a state, in shards that are summed."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16)
    shard = models.PositiveSmallIntegerField()
    reports = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "state", "shard"], name="state_count_once")
        ]
