"""What every request passes: log line, headers, origin check, actor, refusals."""

import logging
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth import middleware as authentication
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from seawall.domain.errors import DomainError, TooMany
from seawall.web import errors, limits, metrics
from seawall.web.actors import actor_of, client_ip
from seawall.web.urls import classes

logger = logging.getLogger("seawall.request")
Next = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "screen-wake-lock", "sync-xhr", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


# Where browsers say what the content security policy stopped.
REPORTS_PATH = "/csp"


class RequestLog:
    """One line per request: method, route, status, milliseconds. Never a query string or a body."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Time the request and log it under its route's pattern, which holds no ids."""
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        match = request.resolver_match
        route = match.route if match else "(none)"
        metrics.observe(request.method or "", route, response.status_code, seconds)
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )
        return response


class SecurityHeaders:
    """The headers of every answer, also of errors and files (a view may set a stricter policy)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """`request.csp_nonce` is for the page's own script tags."""
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
            "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
            "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
            "require-trusted-types-for 'script'; trusted-types htmx; "
            f"report-uri {REPORTS_PATH}; report-to csp",
        )
        headers.setdefault("Reporting-Endpoints", f'csp="{REPORTS_PATH}"')
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path.startswith(settings.STATIC_URL):
            headers.setdefault("Cache-Control", "no-store")
            # FetchMetadata answers by it: no cache may give one site's answer to another.
            patch_vary_headers(response, ["Sec-Fetch-Site"])
        return response


class Compression(GZipMiddleware):
    """Pages are sent small, but only to who asked from here.

    The length of a compressed answer tells what is in it to somebody who can make a browser ask
    again and again with guesses (BREACH): what another site asks for is sent at full length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """HTML alone: files are stored compressed or do not gain, the API has no cookies."""
        own = request.headers.get("Sec-Fetch-Site") in {"same-origin", "none"}
        page = response.headers.get("Content-Type", "").startswith("text/html")
        if not own or not page or response.streaming:
            return response
        return super().process_response(request, response)


class FetchMetadata:
    """Another site may only link here: everything else it sends gets the same 403."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Source: W3C Fetch Metadata Request Headers, resource isolation policy.

        A neighbour under the same domain (`same-site`) is another site too: it may be anybody's.
        """
        if request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
            return self.get_response(request)
        navigation = request.headers.get("Sec-Fetch-Mode") == "navigate"
        document = request.headers.get("Sec-Fetch-Dest") in {"document", None}
        if request.method == "GET" and navigation and document:
            return self.get_response(request)
        return HttpResponse(_("Requests from other sites are refused."), status=403)


class Speakable:
    """Addresses without the one character that PostgreSQL cannot be asked about.

    A NUL becomes the mark for unreadable characters, which no id has and every text may hold: the
    answer is that of any unknown address, and never an error of ours.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Before anything reads the address or what it asks."""
        if "\0" in request.path_info:
            request.path_info = request.path_info.replace("\0", "\ufffd")
            request.path = request.path.replace("\0", "\ufffd")
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "%EF%BF%BD").replace(
                "\0", "%EF%BF%BD"
            )
        return self.get_response(request)


class CurrentActor:
    """`request.actor`: who acts, read from the database at first use."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The API makes its own actor from its token."""
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class Limits:
    """Counts each request for a page; the API counts its own by their tokens."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do before the route is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """429 with the seconds to wait, and with what was typed."""
        if is_for_api(request):
            return None
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        declared = classes.CLASSES.get(name, limits.WRITE)
        who = [limits.address_key(client_ip(request))]
        user_id = None if name in classes.BY_ADDRESS else request.session.get(SESSION_KEY)
        if user_id is not None:
            account = f"user:{user_id}"
            who = [account, *who] if declared is limits.CREDENTIAL else [account]
        try:
            limits.take(declared, request.method or "", who)
        except TooMany as refusal:
            may_repeat = declared is not limits.CREDENTIAL
            return errors.refusal_page(request, refusal, may_repeat=may_repeat)
        return None


class Refusals:
    """Turns a DomainError into its page, once for all views."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """An address that only takes what a form sends is no blank page when it is opened."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not is_for_api(request):
            return errors.method_not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """Other exceptions stay errors: `errors.server_error` tells outages from defects."""
        if isinstance(refusal, DataError):
            refusal = errors.unstorable(request)
        if isinstance(refusal, DomainError):
            return errors.refusal_page(request, refusal)
        return None


class PagesOnly(MiddlewareMixin):
    """A middleware that requests of the API pass by: cookies and forms mean nothing there."""

    def __call__(self, request: HttpRequest) -> Any:
        """Straight on, or through the middleware that this is mixed into."""
        return self.get_response(request) if is_for_api(request) else super().__call__(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        """The same for what it asks of the view, if it asks anything."""
        asks = getattr(super(), "process_view", None)
        if asks is None or is_for_api(request):
            return None
        refusal: HttpResponseBase | None = asks(request, *view)
        return refusal


class Sessions(PagesOnly, SessionMiddleware):
    """Who is signed in, from the cookie."""


class Csrf(PagesOnly, CsrfViewMiddleware):  # type: ignore[misc]
    """The token of forms. The API knows no cookies, so there is nothing to forge."""


class Authentication(PagesOnly, authentication.AuthenticationMiddleware):
    """`request.user`, read at first use."""


class SignInRequired(PagesOnly, authentication.LoginRequiredMiddleware):
    """Every page asks for a sign-in unless it says otherwise; in the API the token is asked."""


class Messages(PagesOnly, MessageMiddleware):
    """What the next page says about what was just done."""


def is_for_api(request: HttpRequest) -> bool:
    """Whether cookies mean nothing: a token decides, or a browser reports what it blocked.

    The API's reference is a page like others.
    """
    if request.path == REPORTS_PATH:
        return True
    return request.path.startswith("/api/v1/") and request.path != "/api/v1/docs"
