"""Refusals and errors as pages. One place for all views."""

import json
import logging
import sys

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from seawall.domain import outages
from seawall.domain.errors import DomainError, Invalid, NotAllowed, NotFound, TooMany, Unavailable

logger = logging.getLogger("seawall.errors")
_PAGES = {403, 404, 409, 422, 429}
_NEVER_SHOWN = ("csrfmiddlewaretoken", "password", "oldpassword", "code")
# What an outage does not give back: forms with one of these, and what is longer than this.
_SECRETS = ("password", "oldpassword", "code", "credential")
_MOST_GIVEN_BACK = 1_000_000


def refusal_page(
    request: HttpRequest, refusal: DomainError, *, may_repeat: bool = True
) -> HttpResponse:
    """The page of a refusal with its status. A NotFound never says why: its body is constant.

    Of what came too soon the page holds what was typed, to send it again; `may_repeat` is False
    where that is a password or a code.
    """
    status = refusal.status if refusal.status in _PAGES else 422
    note_refusal(request, refusal)
    context: dict[str, object] = {}
    if not isinstance(refusal, NotFound):
        context = {
            "message": refusal.message,
            "fields": refusal.fields if isinstance(refusal, Invalid) else {},
        }
    if isinstance(refusal, TooMany):
        context["retry_after"] = refusal.retry_after
        context["typed"] = _typed(request) if may_repeat else []
    body = render_to_string(f"errors/{status}.html", context, request=request)
    response = HttpResponse(body, status=status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def unstorable(request: HttpRequest) -> Invalid:
    """What the database would not even take as a question, such as a NUL in a word of a form. A
    form should have said so with its field: the log keeps the route, not the value.
    """
    match = request.resolver_match
    route = match.route if match else "(none)"
    logger.warning("unstorable", extra={"method": request.method, "route": route})
    return Invalid(_("A character or number in it cannot be stored. Take it out and send again."))


def note_refusal(request: HttpRequest, refusal: DomainError) -> None:
    """One log line for what somebody may see and may not do: who tried which route. No ids of
    things, no words.
    """
    if not isinstance(refusal, NotAllowed):
        return
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    logger.warning(
        "refused",
        extra={
            "method": request.method,
            "route": match.route if match else "(none)",
            "user": actor.user_id if actor else None,
            "token": actor.token_id if actor else None,
        },
    )


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form without files. A file is chosen again: no page may hold one."""
    if request.method != "POST" or request.FILES:
        return []
    fields = [(name, str(one)) for name, values in request.POST.lists() for one in values]
    return [(name, value) for name, value in fields if not name.startswith(_NEVER_SHOWN)]


def too_many(request: HttpRequest) -> HttpResponse:
    """429 by the sign-in library, which counts in spans of at least a minute."""
    refusal = TooMany(_("Too many requests. Wait, then go on more slowly."), retry_after=60)
    return refusal_page(request, refusal, may_repeat=False)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django itself refuses: too large, malformed, wrong host."""
    return HttpResponse(_("The request could not be read."), status=400, content_type="text/plain")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 by Django."""
    return HttpResponse(render_to_string("errors/403.html", request=request), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: say what to do."""
    message = _("This form was open too long. Go back, reload the page and send again.")
    context = {"message": message}
    return HttpResponse(render_to_string("errors/403.html", context, request=request), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that no route knows: the same page as a thing one may not see."""
    return HttpResponse(render_to_string("errors/404.html", {}, request=request), status=404)


def method_not_allowed(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    """405: most often a link to where a form is sent."""
    body = render_to_string("errors/405.html", {}, request=request)
    return HttpResponse(body, status=405, headers={"Allow": answer.headers.get("Allow", "")})


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault, or an outage. Rendered without the request's context: that may have failed."""
    error = sys.exc_info()[1]
    away = outages.outage(error)
    if away is not None:
        # By its kind alone: thousands of requests may meet the same outage.
        logger.error("%s: %s", away.code, type(error).__name__)
        return outage_page(request, away)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def outage_page(request: HttpRequest, away: Unavailable) -> HttpResponse:
    """What is away and when to come back; with the words that were sent, to send them again.

    Programs, and scripts of pages, get the same as a problem document.
    """
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        body = {"type": f"urn:seawall:problem:{away.code}", "title": "Service Unavailable"}
        body |= {"detail": away.message, "code": away.code}
        content = json.dumps(body | {"status": away.status})
        response = HttpResponse(content, content_type="application/problem+json")
    else:
        context = {
            "message": away.message,
            "words": _words(request),
            "is_get": request.method == "GET",
            "is_upload": request.content_type == "multipart/form-data",
            "url": request.get_full_path(),
        }
        response = HttpResponse(render_to_string("errors/503.html", context))
    response.status_code = away.status
    response.headers["Retry-After"] = str(away.retry_after)
    # Django's word for "this one is in the log already".
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _words(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Name, value and whether it is prose: what a form's page sends again. None of it if some
    must not be shown.
    """
    if request.method != "POST":
        return []
    try:
        sent = [(name, str(one)) for name, many in request.POST.lists() for one in many]
    except (OSError, ValueError):
        return []
    # Leaked keys are `credentials`: their finder must get them back, too.
    is_secret = any(name.startswith(_SECRETS) and name != "credentials" for name, _value in sent)
    is_long = sum(len(value) for _name, value in sent) > _MOST_GIVEN_BACK
    if is_secret or is_long:
        return []
    return [(name, value, " " in value or "\n" in value) for name, value in sent]
