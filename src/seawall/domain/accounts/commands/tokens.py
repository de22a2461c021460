"""API tokens: `sw_`, 43 random characters, 8 of checksum. Only the sha256 is kept."""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.events import TokenMade, TokenRevoked
from seawall.domain.accounts.models import ApiToken
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.lib import clock, crypto

PREFIX = "sw_"
DEFAULT_DAYS = 90
LONGEST_DAYS = 365
MOST_TOKENS = 50
USED_EVERY = timedelta(minutes=1)

# When this process last wrote a token's use: spares a statement per request, decides nothing.
_touched: dict[int, datetime] = {}


@transaction.atomic
def make_token(
    user_id: int,
    *,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    days: int = DEFAULT_DAYS,
) -> str:
    """The new token's secret. It is shown once: nobody can read it again."""
    if not policies.can_see_sessions_and_tokens(actor, user_id):
        raise NotFound
    label = wording.line(name, field="name", longest=80, required=True)
    chosen = _known(scopes)
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("A token lives 1 to %(most)d days.") % {"most": LONGEST_DAYS}, field="days")
    now = clock.now()
    active = ApiToken.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=now)
    if active.count() >= MOST_TOKENS:
        raise Conflict(_("You have too many tokens. Revoke those that you do not use."))
    body = PREFIX + crypto.new_secret()
    secret = f"{body}{zlib.crc32(body.encode()):08x}"
    token = ApiToken.objects.create(
        user_id=user_id,
        name=label,
        secret_hash=crypto.sha256_hex(secret),
        hint=secret[-4:],
        scopes=list(chosen),
        created_at=now,
        expires_at=now + timedelta(days=days),
        providers=sorted(actor.providers),
        only_provider=not actor.is_local,
    )
    event = TokenMade(user_id=user_id, token_id=token.pk, scopes=" ".join(chosen))
    audit.record(event, actor=actor)
    return secret


def _known(scopes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(scopes)
    if not wanted:
        raise Invalid(_("Choose at least one scope."), field="scopes")
    unknown = wanted - set(TokenScope)
    if unknown:
        raise Invalid(
            _("Unknown scope: %(scopes)s.") % {"scopes": ", ".join(sorted(unknown))}, field="scopes"
        )
    return tuple(str(scope) for scope in TokenScope if scope in wanted)


@transaction.atomic
def revoke_token(token_id: int, *, actor: Actor) -> None:
    """The token is refused from the next request on."""
    token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
    if token is None or not policies.can_see_sessions_and_tokens(actor, token.user_id):
        raise NotFound
    if token.revoked_at is not None:
        raise Conflict(_("This token is revoked already."))
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    audit.record(TokenRevoked(user_id=token.user_id, token_id=token_id), actor=actor)


def touch_token(actor: Actor) -> None:
    """Remember that the actor's token was used; writes at most once a minute."""
    now = clock.now()
    token_id = actor.token_id
    if token_id is None:
        return
    last = _touched.get(token_id)
    if last is not None and timedelta(0) <= now - last < USED_EVERY:
        return
    if len(_touched) > 10_000:
        _touched.clear()
    _touched[token_id] = now
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
    ApiToken.objects.filter(stale, pk=token_id).update(last_used_at=now)
