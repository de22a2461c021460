"""Reports and all that hangs on one. Long text lives beside the row that lists are made of."""

from django.db import models
from django.db.models import F, Q

from seawall.domain.accounts.models import Group, Organization, User
from seawall.domain.programs.models import Brief, CustomField, KnownIssue, Program
from seawall.domain.reports.rules.deciding import DecisionKind, Outcome
from seawall.domain.reports.rules.tags import Tone
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


class Revision(Table):
    """The words of a report. Number 1 is the draft until `sealed_at`; then nothing changes it.

    `saves` counts the autosaves of a draft: who saves names the count they last saw.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150, blank=True, default="")
    target = models.CharField(max_length=2048, blank=True, default="")
    target_id = models.CharField(max_length=40, blank=True, default="")
    other_justification = models.TextField(blank=True, default="")
    vrt = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=2048, blank=True, default="")
    description = models.TextField(blank=True, default="")
    impact = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=14, default="security")
    cvss = models.CharField(max_length=256, blank=True, default="")
    content_sha256 = models.CharField(max_length=64, blank=True, default="")
    saves = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="revision_once")]


class FieldValue(Table):
    """What a report says in a field of its programme. `key` is what filters compare."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    value = models.CharField(max_length=500)
    key = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "field"], name="field_value_once")]
        indexes = [models.Index(fields=["field", "key"], name="field_value_key")]


class ReportMove(Table):
    """A move that happened, with what the workflow asked for. Append-only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=30)
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    note = models.TextField(blank=True, default="", max_length=16 * 1024)
    rule = models.CharField(max_length=40, blank=True, default="")
    fix = models.CharField(max_length=500, blank=True, default="")
    original = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="+")
    known_issue = models.ForeignKey(
        KnownIssue, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Retest(Table):
    """A fix that its reporter was asked to try: three moves, what is promised, and until when.

    `resolved_at` is when the report had been resolved before, NULL where it was only accepted:
    where it goes back to if nothing comes of the retest.
    """

    public_id = models.CharField(max_length=10, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="retests")
    asked = models.OneToOneField(ReportMove, on_delete=models.PROTECT, related_name="+")
    answered = models.OneToOneField(
        ReportMove, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended = models.OneToOneField(ReportMove, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    pay_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001  # together with pay_minor

    class Meta:
        constraints = [
            together("pay_minor", "currency", name="retest_pay_whole"),
            models.CheckConstraint(
                condition=Q(pay_minor__isnull=True) | Q(pay_minor__gt=0), name="retest_pay_positive"
            ),
            models.UniqueConstraint(
                fields=["report"], name="retest_one_open", condition=Q(ended__isnull=True)
            ),
        ]


class Checklist(Table):
    """Triage's answers: in scope, exploitable, novel. The newest row counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="checklists")
    in_scope = models.BooleanField(null=True)
    exploitable = models.BooleanField(null=True)
    novel = models.BooleanField(null=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Tag(Table):
    """A word that a team puts on its reports. An archived one stays where it is, on no more."""

    public_id = models.CharField(max_length=10, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    tone = models.CharField(max_length=10, default=Tone.NEUTRAL)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("tone", Tone, name="tag_tone_known"),
            models.UniqueConstraint(fields=["organization", "name"], name="tag_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ReportTag(Table):
    """That a report has a tag now. Who put it there is in the log."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "tag"], name="tag_once")]


class Side(models.TextChoices):
    """Whose opinion of the severity this is."""

    REPORTER = "reporter", "Reporter"
    TRIAGE = "triage", "Triage"
    FINAL = "final", "Final"


class SeverityOpinion(Table):
    """One opinion of how severe a report is. Append-only; the newest of a side counts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="opinions")
    side = models.CharField(max_length=8, choices=Side.choices)
    priority = models.PositiveSmallIntegerField(null=True)
    cvss = models.CharField(max_length=256, blank=True, default="")
    cvss_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    reason_code = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(blank=True, default="", max_length=4000)
    created_at = models.DateTimeField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__range=(1, 5)),
                name="opinion_priority_range",
            )
        ]
        indexes = [models.Index(fields=["report", "side", "-id"], name="opinion_newest")]


class Decision(Table):
    """What the team decided on severity, scope or reward, and why. Append-only.

    `public_id` names it within its report.
    `before` and `after` hold labels and numbers: priority and cvss, state and rule, or
    amount_minor and currency. `proposed_by` is who asked for an award that `made_by` approved.
    """

    public_id = models.CharField(max_length=10)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8)
    side = models.CharField(max_length=8, blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=40)
    reason = models.TextField(blank=True, default="", max_length=16 * 1024)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    follows_appeal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            one_of("kind", DecisionKind, name="decision_kind_known"),
            models.UniqueConstraint(fields=["report", "public_id"], name="decision_once"),
        ]
        indexes = [models.Index(fields=["report", "id"], name="decision_of_report")]


class Appeal(Table):
    """The reporter's objection to a decision, once, with their own view. Answered by another.

    `against` repeats the decision's `made_by`, so that the database sees to it that it is another.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    against = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(null=True)
    cvss = models.CharField(max_length=256, blank=True, default="")
    cvss_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    text = models.TextField(max_length=8000)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, null=True)  # noqa: DJ001  # together with decided_at
    reason = models.TextField(blank=True, default="", max_length=8000)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            together("decided_at", "decided_by", "outcome", name="appeal_decided_whole"),
            one_of("outcome", Outcome, name="appeal_outcome_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("against")),
                name="appeal_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="appeal_open",
                condition=Q(decided_at__isnull=True),
            ),
            models.Index(fields=["-decided_at", "-id"], name="appeal_decided"),
        ]


class Audience(models.TextChoices):
    """Who may read a comment or file."""

    PARTICIPANTS = "participants", "Participants"
    TEAM = "team", "Team only"


class Comment(Table):
    """One remark. Its audience is chosen once and never widened.

    Of a deleted one a tombstone stays: who, when, and the SHA-256 of what it said last.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    body = models.TextField(max_length=64 * 1024)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    side = models.CharField(max_length=8)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [together("removed_at", "removed_by", name="comment_removed_pair")]
        indexes = [models.Index(fields=["report", "created_at", "id"], name="comment_thread")]


class CommentRevision(Table):
    """What a comment said before an edit. Append-only."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Attachment(Table):
    """A whole file, stored by content. `label_type` only labels; it never decides safety.

    What the team deleted is shown to nobody, but its content stays until two people have
    purged it; `removal_reason` is empty where an uploader took a file back that was not sent yet.
    """

    public_id = models.CharField(max_length=10, unique=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    comment = models.ForeignKey(
        Comment, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    # The move that it is evidence of: the answer to a retest.
    move = models.ForeignKey(
        ReportMove, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    uploader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(
        max_length=12, choices=Audience.choices, default=Audience.PARTICIPANTS
    )
    name = models.CharField(max_length=200)
    label_type = models.CharField(max_length=100, blank=True, default="")
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True, default="")
    thumbnail_state = models.CharField(max_length=8, default="none")
    created_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    removal_reason = models.CharField(max_length=20, blank=True, default="")
    purge_asked_at = models.DateTimeField(null=True)
    purge_asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True)
    purged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            together("removed_at", "removed_by", name="attachment_removed_pair"),
            together("purge_asked_at", "purge_asked_by", name="attachment_purge_asked_pair"),
            together("purged_at", "purged_by", name="attachment_purged_pair"),
            models.CheckConstraint(
                condition=Q(purged_by__isnull=True)
                | Q(purge_asked_by__isnull=False) & ~Q(purged_by=F("purge_asked_by")),
                name="attachment_purged_by_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="attachment_to_picture",
                condition=Q(thumbnail_state="waiting"),
            ),
            models.Index(
                fields=["thumbnail_sha256"],
                name="attachment_picture",
                condition=~Q(thumbnail_sha256=""),
            ),
        ]


class Upload(Table):
    """A file on its way: chunks go to a part file until `size_bytes` have come."""

    public_id = models.CharField(max_length=40, unique=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="uploads")
    uploader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12, default=Audience.PARTICIPANTS)
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    created_at = models.DateTimeField(db_index=True)


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
