"""What the administrator of the platform does: people and organizations, never reports."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain import leaving
from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.queries.people import PAGE
from seawall.domain.errors import Conflict, NotFound
from seawall.web.access import ActorRequest, platform_admin, see_other
from seawall.web.forms import refusals
from seawall.web.forms.bans import BanForm
from seawall.web.forms.closing import ClosingForm
from seawall.web.forms.organizations import NewOrganizationForm


@platform_admin
@require_safe
def people(request: ActorRequest) -> HttpResponse:
    """Everybody with an account; `q` narrows, `after` turns the page."""
    text = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")
    found = queries.people(
        request.actor, text=text, after=int(after) if after.isdecimal() else 0, limit=PAGE + 1
    )
    rows = found[:PAGE]
    context = {
        "people": rows,
        "text": text,
        "next_after": rows[-1].user_id if len(found) > PAGE else None,
        "me": request.actor.user_id,
    }
    return render(request, "accounts/people.html", context)


@platform_admin
@require_POST
def deactivate(request: ActorRequest, user_id: int) -> HttpResponse:
    """End somebody's sign-in everywhere."""
    try:
        commands.deactivate_person(user_id, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The account is deactivated."))
    return see_other("/platform/people")


@platform_admin
@require_safe
def person(request: ActorRequest, user_id: int) -> HttpResponse:
    """One account and what may be done about it."""
    return _person_page(request, user_id, BanForm())


@platform_admin
@require_POST
def ban(request: ActorRequest, user_id: int) -> HttpResponse:
    """Keep somebody from reporting to any programme."""
    form = BanForm(request.POST)
    if not refusals.attempt(
        form, lambda given: commands.ban_person(user_id, actor=request.actor, **given)
    ):
        return _person_page(request, user_id, form)
    messages.success(request, _("This person cannot send new reports now."))
    return see_other(reverse("platform_person", args=[user_id]))


@platform_admin
@require_POST
def lift_ban(request: ActorRequest, user_id: int, ban_id: int) -> HttpResponse:
    """Let somebody report again."""
    try:
        commands.lift_ban(ban_id, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The ban is lifted."))
    return see_other(reverse("platform_person", args=[user_id]))


@platform_admin
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def close(request: ActorRequest, user_id: int) -> HttpResponse:
    """End somebody's account for ever."""
    found, _bans = queries.person(user_id, actor=request.actor)
    form = ClosingForm(request.POST, expected=found.handle)
    if not refusals.attempt(
        form, lambda given: leaving.close_account(user_id, actor=request.actor)
    ):
        return _person_page(request, user_id, BanForm(), closing=form)
    messages.success(request, _("The account is closed."))
    return see_other(reverse("platform_person", args=[user_id]))


@platform_admin
@require_POST
def reactivate(request: ActorRequest, user_id: int) -> HttpResponse:
    """Let somebody sign in again."""
    try:
        commands.reactivate_person(user_id, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The account is active again."))
    return see_other("/platform/people")


@platform_admin
@require_http_methods(["GET", "POST"])
def organizations(request: ActorRequest) -> HttpResponse:
    """All organizations, and a form for a new one."""
    form = NewOrganizationForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(form, lambda given: _create(request, given)):
        messages.success(request, _("The organisation is made."))
        return see_other("/platform/organizations")
    context = {"form": form, "organizations": queries.all_organizations(request.actor)}
    status = 422 if form.errors else 200
    return render(request, "organizations/all.html", context, status=status)


def _person_page(
    request: ActorRequest, user_id: int, form: BanForm, *, closing: ClosingForm | None = None
) -> HttpResponse:
    found, bans = queries.person(user_id, actor=request.actor)
    has_errors = bool(form.errors) or bool(closing and closing.errors)
    context = {
        "person": found,
        "bans": bans,
        "form": form,
        "closing": closing or ClosingForm(expected=found.handle),
        "me": request.actor.user_id,
    }
    return render(request, "accounts/person.html", context, status=422 if has_errors else 200)


def _create(request: ActorRequest, given: dict[str, str]) -> None:
    try:
        owner_id = queries.find_person(given["owner"], actor=request.actor)
    except NotFound as refusal:
        raise Conflict(refusal.message) from refusal
    commands.create_organization(
        given["slug"],
        name=given["name"],
        about=given["about"],
        website=given["website"],
        owner_id=owner_id,
        actor=request.actor,
    )
