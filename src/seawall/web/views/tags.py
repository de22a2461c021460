"""The tags of an organization: made, renamed, archived, deleted."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.accounts import queries as accounts
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.tags import TagForm
from seawall.web.pages import tags as pages


@signed_in
@require_safe
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """All of them, with how many reports have each."""
    return _page(request, slug, TagForm())


@signed_in
@require_POST
def create(request: ActorRequest, slug: str) -> HttpResponse:
    """A new one."""
    organization = accounts.organization(slug, actor=request.actor)
    form = TagForm(request.POST)
    if refusals.attempt(
        form, lambda given: commands.make_tag(organization.id, actor=request.actor, **given)
    ):
        messages.success(request, _("The tag is made."))
        return see_other(reverse("tags", args=[slug]))
    return _page(request, slug, form)


@signed_in
@require_POST
def edit(request: ActorRequest, slug: str, tag_id: str) -> HttpResponse:
    """`do` is archive, restore or delete; else name and colour are kept."""
    actor, do = request.actor, request.POST.get("do", "")
    accounts.organization(slug, actor=actor)
    try:
        if do == "delete":
            commands.delete_tag(tag_id, actor=actor)
            messages.success(request, _("The tag is deleted and off every report."))
        elif do in ("archive", "restore"):
            commands.change_tag(tag_id, is_archived=do == "archive", actor=actor)
            messages.success(request, _("The tag is saved."))
        else:
            name, tone = request.POST.get("name"), request.POST.get("tone")
            commands.change_tag(tag_id, name=name, tone=tone, actor=actor)
            messages.success(request, _("The tag is saved."))
    except (Conflict, Invalid, NotAllowed) as refusal:
        messages.error(request, refusal.message)
    return see_other(reverse("tags", args=[slug]))


def _page(request: ActorRequest, slug: str, form: TagForm) -> HttpResponse:
    page = pages.page(request.actor, slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": page, "form": form}
    return render(request, "organizations/tags.html", context, status=status)
