"""Which requests may be answered from a copy of the database (domain.replicas)."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from seawall.domain import replicas
from seawall.domain.actor import Actor
from seawall.web.middleware import is_for_api

logger = logging.getLogger("seawall.request")
SAFE = frozenset({"GET", "HEAD"})


class ReadsFromCopy:
    """Pages and lists come from the copy; who writes is remembered. The innermost middleware.

    The API begins reading there once it knows its token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Everything around the view, sessions above all, stays with the primary."""
        if not replicas.is_configured():
            return self.get_response(request)
        if not is_for_api(request):
            begin(request, _user_id(request))
        try:
            response = self.get_response(request)
        finally:
            replicas.end()
        user_id = _user_id(request)
        if request.method not in SAFE and user_id is not None:
            replicas.pin(user_id)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What failed at the copy is asked of the primary, once."""
        if not isinstance(error, DatabaseError | InterfaceError) or not replicas.end():
            return None
        replicas.give_up()
        logger.warning("The copy of the database failed: %s", type(error).__name__)
        match = request.resolver_match
        if match is None:
            return None
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def begin(request: HttpRequest, user_id: int | None) -> None:
    """Read from the copy from here on, if this request only reads."""
    if request.method in SAFE:
        replicas.begin(user_id)


def _user_id(request: HttpRequest) -> int | None:
    """Of whoever asks, or of whoever signed in by this request."""
    actor: Actor | None = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    return (actor.user_id if actor else None) or (user.pk if user else None)
