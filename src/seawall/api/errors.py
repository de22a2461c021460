"""Refusals as RFC 9457 problem documents. One place for the whole API."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from seawall.domain import outages
from seawall.domain.errors import DomainError, Invalid, TooMany, Unavailable
from seawall.web.errors import note_refusal, unstorable

logger = logging.getLogger("seawall.errors")
MEDIA_TYPE = "application/problem+json"


class UnreadableFilter(Invalid):
    """A filter with terms that cannot be read: each with its place in the text and what to do."""

    def __init__(self, terms: list[dict[str, object]]) -> None:
        first = terms[0]
        super().__init__(
            f"{first['term']}: {first['message']}", field="q", code="filter_unreadable"
        )
        self.terms = terms


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    fields: dict[str, str] | None = None,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    """A problem document. `code` is a stable word; `fields` maps a field to its message."""
    title = HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": f"urn:seawall:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if fields:
        body["fields"] = fields
    body |= more or {}
    response = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A DomainError in its own words."""
    fields = refusal.fields if isinstance(refusal, Invalid) else None
    note_refusal(request, refusal)
    more: dict[str, object] = {}
    if isinstance(refusal, UnreadableFilter):
        more["terms"] = refusal.terms
    response = problem(refusal.status, refusal.code, refusal.message, fields=fields, more=more)
    if isinstance(refusal, (TooMany, Unavailable)):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {_where(one["loc"]): str(one["msg"]) for one in error.errors}
    detail = "; ".join(f"{name}: {message}" for name, message in sorted(fields.items()))
    return problem(422, "invalid", detail or _("The request does not fit."), fields=fields)


def _where(location: tuple[Any, ...]) -> str:
    """("body", "payload", "title") → "title": the caller's own names only."""
    parts = [str(part) for part in location]
    if parts and parts[0] in {"body", "query", "path", "header", "form", "file"}:
        parts = parts[1:]
    if len(parts) > 1 and parts[0] == "payload":
        parts = parts[1:]
    return ".".join(parts) or "body"


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "refused", str(error))


def _unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
    return refused(request, unstorable(request))


def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "not_found", _("There is nothing here."))


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400, "unreadable", _("The request could not be read."))


def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413, "too_large", _("The body is larger than is taken here."))


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    away = outages.outage(error)
    if away is not None:
        logger.error("%s: %s", away.code, type(error).__name__)
        return refused(request, away)
    logger.exception("Could not answer an API request", exc_info=error)
    return problem(500, "failed", _("This is our fault. It was logged."))


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, whose answer to a method that it does not take is a problem document too."""

    @wraps(view)
    def answer(request: HttpRequest, *words: object, **named: object) -> HttpResponse:
        response = view(request, *words, **named)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        refusal = problem(405, "method_not_allowed", _("This address does not take that method."))
        refusal.headers["Allow"] = response.headers["Allow"]
        return refusal

    return answer


def unknown(request: HttpRequest) -> HttpResponse:
    """An address of the API that no route knows."""
    return _missing(request, Http404())


def register(api: NinjaAPI) -> None:
    """Answer every kind of error with a problem document."""
    for kind, answer in _ANSWERS:
        api.add_exception_handler(kind, answer)


# ninja's own type for a handler admits none of a subclass; the pairs are checked by tests.
_ANSWERS: tuple[tuple[Any, Any], ...] = (
    (DomainError, refused),
    (ValidationError, _malformed),
    (HttpError, _http),
    (Http404, _missing),
    (DataError, _unstorable),
    (RequestDataTooBig, _too_large),
    (TooManyFilesSent, _unreadable),
    (SuspiciousOperation, _unreadable),
    (Exception, _failed),
)
