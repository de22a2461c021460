"""From a session or a token to the Actor, in one statement each."""

import json
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import User
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

# As the sign-in library names them. Recovery codes alone are no factor: they come with one.
SECOND_FACTORS = ("totp", "webauthn")
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
    rows = _token_rows(crypto.sha256_hex(secret))
    if not rows:
        raise _refusal()
    token_id, user_id, handle, scopes, has_factor = rows[0][:5]
    known = frozenset(scope for scope in json.loads(scopes) if scope in _SCOPES)
    roles = _roles((row[5], row[6]) for row in rows)
    return Actor(
        kind=ActorKind.TOKEN,
        user_id=user_id,
        handle=handle,
        second_factor=bool(has_factor),
        roles=roles,
        grants=MappingProxyType({org: _narrowed(role, known) for org, role in roles.items()}),
        token_id=token_id,
        scopes=known,
        ip=ip,
    )


# Asked by every API request: written out, since compiling it costs more than running it.
_BEARER_STATEMENT = """
SELECT t.id, t.user_id, u.handle, t.scopes,
       EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN (%s, %s)),
       m.organization_id, m.role
FROM domain_apitoken t
JOIN domain_user u ON u.id = t.user_id
LEFT JOIN domain_membership m ON m.user_id = u.id
WHERE t.secret_hash = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
"""
_SCOPES = frozenset(TokenScope)


def _token_rows(secret_hash: str) -> list[tuple[Any, ...]]:
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_BEARER_STATEMENT, (*SECOND_FACTORS, secret_hash, now))
        return list(cursor.fetchall())


@lru_cache(maxsize=1024)
def _narrowed(role: str, scopes: frozenset[str]) -> frozenset[str]:
    """What the role grants and the token's scopes let through."""
    allowed = permissions_of(TokenScope(scope) for scope in scopes)
    return frozenset(str(permission) for permission in PERMISSIONS[Role(role)] & allowed)


_GRANTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {str(role): frozenset(str(each) for each in granted) for role, granted in PERMISSIONS.items()}
)


def _roles(pairs: Iterable[tuple[int | None, str | None]]) -> Mapping[int, str]:
    return MappingProxyType({org: role for org, role in pairs if org is not None and role})


def _has_factor(user_reference: str) -> Exists:
    return Exists(
        User.objects.filter(pk=OuterRef(user_reference), authenticator__type__in=SECOND_FACTORS)
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
