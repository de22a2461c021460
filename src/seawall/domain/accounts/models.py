"""People, organizations, sessions, tokens."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from seawall.domain.accounts.rules import BanReason, DayKind, Enforcement, Role, skeleton
from seawall.domain.tables import Table, one_of, together
from seawall.lib import clock


class Users(BaseUserManager["User"]):
    """allauth looks people up through this; commands create them."""


class User(AbstractBaseUser):
    """A person. `email` and `handle` are lower case; the handle names the alias address to come.

    After `closed_at` handle and address are a pseudonym and nothing opens the account again.
    """

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    handle = models.CharField(max_length=32, unique=True)
    display_name = models.CharField(max_length=80, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_platform_admin = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, blank=True, default="")
    theme = models.CharField(max_length=8, default="auto")
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower"),
            models.CheckConstraint(
                condition=Q(handle=Lower("handle")), name="user_handle_is_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.handle


class ReservedHandle(Table):
    """Every handle ever held: an alias address must never pass to somebody else.

    That of a person who left is faded (queries.former): still reserved, no longer readable.
    """

    handle = models.CharField(max_length=32, unique=True)
    skeleton = models.CharField(max_length=32, db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="handles")
    reserved_at = models.DateTimeField()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The skeleton (rules.skeleton) is that of the handle."""
        self.skeleton = skeleton(self.handle)
        super().save(*args, **kwargs)


class EmailChange(Table):
    """An address that was replaced. Who reads its mail may take it back; hash of the link only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    former = models.EmailField(max_length=254)
    secret_hash = models.CharField(max_length=64, unique=True)
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class CreditKind(models.TextChoices):
    """Under which name a researcher wants to be thanked."""

    NAME = "name", "Real name"
    ALIAS = "alias", "Handle"
    ANONYMOUS = "anonymous", "Not named"


class Researcher(Table):
    """The researcher's side of a person. `is_public` shows the profile page to everybody."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="researcher")
    is_public = models.BooleanField(default=False)
    about = models.TextField(blank=True, default="", max_length=4000)
    website = models.CharField(max_length=200, blank=True, default="")
    credit_kind = models.CharField(
        max_length=10, choices=CreditKind.choices, default=CreditKind.ALIAS
    )
    credit_name = models.CharField(max_length=80, blank=True, default="")


class Organization(Table):
    """Who runs programmes."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True, default="", max_length=4000)
    website = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Membership(Table):
    """One role of one person in one organization.

    `is_limited`: of the reports they see only those of the groups that they are in.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)
    is_limited = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),
            one_of("role", Role, name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(is_limited=False) | ~Q(role=Role.OWNER), name="owner_is_not_limited"
            ),
        ]


class MemberDays(Table):
    """Days on which a member is away or on call: both ends included, in the member's zone."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="days")
    kind = models.CharField(max_length=8)
    first_date = models.DateField()
    last_date = models.DateField(db_index=True)

    class Meta:
        constraints = [
            one_of("kind", DayKind, name="days_kind_known"),
            models.CheckConstraint(
                condition=Q(first_date__lte=models.F("last_date")), name="days_in_order"
            ),
        ]


class Group(Table):
    """Members of an organization who share a queue. `handle` is what notes mention.

    With `mail_domain` only those whose address is of that domain can be in it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="groups")
    handle = models.CharField(max_length=32)
    name = models.CharField(max_length=60)
    mail_domain = models.CharField(max_length=253, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "handle"], name="group_handle_once")
        ]

    def __str__(self) -> str:
        return self.handle


class GroupMember(Table):
    """That a member is in a group; it ends with the membership."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="places")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "membership"], name="group_member_once")
        ]


class Ban(Table):
    """Somebody may not report: to one program, to an organization, or (both NULL) to anybody.

    In force until `expires_at` (NULL: without end) or until it is lifted. The program is known
    here by its table only.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bans")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.PROTECT, related_name="+"
    )
    program = models.ForeignKey(
        "domain.Program", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True, default="")
    banned_at = models.DateTimeField()
    banned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of("reason", BanReason, name="ban_reason_known"),
            together("lifted_at", "lifted_by", name="ban_lifted_pair"),
            models.CheckConstraint(
                condition=Q(program__isnull=True) | Q(organization__isnull=False),
                name="ban_program_is_of_organization",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], name="ban_of", condition=Q(lifted_at__isnull=True)),
            models.Index(fields=["organization", "-id"], name="ban_by_organization"),
        ]

    def is_in_force(self, now: datetime) -> bool:
        """Neither lifted nor over at this moment."""
        return self.lifted_at is None and (self.expires_at is None or self.expires_at > now)


class Invitation(Table):
    """An offer of membership by mail. Only the sha256 of the link's secret is kept."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of("role", Role, name="invitation_role_known"),
            together("accepted_at", "accepted_by", name="invitation_accepted_pair"),
            together("revoked_at", "revoked_by", name="invitation_revoked_pair"),
        ]


class SignInProvider(Table):
    """Through which OpenID provider an organization's members sign in.

    Another issuer is another row: what was signed in or minted through the former counts no more.
    `emergency_user` may come in without it, by password and second factor.
    """

    public_id = models.CharField(max_length=8, unique=True)
    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="provider"
    )
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=255)
    secret_sealed = models.TextField()
    enforcement = models.CharField(max_length=10, default=Enforcement.OFF)
    default_role = models.CharField(max_length=20, null=True)  # noqa: DJ001  # None: invitation only
    emergency_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("enforcement", Enforcement, name="provider_enforcement_known"),
            one_of("default_role", Role, name="provider_role_known"),
        ]


class ProviderDomain(Table):
    """A mail domain that an organization says is its own; it counts once `verified_at` is set."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="domains")
    domain = models.CharField(max_length=253)
    challenge = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "domain"], name="domain_once"),
            models.UniqueConstraint(
                fields=["domain"], condition=Q(verified_at__isnull=False), name="domain_of_one"
            ),
        ]


class ProviderIdentity(Table):
    """Who somebody is at a provider: issuer and subject, never an address."""

    provider = models.ForeignKey(
        SignInProvider, on_delete=models.CASCADE, related_name="identities"
    )
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "issuer", "subject"], name="identity_of_one"
            ),
            models.UniqueConstraint(fields=["provider", "user"], name="identity_once"),
        ]


class OneTimeLink(Table):
    """A link that signs one person in once: the first administrator, the demo. Hash only."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(Table):
    """A bearer token. Only the sha256 of its secret is kept; `hint` is its last four characters.

    `providers`: ids of the sign-in providers that the session had passed in which it was made;
    `only_provider`: it had passed nothing else.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    providers = models.JSONField(default=list)
    only_provider = models.BooleanField(default=False)


class Session(models.Model):
    """A browser session. The cookie's value is never stored, only its sha256."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    payload = models.TextField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ip = models.CharField(max_length=45, blank=True, default="")
    agent = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.key_hash[:16]


class Epoch(models.Model):
    """The one row that says how often this installation was restored from a backup.

    Links that no row stands for (reset, verification) name the number and end with it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="epoch_is_one")]

    def __str__(self) -> str:
        return str(self.number)


class RateBucket(models.Model):
    """The limit of one key (action and person, address or token).

    `full_at`: when the bucket is full again, in seconds since 1970.
    """

    key = models.CharField(max_length=120, primary_key=True)
    full_at = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return self.key


class IdempotencyRecord(Table):
    """The answer that was given to a POST with an Idempotency-Key."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]
