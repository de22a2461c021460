"""An organization's rules on events."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.automation.commands import rules as commands
from seawall.domain.automation.queries import Trial
from seawall.domain.errors import Conflict, NotAllowed
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.rules import RuleForm, initial
from seawall.web.pages import rules as pages
from seawall.web.pages.rules import RulesPage

_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@_METHODS
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """All of them, and a form for a new one."""
    page = pages.page(request.actor, slug)

    def save(form: RuleForm) -> str:
        given, organization_id = form.given(), page.organization.id
        return commands.save_rule(organization_id, given, actor=request.actor).public_id

    return _answer(request, page, save)


@signed_in
@_METHODS
def rule(request: ActorRequest, slug: str, public_id: str) -> HttpResponse:
    """One of them: its form, its runs, its wordings. `do` is on, off, up, down, remove or try."""
    page = pages.page(request.actor, slug, public_id)
    if request.POST.get("do") in ("on", "off", "up", "down", "remove"):
        return _done(request, slug, public_id, request.POST["do"])

    def save(form: RuleForm) -> str:
        return commands.change_rule(public_id, form.given(), actor=request.actor).public_id

    return _answer(request, page, save)


def _done(request: ActorRequest, slug: str, public_id: str, do: str) -> HttpResponse:
    actor, back = request.actor, reverse("rule", args=[slug, public_id])
    try:
        if do == "remove":
            commands.remove_rule(public_id, actor=actor)
            messages.success(request, _("The rule is deleted. What it did stays."))
            back = reverse("rules", args=[slug])
        elif do in ("up", "down"):
            commands.move_rule(public_id, up=do == "up", actor=actor)
        else:
            commands.switch_rule(public_id, on=do == "on", actor=actor)
            on = _("It acts on what happens from now on, with your rights.")
            messages.success(request, on if do == "on" else _("The rule is switched off."))
    except (Conflict, NotAllowed) as refusal:
        messages.error(request, refusal.message)
    return see_other(back)


def _answer(
    request: ActorRequest, page: RulesPage, save: Callable[[RuleForm], str]
) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=initial(page.given), offers=page.offers)
    trial: Trial | None = None
    if request.method == "POST":
        found: list[Trial | str] = []
        tries = request.POST.get("do") == "try"

        def act(_given: object) -> None:
            found.append(pages.tried(request.actor, page, form.given()) if tries else save(form))

        if refusals.attempt(form, act):
            if not isinstance(found[0], Trial):
                messages.success(request, _("The rule is saved."))
                return see_other(reverse("rule", args=[page.organization.slug, found[0]]))
            trial = found[0]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": page, "form": form, "trial": trial}
    return render(request, "organizations/rules.html", context, status=status)
