"""Saved views: made from the filter of the inbox, ordered, renamed, deleted."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.search.commands import views as commands
from seawall.domain.search.commands.views import ViewIn
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.views import NewViewForm, ViewForm
from seawall.web.pages.triage import views as pages
from seawall.web.pages.triage.narrowing import Narrowing, parse_query


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """All views with their counts, and a form for a new one: `?q=` fills it in."""
    page = pages.page(request.actor)
    initial = {"query": parse_query(request.GET).text}
    form = NewViewForm(request.POST or None, shares=page.shares, initial=initial)
    if request.method == "POST":
        saved = []

        def act(_given: dict[str, object]) -> None:
            saved.append(commands.save_view(ViewIn(**form.given()), actor=request.actor))

        if refusals.attempt(form, act):
            messages.success(request, _("The view is saved."))
            return see_other(f"{reverse('inbox')}{Narrowing(saved[0].query).query()}")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "triage/views.html", {"page": page, "form": form}, status=status)


@signed_in
@require_POST
def change(request: ActorRequest, public_id: str) -> HttpResponse:
    """`do` is up, down or remove; else name and filter are kept."""
    actor, do = request.actor, request.POST.get("do", "")
    try:
        if do in ("up", "down"):
            commands.move_view(public_id, up=do == "up", actor=actor)
        elif do == "remove":
            commands.remove_view(public_id, actor=actor)
            messages.success(request, _("The view is deleted. No report was touched."))
        else:
            form = ViewForm(request.POST)
            form.is_valid()
            commands.change_view(public_id, **form.words(), actor=actor)
            messages.success(request, _("The view is saved."))
    except (Conflict, Invalid, NotAllowed) as refusal:
        messages.error(request, refusal.message)
    return see_other(reverse("inbox-views"))


@signed_in
@require_safe
def counts(request: ActorRequest) -> HttpResponse:
    """How many reports stand behind each view, for the links above the list."""
    return JsonResponse(pages.counts(request.actor))
