"""My rewards, the team's awards, and the books."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.rewards import commands, queries
from seawall.domain.rewards.queries import LedgerFilter
from seawall.web import stepping_up
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.rewards import (
    ApproveForm,
    LedgerForm,
    PayForm,
    RejectForm,
    ReverseForm,
)
from seawall.web.pages.rewards import awards as lists
from seawall.web.pages.rewards import details, ledgers, statements
from seawall.web.pages.rewards.details import AwardPage, Step

FORMS: dict[str, type[forms.Form]] = {
    "approve": ApproveForm,
    "reject": RejectForm,
    "reverse": ReverseForm,
    "pay": PayForm,
}


@signed_in
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """My rewards: what I earned, was paid and am owed."""
    page = statements.statement_page(
        request.actor, year=_year(request), cursor=request.GET.get("cursor", "")
    )
    return render(request, "rewards/mine.html", {"page": page})


@signed_in
@require_safe
def mine_csv(request: ActorRequest) -> HttpResponseBase:
    """The same as a file."""
    year = _year(request)
    name = f"rewards-{year}.csv" if year is not None else "rewards.csv"
    return _csv(queries.statement_csv(request.actor, year=year), name)


@signed_in
@require_safe
def awards(request: ActorRequest) -> HttpResponse:
    """The team's awards, those that wait for a decision first."""
    page = lists.awards_page(
        request.actor,
        state=request.GET.get("state", ""),
        program=request.GET.get("program", ""),
        cursor=request.GET.get("cursor", ""),
    )
    return render(request, "rewards/awards.html", {"page": page})


@signed_in
@require_safe
def award(request: ActorRequest, public_id: str) -> HttpResponse:
    """One award. `?do=STEP` opens the form of a step in the page, for browsers without script."""
    page = details.award_page(request.actor, public_id)
    step = page.step(request.GET.get("do", ""))
    return _award(request, page, opened=step, form=_form(step) if step else None)


@signed_in
@require_POST
def approve(request: ActorRequest, public_id: str) -> HttpResponse:
    """As a second person: the ledger gets its entries."""
    return _take(
        request,
        public_id,
        "approve",
        lambda given: commands.approve(public_id, note=given["note"], actor=request.actor),
        done=_("The award is approved. The researcher is told."),
    )


@signed_in
@require_POST
def reject(request: ActorRequest, public_id: str) -> HttpResponse:
    """As a second person, with the reason."""
    return _take(
        request,
        public_id,
        "reject",
        lambda given: commands.reject(public_id, note=given["note"], actor=request.actor),
        done=_("The award is rejected."),
    )


@signed_in
@require_POST
def reverse(request: ActorRequest, public_id: str) -> HttpResponse:
    """Correct what was posted by its opposite."""
    return _take(
        request,
        public_id,
        "reverse",
        lambda given: commands.reverse(public_id, note=given["note"], actor=request.actor),
        done=_("The award is reversed."),
    )


@signed_in
@require_POST
def pay(request: ActorRequest, public_id: str, user_id: int) -> HttpResponse:
    """Record that a payee was paid; only shortly after a second factor."""
    if request.actor.second_factor and not stepping_up.has_fresh_second_factor(request):
        return see_other(_confirm(public_id, f"pay-{user_id}"))
    return _take(
        request,
        public_id,
        f"pay-{user_id}",
        lambda given: commands.record_payout(
            public_id, user_id=user_id, reference=given["reference"], actor=request.actor
        ),
        done=_("The payout is recorded. The payee is told."),
    )


@signed_in
@require_safe
def ledger(request: ActorRequest, slug: str) -> HttpResponse:
    """The books of an organization."""
    form = _ledger_form(request, slug)
    narrowed = form.narrowed() if form.is_valid() else LedgerFilter()
    page = ledgers.ledger_page(
        request.actor,
        slug,
        narrowed=narrowed,
        kept=_kept(form),
        cursor=request.GET.get("cursor", ""),
    )
    status = 422 if form.errors else 200
    return render(request, "rewards/ledger.html", {"page": page, "form": form}, status=status)


@signed_in
@require_safe
def ledger_csv(request: ActorRequest, slug: str) -> HttpResponseBase:
    """What the filter lets through, as a file."""
    form = _ledger_form(request, slug)
    if not form.is_valid():
        return ledger(request, slug)
    lines = queries.ledger_csv(request.actor, slug, narrowed=form.narrowed())
    return _csv(lines, f"ledger-{slug}.csv")


def _take(
    request: ActorRequest,
    public_id: str,
    key: str,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
) -> HttpResponse:
    form = FORMS[key.partition("-")[0]](request.POST, auto_id=f"{key}_%s")
    if refusals.attempt(form, act):
        messages.success(request, done)
        return see_other(f"/awards/{public_id}")
    page = details.award_page(request.actor, public_id)
    return _award(request, page, opened=page.step(key), form=form)


def _award(
    request: ActorRequest, page: AwardPage, *, opened: Step | None, form: forms.Form | None
) -> HttpResponse:
    """The page with every step as a dialog, and one of them open in the page."""
    public_id = page.line.public_id
    needs_code = not stepping_up.has_fresh_second_factor(request)
    if opened is not None and opened.key.startswith("pay-") and needs_code:
        opened = form = None
    context = {
        "page": page,
        "opened": opened,
        "form": form,
        "dialogs": [
            (step, _form(step))
            for step in page.steps
            if step is not opened and not (step.key.startswith("pay-") and needs_code)
        ],
        "needs_code": needs_code,
        "confirm_urls": {
            step.key: _confirm(public_id, step.key)
            for step in page.steps
            if step.key.startswith("pay-")
        },
    }
    refused = form is not None and bool(form.errors)
    return render(request, "rewards/award.html", context, status=422 if refused else 200)


def _form(step: Step) -> forms.Form:
    return FORMS[step.key.partition("-")[0]](auto_id=f"{step.key}_%s")


def _confirm(public_id: str, key: str) -> str:
    return stepping_up.confirm_address(f"/awards/{public_id}?do={key}")


def _ledger_form(request: ActorRequest, slug: str) -> LedgerForm:
    choices = queries.ledger_choices(request.actor, slug)
    return LedgerForm(
        request.GET,
        programs=[(one.slug, one.name) for one in choices.programs],
        currencies=list(choices.currencies),
    )


def _kept(form: LedgerForm) -> dict[str, str]:
    """The filter as it was typed, for links."""
    return {name: form.data[name] for name in form.fields if form.data.get(name)}


def _year(request: ActorRequest) -> int | None:
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _csv(lines: Iterator[str], name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
