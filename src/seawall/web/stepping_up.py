"""A second factor that was passed a moment ago, for what must not be done from an open laptop."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
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
