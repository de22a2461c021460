"""The calendar of a team: who is away, and who is on call."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seawall.domain.accounts import commands
from seawall.domain.accounts import queries as accounts
from seawall.domain.errors import NotAllowed
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.calendars import DaysForm
from seawall.web.pages import calendars as pages


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """What is not over, and a form for more."""
    page = pages.page(request.actor, slug)
    form = DaysForm(request.POST or None, people=page.people, me=request.actor.handle)
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.enter_days(page.organization.id, actor=request.actor, **given),
    ):
        messages.success(request, _("The days are entered."))
        return see_other(request.path)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": page, "form": form}
    return render(request, "organizations/calendar.html", context, status=status)


@signed_in
@require_POST
def remove(request: ActorRequest, slug: str, days_id: int) -> HttpResponse:
    """Take days back."""
    organization = accounts.organization(slug, actor=request.actor)
    try:
        commands.remove_days(organization.id, days_id, actor=request.actor)
        messages.success(request, _("The days are removed."))
    except NotAllowed as refusal:
        messages.error(request, refusal.message)
    return see_other(reverse("calendar", args=[slug]))
