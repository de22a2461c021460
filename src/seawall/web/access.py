"""Who may ask for a route at all. Every view carries exactly one of these; a house test checks it.

What the person may then see or do is the domain's policies' business.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound

P = ParamSpec("P")


class ActorRequest(HttpRequest):
    """A request after CurrentActor: `actor` is who acts.

    `beside` is the page that this one hangs on, where the address does not tell: the side bar
    marks its place. `open_count` is how many reports are open, where the page has read it.
    """

    actor: Actor
    beside: str
    open_count: int | None


View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
PUBLIC = "public"
SIGNED_IN = "signed in"
PLATFORM = "platform administrator"


def public(view: View[P]) -> View[P]:
    """Anybody, signed in or not."""
    marked: View[P] = _declared(login_not_required(view), PUBLIC)
    return marked


def signed_in(view: View[P]) -> View[P]:
    """Anybody with an account; LoginRequiredMiddleware sends others to sign in.

    Who asks is read before what is asked for, so that a thing one may not know of takes the same
    statements as one that is not there.
    """

    @wraps(view)
    def opened(request: ActorRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        bool(request.actor.is_person)
        return view(request, *args, **kwargs)

    marked: View[P] = _declared(opened, SIGNED_IN)
    return marked


def platform_admin(view: View[P]) -> View[P]:
    """The platform's administrator; for all others the page does not exist."""

    @wraps(view)
    def checked(request: ActorRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.actor.platform:
            raise NotFound
        return view(request, *args, **kwargs)

    marked: View[P] = _declared(checked, PLATFORM)
    return marked


def _declared(view: Any, access: str) -> Any:
    """Marked for the house test that walks the URL map."""
    view.access = access
    return view


class SeeOther(HttpResponseRedirect):
    """303: ask for the next page with GET, whatever this request was."""

    status_code = 303


def see_other(address: str) -> HttpResponse:
    """Send the browser on after a POST. `address` is one of our own paths."""
    return SeeOther(address)
