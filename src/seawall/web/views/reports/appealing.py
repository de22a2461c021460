"""Objections to decisions: the reporter's form, the team's answer, the team's list."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.answering import RefusableForm
from seawall.web.forms.appeals import AppealAnswerForm, AppealForm
from seawall.web.pages.reports import decisions
from seawall.web.pages.reports.decisions import AppealPage
from seawall.web.taking_out import secrets_taken_out

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@get_or_post
@secrets_taken_out
def appeal(request: ActorRequest, public_id: str, decision_id: str) -> HttpResponse:
    """Object to a decision, once."""
    page = decisions.appeal_page(request.actor, public_id, decision_id)
    form = AppealForm(request.POST or None)

    def act() -> str:
        commands.appeal(
            page.public_id, page.decision.public_id, actor=request.actor, **form.given()
        )
        return _("Your objection is filed. Somebody else than who decided answers it.")

    return _answer(request, page, form, act, "reports/appeal.html")


@signed_in
@get_or_post
@secrets_taken_out
def decide(request: ActorRequest, public_id: str, decision_id: str) -> HttpResponse:
    """Answer an objection, as somebody else than who decided."""
    page = decisions.decide_page(request.actor, public_id, decision_id)
    form = AppealAnswerForm(request.POST or None)

    def act() -> str:
        commands.decide_appeal(
            page.public_id, page.decision.public_id, actor=request.actor, **form.given()
        )
        return _("The objection is answered. The reporter is told.")

    return _answer(request, page, form, act, "reports/appeal_decide.html")


@signed_in
@require_safe
def appeals(request: ActorRequest) -> HttpResponse:
    """Objections that wait for an answer of one's teams, and those that were answered."""
    page = decisions.appeals_page(request.actor)
    return render(request, "reports/appeals.html", {"page": page})


def _answer(
    request: ActorRequest,
    page: AppealPage,
    form: RefusableForm,
    act: Callable[[], str],
    template: str,
) -> HttpResponse:
    context = {"page": page, "form": form}
    if request.method != "POST":
        return render(request, template, context)
    # Fields take any text, so what is wrong comes from the domain alone.
    form.is_valid()
    try:
        said = act()
    except (Invalid, Conflict, NotAllowed) as refusal:
        form.refuse(refusal)
        return render(request, template, context, status=refusal.status)
    messages.success(request, said)
    return see_other(f"{page.back}#{page.decision.anchor}")
