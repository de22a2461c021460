"""What can happen to people, organizations, sessions and tokens.

Payloads carry ids, roles and states only: no handle, no address, no secret can be erased later.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PersonSignedUp:
    """Somebody made an account, or one was made for them."""

    name: ClassVar[str] = "person.signed_up"
    user_id: int


@dataclass(frozen=True, slots=True)
class AdministratorAppointed:
    """The one-time link of the installation was used."""

    name: ClassVar[str] = "person.administrator_appointed"
    user_id: int


@dataclass(frozen=True, slots=True)
class ProfileEdited:
    """Name, text, visibility or credit changed."""

    name: ClassVar[str] = "person.profile_edited"
    user_id: int
    is_public: bool


@dataclass(frozen=True, slots=True)
class PreferencesEdited:
    """Time zone or theme changed."""

    name: ClassVar[str] = "person.preferences_edited"
    user_id: int


@dataclass(frozen=True, slots=True)
class HandleRenamed:
    """The old handle stays reserved for this person."""

    name: ClassVar[str] = "person.handle_renamed"
    user_id: int


@dataclass(frozen=True, slots=True)
class PersonDeactivated:
    """Sign-in, sessions and tokens ended; what they wrote stays."""

    name: ClassVar[str] = "person.deactivated"
    user_id: int


@dataclass(frozen=True, slots=True)
class PersonReactivated:
    """May sign in again."""

    name: ClassVar[str] = "person.reactivated"
    user_id: int


@dataclass(frozen=True, slots=True)
class EmailVerified:
    """An address was shown to be theirs."""

    name: ClassVar[str] = "person.email_verified"
    user_id: int


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """The address for sign-in and mail is another one."""

    name: ClassVar[str] = "person.email_changed"
    user_id: int


@dataclass(frozen=True, slots=True)
class EmailChangeUndone:
    """Whoever reads the former address took it back; every session and token ended."""

    name: ClassVar[str] = "person.email_change_undone"
    user_id: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`method`: password, passkey, provider or link; `second_factor`: whether one was passed."""

    name: ClassVar[str] = "session.signed_in"
    user_id: int
    method: str
    second_factor: bool


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """A wrong password or code for an account that exists."""

    name: ClassVar[str] = "session.sign_in_failed"
    user_id: int
    method: str


@dataclass(frozen=True, slots=True)
class SignInThrottled:
    """Too many wrong passwords or codes: further ones are not looked at for a while.

    Once an hour at most. `method`: password or second_factor.
    """

    name: ClassVar[str] = "session.sign_in_throttled"
    user_id: int
    method: str


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The person ended this session."""

    name: ClassVar[str] = "session.signed_out"
    user_id: int


@dataclass(frozen=True, slots=True)
class SessionsRevoked:
    """`count` sessions of a person were ended from elsewhere."""

    name: ClassVar[str] = "session.revoked"
    user_id: int
    count: int


@dataclass(frozen=True, slots=True)
class EveryDoorClosed:
    """After a restore: `sessions` and `tokens` ended, links and invitations too."""

    name: ClassVar[str] = "session.all_ended"
    epoch: int
    sessions: int
    tokens: int


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """`by_reset`: through a mailed link, not with the old password."""

    name: ClassVar[str] = "person.password_changed"
    user_id: int
    by_reset: bool


@dataclass(frozen=True, slots=True)
class FactorAdded:
    """`kind`: totp, webauthn or recovery_codes."""

    name: ClassVar[str] = "factor.added"
    user_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class FactorRemoved:
    """`kind`: totp, webauthn or recovery_codes."""

    name: ClassVar[str] = "factor.removed"
    user_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class FactorReset:
    """New recovery codes replaced the old ones."""

    name: ClassVar[str] = "factor.reset"
    user_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class TokenMade:
    """An API token exists. `scopes` are separated by spaces."""

    name: ClassVar[str] = "token.made"
    user_id: int
    token_id: int
    scopes: str


@dataclass(frozen=True, slots=True)
class TokenRevoked:
    """An API token is refused from now on."""

    name: ClassVar[str] = "token.revoked"
    user_id: int
    token_id: int


@dataclass(frozen=True, slots=True)
class LinkMade:
    """`purpose`: sign_in or administrator."""

    name: ClassVar[str] = "link.made"
    user_id: int | None
    purpose: str


@dataclass(frozen=True, slots=True)
class LinkUsed:
    """A one-time link is spent."""

    name: ClassVar[str] = "link.used"
    user_id: int | None
    purpose: str


@dataclass(frozen=True, slots=True)
class OrganizationCreated:
    """With its first owner."""

    name: ClassVar[str] = "organization.created"
    organization_id: int
    owner_id: int


@dataclass(frozen=True, slots=True)
class OrganizationEdited:
    """Name, text or web site changed."""

    name: ClassVar[str] = "organization.edited"
    organization_id: int


@dataclass(frozen=True, slots=True)
class MemberInvited:
    """By mail; the address is in the invitation's row only."""

    name: ClassVar[str] = "member.invited"
    invitation_id: int
    role: str


@dataclass(frozen=True, slots=True)
class InvitationRevoked:
    """The link is refused from now on."""

    name: ClassVar[str] = "member.invitation_revoked"
    invitation_id: int


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """By accepting an invitation."""

    name: ClassVar[str] = "member.joined"
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleChanged:
    """From one role to another."""

    name: ClassVar[str] = "member.role_changed"
    user_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """By an owner, or by leaving."""

    name: ClassVar[str] = "member.removed"
    user_id: int
    role: str


@dataclass(frozen=True, slots=True)
class PersonBanned:
    """May not report anywhere on the platform, until `expires_at` or (empty) without end."""

    name: ClassVar[str] = "person.banned"
    user_id: int
    ban_id: int
    reason: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class PersonBanLifted:
    """May report again."""

    name: ClassVar[str] = "person.ban_lifted"
    user_id: int
    ban_id: int


@dataclass(frozen=True, slots=True)
class PersonClosed:
    """The account was closed for ever; the id is a pseudonym from now on."""

    name: ClassVar[str] = "person.closed"
    user_id: int
    by_self: bool


@dataclass(frozen=True, slots=True)
class ProviderSet:
    """Members may sign in through an OpenID provider. Its address and secret are in its row."""

    name: ClassVar[str] = "provider.set"
    provider: str


@dataclass(frozen=True, slots=True)
class ProviderRemoved:
    """With every link to it."""

    name: ClassVar[str] = "provider.removed"
    provider: str


@dataclass(frozen=True, slots=True)
class ProviderRulesSet:
    """Who has to come through it, what newcomers become, who may come in without it."""

    name: ClassVar[str] = "provider.rules_set"
    provider: str
    enforcement: str
    default_role: str
    emergency_user_id: int | None


@dataclass(frozen=True, slots=True)
class DomainVerified:
    """A mail domain was shown to be the organization's. `method`: dns or file."""

    name: ClassVar[str] = "domain.verified"
    domain_id: int
    method: str


@dataclass(frozen=True, slots=True)
class DomainRemoved:
    """It counts no more."""

    name: ClassVar[str] = "domain.removed"
    domain_id: int


@dataclass(frozen=True, slots=True)
class IdentityLinked:
    """Somebody can come in through the provider. `by`: themselves or invitation or default."""

    name: ClassVar[str] = "identity.linked"
    user_id: int
    provider: str
    by: str


@dataclass(frozen=True, slots=True)
class IdentityUnlinked:
    """They cannot any more."""

    name: ClassVar[str] = "identity.unlinked"
    user_id: int
    provider: str


@dataclass(frozen=True, slots=True)
class CameByEmergency:
    """The person named for it came in without the provider."""

    name: ClassVar[str] = "provider.emergency_used"
    user_id: int
    provider: str


@dataclass(frozen=True, slots=True)
class GroupMade:
    """An organization has a new group of members."""

    name: ClassVar[str] = "group.made"
    group_id: int


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """It got another name or handle."""

    name: ClassVar[str] = "group.changed"
    group_id: int


@dataclass(frozen=True, slots=True)
class GroupDeleted:
    """Its reports are in no group any more."""

    name: ClassVar[str] = "group.deleted"
    group_id: int


@dataclass(frozen=True, slots=True)
class GroupMembersSet:
    """Who came into a group and who left it: user ids."""

    name: ClassVar[str] = "group.members_set"
    group_id: int
    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MemberLimited:
    """A member sees only the reports of their groups, or all again."""

    name: ClassVar[str] = "member.limited"
    user_id: int
    is_limited: bool


@dataclass(frozen=True, slots=True)
class DaysEntered:
    """A member is away or on call on these days."""

    name: ClassVar[str] = "member.days_entered"
    user_id: int
    days_id: int
    kind: str
    first_date: str
    last_date: str


@dataclass(frozen=True, slots=True)
class DaysRemoved:
    """They are not, after all."""

    name: ClassVar[str] = "member.days_removed"
    user_id: int
    days_id: int
