"""Webhooks of an organization."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.accounts import queries as accounts
from seawall.domain.notify import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.webhooks import WebhookForm
from seawall.web.pages import webhooks as pages

_FRESH = "fresh_webhook_secret"


@signed_in
@require_safe
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """All of them."""
    page = pages.webhooks(slug, request.actor)
    return render(request, "webhooks/list.html", {"page": page})


@signed_in
@require_safe
def new(request: ActorRequest, slug: str) -> HttpResponse:
    """An empty form."""
    return _new_page(request, slug)


@signed_in
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def create(request: ActorRequest, slug: str) -> HttpResponse:
    """A webhook outlives the session, so making one asks for the password again after a while."""
    organization = accounts.organization(slug, actor=request.actor)
    form = WebhookForm(request.POST, programs=_programs(request, organization.id))
    made: list[str] = []

    def make(given: dict[str, object]) -> None:
        hook, secret = commands.create_webhook(organization.id, actor=request.actor, **given)  # type: ignore[arg-type]
        request.session[_FRESH] = [hook.public_id, secret]
        made.append(hook.public_id)

    if refusals.attempt(form, make):
        return see_other(f"/webhooks/{made[0]}")
    return _new_page(request, slug, form)


def _new_page(request: ActorRequest, slug: str, form: WebhookForm | None = None) -> HttpResponse:
    page = pages.webhooks(slug, request.actor)
    if form is None:
        organization = accounts.organization(slug, actor=request.actor)
        form = WebhookForm(programs=_programs(request, organization.id))
    status = 422 if form.errors else 200
    return render(request, "webhooks/new.html", {"page": page, "form": form}, status=status)


def _programs(request: ActorRequest, organization_id: int) -> tuple[tuple[str, str], ...]:
    return queries.choosable_programs(organization_id, actor=request.actor)


@signed_in
@require_safe
def webhook(request: ActorRequest, public_id: str) -> HttpResponse:
    """What it is and what was sent. A new secret is shown on the first look, never again."""
    page = pages.webhook(public_id, request.actor, cursor=request.GET.get("cursor", ""))
    fresh = request.session.get(_FRESH, ["", ""])
    is_fresh = fresh[0] == page.public_id
    if is_fresh:
        del request.session[_FRESH]
    context = {"page": page, "fresh": fresh[1] if is_fresh else ""}
    request.beside = reverse("webhooks", args=[page.slug])
    return render(request, "webhooks/webhook.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, public_id: str) -> HttpResponse:
    """Other words, address or events."""
    one = queries.webhook(public_id, actor=request.actor)
    initial = {"name": one.name, "url": one.url, "program": one.program, "events": one.events}
    form = WebhookForm(
        request.POST or None,
        initial=initial,
        programs=_programs(request, one.organization_id),
    )
    if request.method == "POST" and refusals.attempt(
        form, lambda given: commands.edit_webhook(one.public_id, actor=request.actor, **given)
    ):
        messages.success(request, _("The webhook is saved."))
        return see_other(f"/webhooks/{one.public_id}")
    context = {"form": form, "webhook": one, "slug": pages.slug_of(one, request.actor)}
    request.beside = reverse("webhooks", args=[context["slug"]])
    status = 422 if form.errors else 200
    return render(request, "webhooks/edit.html", context, status=status)


@signed_in
@require_POST
def ping(request: ActorRequest, public_id: str) -> HttpResponse:
    """Send a message that says nothing."""
    commands.ping_webhook(public_id, actor=request.actor)
    messages.success(request, _("A ping is on its way. Load this page again to see its answer."))
    return see_other(f"/webhooks/{public_id}")


@signed_in
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def rotate(request: ActorRequest, public_id: str) -> HttpResponse:
    """A new secret; the old one is valid for a day."""
    secret = commands.rotate_secret(public_id, actor=request.actor)
    one = queries.webhook(public_id, actor=request.actor)
    request.session[_FRESH] = [one.public_id, secret]
    return see_other(f"/webhooks/{one.public_id}")


@signed_in
@require_POST
def end_old_secret(request: ActorRequest, public_id: str) -> HttpResponse:
    """Only the new one from now on."""
    commands.end_old_secret(public_id, actor=request.actor)
    messages.success(request, _("The old secret signs nothing any more."))
    return see_other(f"/webhooks/{public_id}")


@signed_in
@require_POST
def switch(request: ActorRequest, public_id: str) -> HttpResponse:
    """On or off."""
    if request.POST.get("to") == "on":
        commands.switch_on_webhook(public_id, actor=request.actor)
        messages.success(request, _("The webhook is on. It is told of what happens from now on."))
    else:
        commands.switch_off_webhook(public_id, actor=request.actor)
        messages.success(request, _("The webhook is off."))
    return see_other(f"/webhooks/{public_id}")


@signed_in
@require_POST
def delete(request: ActorRequest, public_id: str) -> HttpResponse:
    """Gone, with what was sent."""
    one = queries.webhook(public_id, actor=request.actor)
    commands.delete_webhook(public_id, actor=request.actor)
    messages.success(request, _("The webhook is deleted."))
    return see_other(f"/organizations/{pages.slug_of(one, request.actor)}/webhooks")


@signed_in
@require_POST
def redeliver(request: ActorRequest, public_id: str, delivery_id: str) -> HttpResponse:
    """The same message once more."""
    commands.redeliver(delivery_id, actor=request.actor)
    messages.success(request, _("The message is sent again, under the same id."))
    return see_other(f"/webhooks/{public_id}")
