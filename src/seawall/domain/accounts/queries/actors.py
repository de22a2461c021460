"""From a session or a token to the Actor, in one statement each."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import ProviderDomain, User
from seawall.domain.accounts.rules import (
    PLATFORM_PERMISSIONS,
    Enforcement,
    Role,
    TokenScope,
    granted,
    permissions_of,
)
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import NotAllowed, NotFound
from seawall.lib import clock, crypto

# As the sign-in library names them. Recovery codes alone are no factor: they come with one.
SECOND_FACTORS = ("totp", "webauthn")
_TOKEN_LENGTH = 3 + 43 + 8


@dataclass(frozen=True, slots=True)
class Passed:
    """By which doors somebody came in: the sign-in providers (their ids), and our own.

    Who came through a provider alone sees nothing of other organizations: whoever runs a provider
    can sign in there as anybody.
    """

    providers: frozenset[int] = frozenset()
    is_local: bool = True


@dataclass(frozen=True, slots=True)
class _Place:
    """A membership, and what its organization asks of a sign-in; once for each of its groups."""

    organization_id: int
    role: str
    provider_id: int | None
    enforcement: str | None
    emergency_user_id: int | None
    is_limited: bool = False
    group_id: int | None = None


def actor_for_user(
    user_id: int, *, second_factor: bool, ip: str = "", passed: Passed | None = None
) -> Actor:
    """The person as they stand now. Raises NotFound for an account that is gone or deactivated.

    `second_factor` is what this sign-in passed; it counts only while the account has one. `passed`
    is for sessions; without it (mail, webhooks, the command line) nobody signs in, and no
    organization asks through which provider.
    """
    rows = _asked(_PERSON_STATEMENT, *SECOND_FACTORS, user_id)
    if not rows:
        raise NotFound
    handle, is_admin, has_factor = rows[0][0], bool(rows[0][1]), rows[0][2]
    places = [_Place(*row[3:]) for row in rows if row[3] is not None]
    has_passed = second_factor and bool(has_factor)
    locked = (
        frozenset()
        if passed is None
        else _locked(places, passed, user_id, may_use_emergency=has_passed)
    )
    places = [place for place in places if place.organization_id not in locked]
    roles, limits = _roles(places), _limits(places)
    is_admin = is_admin and (passed is None or passed.is_local)
    return Actor(
        kind=ActorKind.PERSON,
        user_id=user_id,
        handle=handle,
        platform=frozenset(str(each) for each in PLATFORM_PERMISSIONS) if is_admin else frozenset(),
        second_factor=has_passed,
        roles=roles,
        grants=MappingProxyType({org: _GRANTS[role, org in limits] for org, role in roles.items()}),
        limits=limits,
        ip=ip,
        locked=locked,
        providers=frozenset() if passed is None else passed.providers,
        is_local=passed is None or passed.is_local,
    )


def _locked(
    places: Iterable[_Place], passed: Passed, user_id: int, *, may_use_emergency: bool
) -> frozenset[int]:
    """Organizations that show nothing to this sign-in. Two statements more where one might."""
    locked, asking = set(), set()
    for place in places:
        if place.provider_id in passed.providers:
            continue
        if not passed.is_local:
            locked.add(place.organization_id)
        elif may_use_emergency and place.emergency_user_id == user_id:
            continue
        elif place.enforcement == Enforcement.EVERYBODY:
            locked.add(place.organization_id)
        elif place.enforcement == Enforcement.DOMAINS:
            asking.add(place.organization_id)
    return frozenset(locked | (_with_own_domain(asking, user_id) if asking else set()))


def _with_own_domain(organizations: set[int], user_id: int) -> set[int]:
    """Those that own the domain of a verified address of the person, to the letter."""
    addresses = User.objects.filter(pk=user_id, emailaddress__verified=True)
    mine = {
        address.rpartition("@")[2].lower()
        for address in addresses.values_list("emailaddress__email", flat=True)
    }
    found = ProviderDomain.objects.filter(
        organization_id__in=organizations, verified_at__isnull=False, domain__in=mine
    )
    return set(found.values_list("organization_id", flat=True))


def actor_for_token(secret: str, *, ip: str = "") -> Actor:
    """The token's owner, narrowed to the token's scopes.

    Raises NotAllowed in the same words for a token that is unknown, expired or revoked. Platform
    permissions never travel with a token. A token has passed what the session had passed in which
    it was made: one that is older than the provider opens nothing where that is asked for.
    """
    if not _well_formed(secret):
        raise _refusal()
    now = connection.ops.adapt_datetimefield_value(clock.now())
    rows = _asked(_BEARER_STATEMENT, *SECOND_FACTORS, crypto.sha256_hex(secret), now)
    if not rows:
        raise _refusal()
    token_id, user_id, handle, scopes, has_factor, providers, only_provider = rows[0][:7]
    known = frozenset(scope for scope in json.loads(scopes) if scope in _SCOPES)
    passed = Passed(frozenset(json.loads(providers)), is_local=not only_provider)
    places = [_Place(*row[7:]) for row in rows if row[7] is not None]
    locked = _locked(places, passed, user_id, may_use_emergency=False)
    places = [place for place in places if place.organization_id not in locked]
    roles, limits = _roles(places), _limits(places)
    return Actor(
        kind=ActorKind.TOKEN,
        user_id=user_id,
        handle=handle,
        second_factor=bool(has_factor),
        roles=roles,
        grants=MappingProxyType(
            {org: _narrowed(role, org in limits, known) for org, role in roles.items()}
        ),
        limits=limits,
        token_id=token_id,
        scopes=known,
        ip=ip,
        locked=locked,
        providers=passed.providers,
        is_local=passed.is_local,
    )


# Asked by every request: written out, since compiling them costs more than running them.
_PERSON_STATEMENT = """
SELECT u.handle, u.is_platform_admin,
       EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN (%s, %s)),
       m.organization_id, m.role, p.id, p.enforcement, p.emergency_user_id, m.is_limited, g.group_id
FROM domain_user u
LEFT JOIN domain_membership m ON m.user_id = u.id
LEFT JOIN domain_groupmember g ON g.membership_id = m.id AND m.is_limited
LEFT JOIN domain_signinprovider p ON p.organization_id = m.organization_id
WHERE u.id = %s AND u.is_active
"""
_BEARER_STATEMENT = """
SELECT t.id, t.user_id, u.handle, t.scopes,
       EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN (%s, %s)),
       t.providers, t.only_provider,
       m.organization_id, m.role, p.id, p.enforcement, p.emergency_user_id, m.is_limited, g.group_id
FROM domain_apitoken t
JOIN domain_user u ON u.id = t.user_id
LEFT JOIN domain_membership m ON m.user_id = u.id
LEFT JOIN domain_groupmember g ON g.membership_id = m.id AND m.is_limited
LEFT JOIN domain_signinprovider p ON p.organization_id = m.organization_id
WHERE t.secret_hash = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
"""
_SCOPES = frozenset(TokenScope)


def _asked(statement: str, *values: int | str | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


@lru_cache(maxsize=1024)
def _narrowed(role: str, is_limited: bool, scopes: frozenset[str]) -> frozenset[str]:
    """What the role grants and the token's scopes let through."""
    held = granted(Role(role), is_limited=is_limited)
    allowed = permissions_of(TokenScope(scope) for scope in scopes)
    return frozenset(str(permission) for permission in held & allowed)


_GRANTS: Mapping[tuple[str, bool], frozenset[str]] = MappingProxyType(
    {
        (str(role), is_limited): frozenset(map(str, granted(role, is_limited=is_limited)))
        for role in Role
        for is_limited in (False, True)
    }
)


def _roles(places: Iterable[_Place]) -> Mapping[int, str]:
    return MappingProxyType({place.organization_id: place.role for place in places})


def _limits(places: Iterable[_Place]) -> Mapping[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for place in places:
        if place.is_limited:
            groups = frozenset() if place.group_id is None else frozenset({place.group_id})
            found[place.organization_id] = found.get(place.organization_id, frozenset()) | groups
    return MappingProxyType(found)


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
