"""From a browser's request to the Actor."""

import ipaddress
import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from seawall.domain.accounts import queries
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import NotFound
from seawall.web import provider_sessions

TOO_FEW_PROXIES = "too-few-proxies"
_noted_at = -3600.0


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, from the current rows: one statement for a person, none for a visitor."""
    ip = client_ip(request)
    if not hasattr(request, "session"):
        return Actor(kind=ActorKind.ANONYMOUS, ip=ip)
    user = getattr(request, "user", None) or get_user(request)
    if not user.is_authenticated or user.pk is None:
        return Actor(kind=ActorKind.ANONYMOUS, ip=ip)
    request.session.came_from(ip, request.headers.get("User-Agent", ""))  # type: ignore[attr-defined]
    try:
        return queries.actor_for_user(
            user.pk,
            second_factor=passed_second_factor(request),
            ip=ip,
            passed=provider_sessions.passed(request, user.pk),
        )
    except NotFound:
        return Actor(kind=ActorKind.ANONYMOUS, ip=ip)


def passed_second_factor(request: HttpRequest) -> bool:
    """Whether this session passed a code or a passkey. The account must still have one."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def person_acting(user_id: int, handle: str, request: HttpRequest) -> Actor:
    """Somebody during sign-in or sign-up, before there is a session: no rights anywhere."""
    return Actor(kind=ActorKind.PERSON, user_id=user_id, handle=handle, ip=client_ip(request))


def client_ip(request: HttpRequest) -> str:
    """The address of the browser. X-Forwarded-For counts only behind TRUSTED_PROXIES proxies."""
    candidate = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        said = request.headers.get("X-Forwarded-For", "")
        hops = [hop.strip() for hop in said.split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            candidate = hops[-settings.TRUSTED_PROXIES]
        else:
            _note_too_few_proxies(candidate)
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return ""


def _note_too_few_proxies(address: str) -> None:
    """Leave a mark for `./run doctor`, once an hour. The machine itself asks without proxies."""
    global _noted_at
    if address in {"127.0.0.1", "::1"} or time.monotonic() - _noted_at < 3600:
        return
    _noted_at = time.monotonic()
    (settings.HOME / TOO_FEW_PROXIES).touch(mode=0o600)
