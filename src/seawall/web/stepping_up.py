"""A second factor that was passed a moment ago, for what must not be done from an open laptop."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from seawall.lib import clock

FRESH_SECONDS = 300


def has_fresh_second_factor(request: HttpRequest) -> bool:
    """Whether this session passed a code or a passkey within the last five minutes."""
    now = clock.now().timestamp()
    records = get_authentication_records(request, request.user)
    return any(
        record.get("method") == "mfa" and 0 <= now - float(record.get("at", 0)) < FRESH_SECONDS
        for record in records
    )


def confirm_address(back_to: str) -> str:
    """Where to pass it again; from there the browser goes on to `back_to`, a path of ours."""
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back_to})}"


View = Callable[..., HttpResponseBase]


def confirmed(view: View) -> View:
    """For credentials: whoever has a second factor passes it again first, whatever else they know.

    The library would be content with the password. Nothing is asked of those without a factor,
    and what was posted waits in the session until the code is right.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and is_mfa_enabled(user) and not has_fresh_second_factor(request):
            answer: HttpResponseBase = suspend_request(request, reverse("mfa_reauthenticate"))
            return answer
        return view(request, *args, **kwargs)

    return checked


def confirmed_to_change(view: View) -> View:
    """The same for a page that anybody signed in may read."""
    changing = confirmed(view)

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reads = request.method in {"GET", "HEAD"}
        return (view if reads else changing)(request, *args, **kwargs)

    return checked
