"""Groups of members: who is in them, and who sees only their reports."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.accounts import commands
from seawall.domain.accounts import queries as accounts
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.groups import GroupForm
from seawall.web.pages import groups as pages


@signed_in
@require_safe
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """All of them with their members."""
    return _page(request, slug, GroupForm())


@signed_in
@require_POST
def create(request: ActorRequest, slug: str) -> HttpResponse:
    """A new one."""
    organization = accounts.organization(slug, actor=request.actor)
    form = GroupForm(request.POST)
    if refusals.attempt(
        form, lambda given: commands.make_group(organization.id, actor=request.actor, **given)
    ):
        messages.success(request, _("The group is made. Say who is in it."))
        return see_other(reverse("groups", args=[slug]))
    return _page(request, slug, form)


@signed_in
@require_POST
def edit(request: ActorRequest, slug: str, handle: str) -> HttpResponse:
    """`do` is delete or members; else handle and name are kept."""
    actor, do = request.actor, request.POST.get("do", "")
    organization = accounts.organization(slug, actor=actor)

    def act() -> str:
        if do == "delete":
            commands.delete_group(organization.id, handle, actor=actor)
            return _("The group is deleted. Its reports are in no group now.")
        if do == "members":
            had, ticked = (set(request.POST.getlist(name)) for name in ("had", "member"))
            commands.set_group_members(
                organization.id, handle, add=ticked - had, remove=had - ticked, actor=actor
            )
        else:
            commands.change_group(
                organization.id,
                handle,
                new_handle=request.POST.get("handle"),
                name=request.POST.get("name"),
                mail_domain=request.POST.get("mail_domain"),
                actor=actor,
            )
        return _("The group is saved.")

    return _told(request, slug, act)


@signed_in
@require_POST
def limit(request: ActorRequest, slug: str, membership_id: int) -> HttpResponse:
    """Let a member see only the reports of their groups, or (`to` is all) all again."""
    accounts.organization(slug, actor=request.actor)

    def act() -> str:
        is_limited = request.POST.get("to") != "all"
        commands.limit_member(membership_id, is_limited=is_limited, actor=request.actor)
        return _("What this member sees is changed.")

    return _told(request, slug, act)


def _told(request: ActorRequest, slug: str, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except (Conflict, Invalid, NotAllowed) as refusal:
        messages.error(request, refusal.message)
    return see_other(reverse("groups", args=[slug]))


def _page(request: ActorRequest, slug: str, form: GroupForm) -> HttpResponse:
    page = pages.page(request.actor, slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": page, "form": form}
    return render(request, "organizations/groups.html", context, status=status)
