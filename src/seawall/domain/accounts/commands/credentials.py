"""What the sign-in machinery has done, written to the log.

The library that checks passwords and factors changes its own rows; these commands record it and
end what must end with it.
"""

from django.db import transaction

from seawall.domain.accounts.commands import limits
from seawall.domain.accounts.commands.sessions import end_other_sessions
from seawall.domain.accounts.events import (
    EmailVerified,
    FactorAdded,
    FactorRemoved,
    FactorReset,
    PasswordChanged,
    SignedIn,
    SignedOut,
    SignInFailed,
    SignInThrottled,
)
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import TooMany

_FACTOR_EVENTS: dict[str, type[FactorAdded | FactorRemoved | FactorReset]] = {
    "added": FactorAdded,
    "removed": FactorRemoved,
    "reset": FactorReset,
}


@transaction.atomic
def note_signed_in(user_id: int, *, method: str, actor: Actor) -> None:
    """`actor.second_factor` says whether this sign-in passed one."""
    event = SignedIn(user_id=user_id, method=method, second_factor=actor.second_factor)
    audit.record(event, actor=actor)


@transaction.atomic
def note_sign_in_failed(user_id: int, *, method: str, actor: Actor) -> None:
    """Only for accounts that exist; a wrong address leaves no row."""
    audit.record(SignInFailed(user_id=user_id, method=method), actor=actor)


@transaction.atomic
def note_sign_in_throttled(user_id: int, *, method: str, actor: Actor) -> bool:
    """Somebody tries and tries. False when it was noted already within the last hour."""
    try:
        limits.take(f"sign_in.throttled:user:{user_id}", at_most=1, per_seconds=3600)
    except TooMany:
        return False
    audit.record(SignInThrottled(user_id=user_id, method=method), actor=actor)
    return True


@transaction.atomic
def note_signed_out(user_id: int, *, actor: Actor) -> None:
    """The browser's own session is gone already."""
    audit.record(SignedOut(user_id=user_id), actor=actor)


@transaction.atomic
def note_password_changed(
    user_id: int, *, by_reset: bool, keep_session: str | None, actor: Actor
) -> None:
    """Ends every session but the one whose key hash is `keep_session`."""
    end_other_sessions(user_id, keep=keep_session, actor=actor)
    audit.record(PasswordChanged(user_id=user_id, by_reset=by_reset), actor=actor)


@transaction.atomic
def note_email_verified(user_id: int, *, actor: Actor) -> None:
    """An address of this person was confirmed."""
    audit.record(EmailVerified(user_id=user_id), actor=actor)


@transaction.atomic
def note_factor(
    user_id: int, *, change: str, kind: str, keep_session: str | None, actor: Actor
) -> None:
    """`change`: added, removed or reset; `kind`: totp, webauthn or recovery_codes.

    Another way in, or one less, signs out every browser but the one of `keep_session`.
    """
    if kind != "recovery_codes":
        end_other_sessions(user_id, keep=keep_session, actor=actor)
    audit.record(_FACTOR_EVENTS[change](user_id=user_id, kind=kind), actor=actor)
