"""From a session or a token to the Actor, in one statement each."""

import zlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import ApiToken, User
from seawall.domain.accounts.rules import (
    PERMISSIONS,
    PLATFORM_PERMISSIONS,
    Role,
    TokenScope,
    permissions_of,
)
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import NotAllowed, NotFound
from seawall.lib import clock, crypto

_TOKEN_LENGTH = 3 + 43 + 8


def actor_for_user(user_id: int, *, second_factor: bool, ip: str = "") -> Actor:
    """The person as they stand now. Raises NotFound for an account that is gone or deactivated.

    `second_factor` is what this sign-in passed; it counts only while the account has one.
    """
    rows = list(
        User.objects.filter(pk=user_id, is_active=True)
        .annotate(has_factor=_has_factor("pk"))
        .values_list(
            "handle",
            "is_platform_admin",
            "has_factor",
            "memberships__organization_id",
            "memberships__role",
        )
    )
    if not rows:
        raise NotFound
    handle, is_admin, has_factor = rows[0][:3]
    roles = _roles((row[3], row[4]) for row in rows)
    return Actor(
        kind=ActorKind.PERSON,
        user_id=user_id,
        handle=handle,
        platform=frozenset(str(each) for each in PLATFORM_PERMISSIONS) if is_admin else frozenset(),
        second_factor=second_factor and bool(has_factor),
        roles=roles,
        grants=MappingProxyType({org: _GRANTS[role] for org, role in roles.items()}),
        ip=ip,
    )


def actor_for_token(secret: str, *, ip: str = "") -> Actor:
    """The token's owner, narrowed to the token's scopes.

    Raises NotAllowed in the same words for a token that is unknown, expired or revoked. Platform
    permissions never travel with a token.
    """
    if not _well_formed(secret):
        raise _refusal()
    rows = list(
        ApiToken.objects.filter(
            secret_hash=crypto.sha256_hex(secret),
            revoked_at=None,
            expires_at__gt=clock.now(),
            user__is_active=True,
        )
        .annotate(has_factor=_has_factor("user_id"))
        .values_list(
            "pk",
            "user_id",
            "user__handle",
            "scopes",
            "has_factor",
            "user__memberships__organization_id",
            "user__memberships__role",
        )
    )
    if not rows:
        raise _refusal()
    token_id, user_id, handle, scopes, has_factor = rows[0][:5]
    known = frozenset(scope for scope in scopes if scope in set(TokenScope))
    allowed = permissions_of(TokenScope(scope) for scope in known)
    roles = _roles((row[5], row[6]) for row in rows)
    return Actor(
        kind=ActorKind.TOKEN,
        user_id=user_id,
        handle=handle,
        second_factor=bool(has_factor),
        roles=roles,
        grants=MappingProxyType(
            {
                org: frozenset(str(p) for p in PERMISSIONS[Role(role)] & allowed)
                for org, role in roles.items()
            }
        ),
        token_id=token_id,
        scopes=known,
        ip=ip,
    )


_GRANTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {str(role): frozenset(str(each) for each in granted) for role, granted in PERMISSIONS.items()}
)


def _roles(pairs: Iterable[tuple[int | None, str | None]]) -> Mapping[int, str]:
    return MappingProxyType({org: role for org, role in pairs if org is not None and role})


def _has_factor(user_reference: str) -> Exists:
    """Recovery codes alone are no factor: they come with one."""
    return Exists(
        Authenticator.objects.filter(user_id=OuterRef(user_reference)).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
    )


def _well_formed(secret: str) -> bool:
    if len(secret) != _TOKEN_LENGTH or not secret.isascii() or not secret.startswith("sw_"):
        return False
    body, checksum = secret[:-8], secret[-8:]
    return f"{zlib.crc32(body.encode()):08x}" == checksum


def _refusal() -> NotAllowed:
    return NotAllowed(
        _("This token is unknown, expired or revoked. Make a new one in your settings."),
        code="token_refused",
    )
