"""How an organization's members sign in."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.accounts import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.providers import DomainForm, ProviderForm, RulesForm


def _page(request: ActorRequest, slug: str, **bound: forms.Form) -> HttpResponse:
    """All three forms; the one that was refused keeps what was written."""
    organization = queries.organization(slug, actor=request.actor)
    found = queries.sign_in_settings(organization.id, actor=request.actor)
    own = found.provider
    filled: dict[str, forms.Form] = {
        "provider_form": ProviderForm(
            initial={"issuer": own.issuer, "client_id": own.client_id} if own else None
        ),
        "rules_form": RulesForm(
            initial={
                "enforcement": own.enforcement,
                "default_role": own.default_role,
                "emergency_user": own.emergency_user,
            }
            if own
            else None
        ),
        "domain_form": DomainForm(),
    }
    context = {
        "organization": organization,
        "found": found,
        "callback": commands.callback_address(own.public_id) if own else "",
        **(filled | bound),
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "providers/settings.html", context, status=status)


def _attempt(
    request: ActorRequest,
    slug: str,
    name: str,
    form: forms.Form,
    act: Callable[[int, dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    organization = queries.organization(slug, actor=request.actor)
    if refusals.attempt(form, lambda given: act(organization.id, given)):
        messages.success(request, said)
        return see_other(f"/organizations/{slug}/sign-in")
    return _page(request, slug, **{name: form})


@signed_in
@require_safe
def sign_in(request: ActorRequest, slug: str) -> HttpResponse:
    """Provider, domains and rules."""
    return _page(request, slug)


@signed_in
@sensitive_post_parameters("client_secret")
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def keep(request: ActorRequest, slug: str) -> HttpResponse:
    """Another provider, or another secret."""

    def act(organization_id: int, given: dict[str, Any]) -> None:
        commands.set_provider(organization_id, actor=request.actor, **given)

    form = ProviderForm(request.POST)
    return _attempt(request, slug, "provider_form", form, act, _("The provider is saved."))


@signed_in
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def rules(request: ActorRequest, slug: str) -> HttpResponse:
    """Who has to come through it."""

    def act(organization_id: int, given: dict[str, Any]) -> None:
        commands.set_provider_rules(organization_id, actor=request.actor, **given)

    form = RulesForm(request.POST)
    return _attempt(request, slug, "rules_form", form, act, _("The rules are saved."))


@signed_in
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def remove(request: ActorRequest, slug: str) -> HttpResponse:
    """Members sign in as everybody does."""
    organization = queries.organization(slug, actor=request.actor)
    commands.remove_provider(organization.id, actor=request.actor)
    messages.success(request, _("The provider is removed."))
    return see_other(f"/organizations/{slug}/sign-in")


@signed_in
@require_POST
def add_domain(request: ActorRequest, slug: str) -> HttpResponse:
    """One more, not verified yet."""

    def act(organization_id: int, given: dict[str, Any]) -> None:
        commands.add_domain(organization_id, given["domain"], actor=request.actor)

    form = DomainForm(request.POST)
    said = _("The domain is in the list. Show that it is yours, then verify it.")
    return _attempt(request, slug, "domain_form", form, act, said)


@signed_in
@require_POST
def verify_domain(request: ActorRequest, slug: str, domain_id: int) -> HttpResponse:
    """Look for the record or the file."""

    def act(_organization_id: int, _given: dict[str, Any]) -> None:
        commands.verify_domain(domain_id, actor=request.actor)

    form = forms.Form(request.POST)
    return _attempt(request, slug, "verify_form", form, act, _("The domain is verified."))


@signed_in
@require_POST
def remove_domain(request: ActorRequest, slug: str, domain_id: int) -> HttpResponse:
    """It counts no more."""
    commands.remove_domain(domain_id, actor=request.actor)
    messages.success(request, _("The domain is removed."))
    return see_other(f"/organizations/{slug}/sign-in")
