"""People, organizations, memberships, tokens, and the Actor of each."""

import itertools
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands import sessions
from seawall.domain.accounts.models import (
    ApiToken,
    Ban,
    EmailChange,
    Epoch,
    IdempotencyRecord,
    Invitation,
    Membership,
    OneTimeLink,
    Organization,
    RateBucket,
    Researcher,
    ReservedHandle,
    Session,
    User,
)
from seawall.domain.accounts.rules import Role, TokenScope
from seawall.domain.actor import SYSTEM, Actor, ActorKind
from seawall.domain.programs import commands as program_commands
from seawall.lib import clock, crypto

__all__ = [
    "actor",
    "api_token",
    "ban",
    "bucket",
    "email_change",
    "epoch",
    "factor",
    "idempotency_record",
    "invitation",
    "member",
    "one_time_link",
    "organization",
    "person",
    "researcher",
    "reserved_handle",
    "session",
    "token_actor",
    "visitor",
]

_numbers = itertools.count(1)


def person(handle="", *, email="", password=None, **fields) -> User:
    """An active account with a verified address and a private profile; no password by default."""
    number = next(_numbers)
    handle = handle or f"person{number}"
    user = User(handle=handle, email=email or f"{handle}@example.org", **fields)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    ReservedHandle.objects.create(handle=handle, user=user, reserved_at=clock.now())
    Researcher.objects.create(user=user)
    return user


def researcher(handle="", **fields) -> Researcher:
    """The profile of a new person."""
    profile = person(handle).researcher
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save()
    return profile


def reserved_handle(handle="kept") -> ReservedHandle:
    return ReservedHandle.objects.create(handle=handle, reserved_at=clock.now())


def organization(slug="", **fields) -> Organization:
    """Without members; `member(org, Role.OWNER)` adds one."""
    slug = slug or f"org-{next(_numbers)}"
    defaults = {"name": slug.title(), "created_at": clock.now()}
    return Organization.objects.create(slug=slug, **(defaults | fields))


def member(org=None, role=Role.OWNER, *, user=None) -> Membership:
    """A new person (or `user`) in the role."""
    return Membership.objects.create(
        organization=org or organization(),
        user=user or person(),
        role=role,
        created_at=clock.now(),
    )


def actor(who=None, *, second_factor=False, ip="192.0.2.1") -> Actor:
    """The Actor of a user or membership as it stands now; of a new person without one.

    `second_factor` also gives the account a factor when it has none.
    """
    user = who.user if isinstance(who, Membership) else who or person()
    if second_factor and not Authenticator.objects.filter(user=user).exists():
        factor(user)
    return queries.actor_for_user(user.pk, second_factor=second_factor, ip=ip)


def visitor(ip="192.0.2.7") -> Actor:
    """Nobody known, from an address."""
    return Actor(kind=ActorKind.ANONYMOUS, ip=ip)


def factor(user, kind=Authenticator.Type.TOTP) -> Authenticator:
    """A second factor that nobody can pass: for policies, not for signing in."""
    return Authenticator.objects.create(user=user, type=kind, data={})


def api_token(user=None, *, scopes=tuple(TokenScope), days=90) -> tuple[str, ApiToken]:
    """The secret and its row."""
    user = user or person()
    secret = commands.make_token(user.pk, name="test", scopes=scopes, days=days, actor=actor(user))
    return secret, ApiToken.objects.get(secret_hash=crypto.sha256_hex(secret))


def token_actor(who=None, *, scopes=tuple(TokenScope)) -> Actor:
    """The Actor of a new token of a user or membership."""
    user = who.user if isinstance(who, Membership) else who or person()
    return queries.actor_for_token(api_token(user, scopes=scopes)[0])


def invitation(org=None, *, email="invited@example.org", role=Role.VIEWER, by=None):
    """The secret and its row."""
    org = org or organization()
    by = by or member(org, Role.OWNER)
    secret = commands.invite_member(org.pk, email=email, role=role, actor=actor(by))
    return secret, Invitation.objects.get(secret_hash=crypto.sha256_hex(secret))


def ban(user=None, *, program=None, scope="program", reason="spam", until=None) -> Ban:
    """From the whole platform, or by a manager of the program."""
    user = user or person()
    if program is None:
        admin = actor(person(is_platform_admin=True))
        return commands.ban_person(user.pk, reason=reason, until=until, actor=admin)
    manager = actor(member(program.organization, Role.PROGRAM_MANAGER), second_factor=True)
    return program_commands.ban_researcher(
        program.slug, who=user.handle, reason=reason, scope=scope, until=until, actor=manager
    )


def one_time_link(user=None, *, purpose="sign_in", minutes=60) -> tuple[str, OneTimeLink]:
    """The secret and its row; without a user of `sign_in`, a new person's."""
    if purpose == "sign_in":
        user = user or person()
    secret = commands.make_one_time_link(
        user.pk if user else None, purpose=purpose, minutes=minutes, actor=SYSTEM
    )
    return secret, OneTimeLink.objects.get(secret_hash=crypto.sha256_hex(secret))


def session(user=None, *, key="", **fields) -> Session:
    """A browser session with an empty payload."""
    key_hash = crypto.sha256_hex(key or f"cookie-{next(_numbers)}")
    row = sessions.SessionRow(
        key_hash, payload="", user_id=user.pk if user else None, ip="192.0.2.1", agent="Test"
    )
    sessions.keep_row(row, expires_at=clock.now() + timedelta(days=7), is_new=True)
    Session.objects.filter(key_hash=key_hash).update(**fields or {"agent": "Test"})
    return Session.objects.get(key_hash=key_hash)


def bucket(key="test") -> RateBucket:
    commands.limits.take(key, at_most=10, per_seconds=60)
    return RateBucket.objects.get(key=key)


def email_change(user=None, *, former="former@example.org") -> tuple[str, EmailChange]:
    """The secret of the link that takes a change back, and its row."""
    user = user or person()
    secret = commands.note_email_changed(user.pk, former=former, actor=actor(user))
    return secret, EmailChange.objects.get(secret_hash=crypto.sha256_hex(secret))


def epoch() -> Epoch:
    """The one row; every session and token ends."""
    commands.begin_epoch(actor=SYSTEM)
    return Epoch.objects.get()


def idempotency_record(user=None, *, key="key") -> IdempotencyRecord:
    answer = commands.idempotency.StoredAnswer(201, "{}")
    owner = actor(user)
    commands.idempotency.store(key, request_hash="0" * 64, answer=answer, actor=owner)
    return IdempotencyRecord.objects.get(user_id=owner.user_id, key=key)
