"""From a bearer token to an Actor. Cookies mean nothing here."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from seawall.api import limits
from seawall.domain.accounts import commands
from seawall.domain.accounts.queries import actor_for_token
from seawall.domain.actor import ANONYMOUS, Actor
from seawall.domain.errors import DomainError
from seawall.web import copies
from seawall.web.actors import client_ip


class Unauthenticated(DomainError):
    """No token, or one that is not valid (any more)."""

    status = 401
    code = "unauthenticated"


class Token(HttpBearer):
    """Demands a valid token; the answer to every bad one is the same."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The token's actor, within its limits."""
        return _actor(request, token)

    def __call__(self, request: HttpRequest) -> Any:
        found = super().__call__(request)
        if found is None:
            raise Unauthenticated(_("Send a token: Authorization: Bearer sw_…"))
        return found


class TokenOrNobody(HttpBearer):
    """A token where there is one, else a visitor. A bad token is refused, not ignored."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The token's actor, within its limits."""
        return _actor(request, token)

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" not in request.headers:
            limits.take_by_address(request)
            request.actor = ANONYMOUS  # type: ignore[attr-defined]
            return ANONYMOUS
        found = super().__call__(request)
        if found is None:
            raise Unauthenticated(_("Send a token: Authorization: Bearer sw_…"))
        return found


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; set by one of the two classes above."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _actor(request: HttpRequest, secret: str) -> Actor:
    address = client_ip(request)
    try:
        actor = actor_for_token(secret, ip=address)
    except DomainError as refusal:
        limits.take_by_address(request)
        raise Unauthenticated(refusal.message) from refusal
    limits.take_by_token(request, actor)
    commands.touch_token(actor)
    request.actor = actor  # type: ignore[attr-defined]
    copies.begin(request, actor.user_id)
    return actor
