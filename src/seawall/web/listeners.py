"""What the sign-in library reports, handed to the commands that write the log.

Imported once by urls/accounts.py. The library has no other way to say what it did; nothing else
in Seawall is controlled by signals.
"""

import time
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from seawall.domain.accounts import commands
from seawall.web import warnings
from seawall.web.actors import actor_of, person_acting
from seawall.web.themes import remember_theme


@receiver(account_signals.user_logged_in)
def signed_in(request: HttpRequest, response: HttpResponse, user: Any, **kwargs: Any) -> None:
    """A session is open and complete, factor included. The person's theme comes with it."""
    if user.theme != "auto":
        remember_theme(response, user.theme, secure=request.is_secure())
    methods = {record.get("method") for record in get_authentication_records(request, user)}
    actor = actor_of(request)
    other = "provider" if actor.providers else "passkey" if "mfa" in methods else "link"
    method = "password" if "password" in methods else other
    commands.note_signed_in(user.pk, method=method, actor=actor)
    commands.note_emergency(actor=actor)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The browser's session is gone."""
    if user is not None and user.pk is not None:
        commands.note_signed_out(user.pk, actor=person_acting(user.pk, user.handle, request))


@receiver([account_signals.password_changed, account_signals.password_set])
def password_changed(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The library has signed this browser out already; all others follow."""
    acting = person_acting(user.pk, user.handle, request)
    commands.note_password_changed(user.pk, by_reset=False, keep_session=None, actor=acting)


@receiver(account_signals.password_reset)
def password_reset(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Through a mailed link: every session ends."""
    acting = person_acting(user.pk, user.handle, request)
    commands.note_password_changed(user.pk, by_reset=True, keep_session=None, actor=acting)


@receiver(account_signals.email_confirmed)
def email_confirmed(request: HttpRequest, email_address: Any, **kwargs: Any) -> None:
    """An address is theirs."""
    user = email_address.user
    commands.note_email_verified(user.pk, actor=person_acting(user.pk, user.handle, request))


@receiver(account_signals.email_changed)
def email_changed(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Another address is the primary one. The first address of an account is no change."""
    former = kwargs.get("from_email_address")
    if former is None:
        return
    if former.verified:
        warnings.address_changed(request, user.pk, user.handle, former=former.email)


@receiver(factor_signals.authenticator_added)
def factor_added(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Who just set a factor up has just shown it: this session counts as having passed it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        records = get_authentication_records(request, user)
        shown = {"method": "mfa", "type": str(authenticator.type), "at": time.time()}
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records, shown]
    _note(request, user, authenticator, "added")


@receiver(factor_signals.authenticator_removed)
def factor_removed(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """One way in less."""
    _note(request, user, authenticator, "removed")


@receiver(factor_signals.authenticator_reset)
def factor_reset(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """New recovery codes."""
    _note(request, user, authenticator, "reset")


@receiver(factor_signals.authentication_failed)
def factor_failed(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A wrong code after a right password: worth a line. A wrong password is not, since writing
    one for accounts that exist would tell them apart by time."""
    acting = person_acting(user.pk, user.handle, request)
    commands.note_sign_in_failed(user.pk, method="second_factor", actor=acting)


def _note(request: HttpRequest, user: Any, authenticator: Any, change: str) -> None:
    commands.note_factor(
        user.pk,
        change=change,
        kind=str(authenticator.type),
        keep_session=request.session.key_hash or None,  # type: ignore[attr-defined]
        actor=person_acting(user.pk, user.handle, request),
    )
