"""An organization's canned responses."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.automation.commands import responses as commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.responses import ResponseForm
from seawall.web.pages import responses as pages
from seawall.web.pages.responses import ResponsesPage

_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@_METHODS
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """All of them, and a form for a new one."""
    page = pages.page(request.actor, slug)
    form = _form(request, page)
    organization_id = page.organization.id
    if request.method == "POST" and refusals.attempt(
        form,
        lambda _given: commands.save_response(organization_id, form.given(), actor=request.actor),
    ):
        return _done(request, slug, _("The response is saved."))
    return _shown(request, page, form)


@signed_in
@_METHODS
def change(request: ActorRequest, slug: str, public_id: str) -> HttpResponse:
    """One of them to be changed; `do=remove` deletes it."""
    page = pages.page(request.actor, slug, public_id)
    if request.POST.get("do") == "remove":
        commands.remove_response(public_id, actor=request.actor)
        return _done(request, slug, _("The response is deleted. What was sent with it stays."))
    form = _form(request, page)
    if request.method == "POST" and refusals.attempt(
        form, lambda _given: commands.change_response(public_id, form.given(), actor=request.actor)
    ):
        return _done(request, slug, _("The response is saved."))
    return _shown(request, page, form)


def _form(request: ActorRequest, page: ResponsesPage) -> ResponseForm:
    choices = {"actions": page.actions, "programs": page.programs}
    return ResponseForm(request.POST or None, initial=page.initial, **choices)


def _done(request: ActorRequest, slug: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return see_other(reverse("responses", args=[slug]))


def _shown(request: ActorRequest, page: ResponsesPage, form: ResponseForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": page, "form": form}
    return render(request, "organizations/responses.html", context, status=status)
