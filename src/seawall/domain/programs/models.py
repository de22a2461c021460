"""Programmes and their briefs. A published brief is one immutable JSON document."""

from django.db import models

from seawall.domain.accounts.models import Group, Organization, User
from seawall.domain.programs.rules import figures
from seawall.domain.programs.rules.fields import FieldAudience, FieldKind
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility
from seawall.domain.tables import Table, one_of, together


class Program(Table):
    """A programme. The columns under "From the brief" repeat the current one for the directory."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="programs"
    )
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    visibility = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    requires_second_factor = models.BooleanField(default=False)
    pause_message = models.CharField(max_length=500, blank=True, default="")
    # Terms to sign before the brief can be read; empty = none.
    nda = models.TextField(blank=True, default="", max_length=64 * 1024)
    # Hexadecimal SHA-256 of `nda`; empty with it. A signature counts for one text only.
    nda_sha256 = models.CharField(max_length=64, blank=True, default="")
    # A question that nobody answers for so many days closes its report; 0: never.
    unanswered_days = models.PositiveSmallIntegerField(default=30)
    # What the reporter of a duplicate learns of the original (rules.disclosing).
    duplicate_fields = models.CharField(
        max_length=100, blank=True, default="number,date,state,priority,target,vrt"
    )
    # Which figures everybody may read (rules.figures).
    public_figures = models.CharField(max_length=120, blank=True, default=figures.DEFAULT)
    # Business days in which somebody answers an objection.
    appeal_days = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField()
    # Lines of `kind pattern`: secrets that only this programme knows by their form.
    secret_patterns = models.TextField(blank=True, default="", max_length=8 * 1024)
    secret_retention_days = models.PositiveSmallIntegerField(default=180)
    # Repeats the intake of leaked keys for pages; written with it.
    takes_leaked_keys = models.BooleanField(default=False)
    # Repeats whether there are custom fields, archived ones included; written with the first.
    has_fields = models.BooleanField(default=False)
    # Repeats whether there are templates; written with them.
    has_templates = models.BooleanField(default=False)
    # Repeats the share of reports of the last 90 days that were answered in time, in percent, for
    # the directory; written as figures are counted, None for too few to tell.
    efficiency = models.PositiveSmallIntegerField(null=True)
    brief = models.ForeignKey(
        "domain.Brief", null=True, on_delete=models.PROTECT, related_name="current_for"
    )
    # From the brief
    summary = models.CharField(max_length=200, blank=True, default="")
    target_kinds = models.CharField(max_length=200, blank=True, default="")
    safe_harbor = models.CharField(max_length=8, blank=True, default="none")
    currency = models.CharField(max_length=3, blank=True, default="")
    reward_minimum_minor = models.BigIntegerField(null=True)
    reward_maximum_minor = models.BigIntegerField(null=True)
    program_maximum_minor = models.BigIntegerField(null=True)
    target_count = models.PositiveIntegerField(default=0)
    first_response_days = models.PositiveIntegerField(null=True)
    triage_days = models.PositiveIntegerField(null=True)
    reward_days = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", ProgramKind, name="program_kind_known"),
            one_of("visibility", Visibility, name="program_visibility_known"),
            one_of("state", ProgramState, name="program_state_known"),
        ]
        indexes = [models.Index(fields=["visibility", "state", "name", "id"], name="program_dir")]

    def __str__(self) -> str:
        return self.slug


class Brief(Table):
    """One published version, for ever. `content` is `rules.brief.to_document`; append-only."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="briefs")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    change_note = models.CharField(max_length=500, blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="brief_version_once")
        ]


class KnownIssue(Table):
    """An issue that the programme knows already. Nothing but its retirement changes it: the event
    `event_id` has committed the log to it.
    """

    public_id = models.CharField(max_length=10, unique=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="known_issues")
    title = models.CharField(max_length=150)
    target = models.CharField(max_length=2048, blank=True, default="")
    target_id = models.CharField(max_length=40, blank=True, default="")
    asset = models.CharField(max_length=2048, blank=True, default="")
    vrt = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=2048, blank=True, default="")
    reference = models.CharField(max_length=200, blank=True, default="")
    notes = models.TextField(blank=True, default="", max_length=8000)
    known_since = models.DateField(null=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    event_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [together("retired_at", "retired_by", name="known_issue_retired_pair")]

    def __str__(self) -> str:
        return self.public_id


class CustomField(Table):
    """What a programme asks beside the usual parts of a report. It is archived, never deleted."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="fields")
    name = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    audience = models.CharField(max_length=10)
    is_required = models.BooleanField(default=False)
    choices = models.JSONField(default=list)
    pattern = models.CharField(max_length=200, blank=True, default="")
    message = models.CharField(max_length=200, blank=True, default="")
    help = models.CharField(max_length=300, blank=True, default="")
    place = models.PositiveSmallIntegerField()
    is_archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "name"], name="custom_field_once"),
            one_of("kind", FieldKind, name="custom_field_kind_known"),
            one_of("audience", FieldAudience, name="custom_field_audience_known"),
        ]
        indexes = [models.Index(fields=["name"], name="custom_field_name")]

    def __str__(self) -> str:
        return self.name


class ReportTemplate(Table):
    """Words to begin a report with: a programme's, for one entry of the taxonomy or (empty) for
    any, or those of one person under a name.
    """

    public_id = models.CharField(max_length=10, unique=True)
    program = models.ForeignKey(
        Program, null=True, on_delete=models.PROTECT, related_name="templates"
    )
    owner = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True, default="")
    vrt = models.CharField(max_length=200, blank=True, default="")
    description = models.TextField(blank=True, default="", max_length=16 * 1024)
    impact = models.TextField(blank=True, default="", max_length=16 * 1024)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(program__isnull=True, vrt="")
                | models.Q(owner__isnull=True, name=""),
                name="report_template_one_side",
            ),
            models.CheckConstraint(
                condition=models.Q(program__isnull=False) | models.Q(owner__isnull=False),
                name="report_template_somebodys",
            ),
            models.UniqueConstraint(fields=["program", "vrt"], name="report_template_entry_once"),
            models.UniqueConstraint(fields=["owner", "name"], name="report_template_name_once"),
        ]

    def __str__(self) -> str:
        return self.public_id


class BriefDraft(Table):
    """The next version, while it is being written. One per programme."""

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class ProgramInvitation(Table):
    """A researcher is asked into a private programme. Hash of the link's secret only.

    `invited` is set where the team named a handle: then the address is not theirs to read.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    invited = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)
    decline_reason = models.CharField(max_length=200, blank=True, default="")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            together(
                "answered_at", "answered_by", "accepted", name="program_invitation_answer_whole"
            ),
            together("revoked_at", "revoked_by", name="program_invitation_revoked_pair"),
        ]


class ProgramAccess(Table):
    """A researcher who may read and report to a private programme."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="access")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="program_access")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "user"], name="access_once")]


class NdaSignature(Table):
    """Who agreed to which text, when and from where."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    text_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    ip = models.CharField(max_length=45, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "user", "text_sha256"], name="nda_once")
        ]


class Rotation(Table):
    """Who is given the new reports of a program in turn, since `on_since`; None: nobody.

    The members of a group, or all who may write the team's notes.
    """

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="rotation")
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    on_since = models.DateTimeField(null=True)


class RotationPlace(Table):
    """How often somebody has a turn, and where they stand (rules.rotation). 0: never."""

    rotation = models.ForeignKey(Rotation, on_delete=models.CASCADE, related_name="places")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)
    current = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rotation", "user"], name="rotation_place_once")
        ]
