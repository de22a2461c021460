"""Ways in that are not plain views of the sign-in library: equal answers, links that work once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.utils import perform_login
from allauth.account.views import LogoutView, PasswordResetView, SignupView
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands.links import SIGN_IN
from seawall.domain.errors import NotFound
from seawall.web import mailed_links
from seawall.web.access import ActorRequest, public
from seawall.web.forms import refusals
from seawall.web.forms.accounts import AdministratorForm

# Longer than the work for any address, so that the time of an answer tells nothing.
SIGN_UP_SECONDS = 0.5
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
RESET_SECONDS = 0.2


@contextmanager
def at_least(seconds: float) -> Iterator[None]:
    """Take this long, whatever happens inside."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, began + seconds - time.monotonic()))


class SignUp(SignupView):  # type: ignore[misc]
    """The same answer after the same time for known and unknown addresses."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Hashes once and waits in both cases."""
        with at_least(SIGN_UP_SECONDS):
            answer: HttpResponse = super().form_valid(form)
        return answer


class Reset(PasswordResetView):  # type: ignore[misc]
    """The same answer after the same time for known and unknown addresses."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Only a known address gets a mail."""
        with at_least(RESET_SECONDS):
            answer: HttpResponse = super().form_valid(form)
        return answer


class SignOut(LogoutView):  # type: ignore[misc]
    """Leaves nothing in the browser that somebody could go back to."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Not "cookies": the next page sets its own, and says goodbye in one."""
        answer: HttpResponse = super().post(*args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


sign_out = SignOut.as_view()


def plain_form(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse a POST that is no form, or that says something twice: which of two would count?"""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            is_form = request.content_type in FORMS
            if not is_form or any(len(values) > 1 for _name, values in request.POST.lists()):
                raise SuspiciousOperation("Not one plain form.")
        return view(request, *args, **kwargs)

    return checked


sign_up = SignUp.as_view()
reset = Reset.as_view()


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.takes_secret(is_live=queries.one_time_link_purpose)
def link(request: ActorRequest, secret: str) -> HttpResponse:
    """A link that works once. Opening it spends nothing: mail scanners open links."""
    purpose = queries.one_time_link_purpose(secret)
    if purpose == SIGN_IN:
        return _sign_in_by_link(request, secret)
    return _appoint_administrator(request, secret)


def _sign_in_by_link(request: ActorRequest, secret: str) -> HttpResponse:
    if request.method == "POST":
        return enter(request, commands.use_sign_in_link(secret, actor=request.actor))
    return render(request, "accounts/link.html")


def _appoint_administrator(request: ActorRequest, secret: str) -> HttpResponse:
    form = AdministratorForm(request.POST or None)
    made: list[int] = []
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: made.append(
            commands.use_administrator_link(secret, actor=request.actor, **given)
        ),
    ):
        return enter(request, made[0])
    status = 422 if form.errors else 200
    return render(request, "accounts/administrator.html", {"form": form}, status=status)


def enter(request: HttpRequest, user_id: int) -> HttpResponse:
    """Through the library's stages: somebody with a second factor still has to pass it."""
    person = AuthenticationBackend().get_user(user_id)
    if person is None:
        raise NotFound
    answer: HttpResponse = perform_login(request, person)
    return answer
