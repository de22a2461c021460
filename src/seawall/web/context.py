"""What every template may use: theme, nonce, side bar, person."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from seawall.web.pages import navigation

THEMES = frozenset({"light", "dark", "auto"})


def page(request: HttpRequest) -> dict[str, object]:
    """Lazy: a page that shows no side bar asks the database nothing."""
    theme = request.COOKIES.get("theme", "auto")
    actor = getattr(request, "actor", None)
    return {
        "theme": theme if theme in THEMES else "auto",
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "actor": actor,
        "nav": _once(
            lambda: (
                navigation.side_bar(
                    actor, _place(request), open_count=getattr(request, "open_count", None)
                )
                if actor
                else ()
            )
        ),
        "viewer": _once(lambda: navigation.viewer(actor) if actor else None),
        "notices_url": _once(lambda: "/notices" if actor and actor.is_person else ""),
        "notices_count": _once(lambda: navigation.unread(actor) if actor else 0),
        "home_url": "/",
        "sign_in_url": reverse("account_login"),
        "sign_up_url": reverse("account_signup"),
        "sign_out_url": reverse("account_logout"),
        "is_demo": settings.DEMO,
        "base_url": settings.BASE_URL,
    }


def _place(request: HttpRequest) -> str:
    """Read when the side bar is drawn: the view has told by then what its page hangs on."""
    return getattr(request, "beside", "") or request.path


def _once(ask: Callable[[], object]) -> Callable[[], object]:
    """Templates call what can be called: asked at most once, by whichever part comes first."""
    return cache(ask)
