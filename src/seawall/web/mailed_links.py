"""Links that are mailed: what they hold, and how the secret leaves the address at the first look.

Opening a link changes nothing: mail scanners open links. The first look moves the secret into the
session and goes on to an address without it, so that neither history nor Referer nor a log holds
what would let somebody in. Only the button there, a POST, uses it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from seawall.domain.accounts import queries
from seawall.lib import crypto
from seawall.web.access import ActorRequest

HERE = "here"
VERIFY_SECONDS = 3 * 24 * 3600
_VERIFY = "seawall.verify"
View = Callable[..., HttpResponseBase]


def takes_secret(*, is_live: Callable[[str], object], of_route: str = "") -> Callable[[View], View]:
    """Decorate a view `(request, secret)`. `is_live` raises NotFound for a dead secret.

    The view gets the secret, or "" where the session knows none. `of_route` names the route that
    put it into the session, if it is another one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def cleaned(request: ActorRequest, secret: str, **words: Any) -> HttpResponseBase:
            name = request.resolver_match.view_name if request.resolver_match else ""
            kept = f"link:{of_route or name}"
            if secret == HERE:
                return private(view(request, secret=request.session.get(kept, ""), **words))
            if request.method not in {"GET", "HEAD"}:
                return private(view(request, secret=secret, **words))
            is_live(secret)
            request.session[kept] = secret
            address = reverse(name, kwargs={"secret": HERE, **words})
            return private(HttpResponseRedirect(address))

        return cleaned

    return decorate


def private(response: HttpResponseBase) -> HttpResponseBase:
    """The address of the page may be a secret: tell it to nobody.

    Not `no-referrer`: browsers would then post its form with `Origin: null`, which CSRF refuses.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def verification_key(address: EmailAddress) -> str:
    """For this person, this row and this spelling of the address, in this epoch."""
    held = [address.pk, address.user_id, _spelling(address), queries.epoch()]
    return signing.dumps(held, salt=_VERIFY)


def address_to_verify(key: str) -> EmailAddress | None:
    """The address whose key it is; None for one that is verified, gone, or was another then."""
    try:
        pk, user_id, spelling, epoch = signing.loads(key, salt=_VERIFY, max_age=VERIFY_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if epoch != queries.epoch():
        return None
    found: EmailAddress | None = EmailAddress.objects.filter(
        pk=pk, user_id=user_id, verified=False
    ).first()
    return found if found is not None and _spelling(found) == spelling else None


def _spelling(address: EmailAddress) -> str:
    """Stands for the address in a link, which must not show it."""
    return crypto.sha256_hex(address.email)[:32]
