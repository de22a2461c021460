"""Where somebody is signed in, and with which tokens."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.accounts import policies
from seawall.domain.accounts.models import ApiToken, Session, User
from seawall.domain.accounts.rules import SCOPE_LABELS, TokenScope
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.lib import clock

IDLE_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A live session as the cookie's owner gets it back."""

    payload: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """One browser in the list of sessions. `reference` names it to `commands.end_session`."""

    reference: str
    is_current: bool
    created_at: datetime
    seen_at: datetime
    ip: str
    agent: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """One token in the list: never its secret. `state` is active, expired or revoked."""

    token_id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str

    @property
    def scope_labels(self) -> tuple[str, ...]:
        """What the scopes allow, in words, untranslated."""
        known = set(TokenScope)
        return tuple(SCOPE_LABELS[TokenScope(each)] for each in self.scopes if each in known)


def session_row(key_hash: str) -> StoredSession | None:
    """The session of a cookie, unless it is unknown, idle for 8 hours or past its end."""
    rows = Session.objects.filter(key_hash=key_hash)
    row = next(iter(rows.values_list("payload", "created_at", "seen_at", "expires_at")), None)
    if row is None:
        return None
    found, now = StoredSession(*row), clock.now()
    if found.expires_at <= now or (now - found.seen_at).total_seconds() >= IDLE_SECONDS:
        return None
    return found


def sessions_of(user_id: int, *, current: str, actor: Actor) -> tuple[SessionView, ...]:
    """Live sessions, latest use first; `current` is the key hash of the asking browser."""
    if not policies.can_see_sessions_and_tokens(actor, user_id):
        raise NotFound
    now = clock.now()
    rows = Session.objects.filter(user_id=user_id, expires_at__gt=now).order_by("-seen_at", "pk")
    return tuple(
        SessionView(
            reference=row.key_hash[:16],
            is_current=row.key_hash == current,
            created_at=row.created_at,
            seen_at=row.seen_at,
            ip=row.ip,
            agent=row.agent,
        )
        for row in rows
        if (now - row.seen_at).total_seconds() < IDLE_SECONDS
    )


def tokens_of(user_id: int, *, actor: Actor) -> tuple[TokenView, ...]:
    """All tokens, newest first."""
    if not policies.can_see_sessions_and_tokens(actor, user_id):
        raise NotFound
    rows = ApiToken.objects.filter(user_id=user_id).order_by("-created_at", "-pk")
    return tuple(
        TokenView(
            token_id=row.pk,
            name=row.name,
            hint=row.hint,
            scopes=tuple(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            state=_state(row),
        )
        for row in rows
    )


def _state(row: ApiToken) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= clock.now() else "active"


@dataclass(frozen=True, slots=True)
class Factors:
    """Which second factors an account has."""

    has_app: bool
    passkeys: int


def factors_of(user_id: int, *, actor: Actor) -> Factors:
    """One's own. Raises NotFound for somebody else's."""
    if not policies.can_see_sessions_and_tokens(actor, user_id):
        raise NotFound
    kinds = list(
        User.objects.filter(pk=user_id, authenticator__isnull=False).values_list(
            "authenticator__type", flat=True
        )
    )
    return Factors(has_app="totp" in kinds, passkeys=kinds.count("webauthn"))
