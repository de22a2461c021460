"""How a researcher comes into a private programme: invitation, terms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.programs import commands, queries
from seawall.web import mailed_links
from seawall.web.access import ActorRequest, public, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.programs.settings import DeclineForm


@public
@require_safe
@mailed_links.takes_secret(is_live=queries.offer)
def invitation(request: ActorRequest, secret: str) -> HttpResponse:
    """What a mailed link offers. Whoever holds it reads the programme's name and nothing more."""
    offer = queries.offer(secret)
    context = {"offer": offer, "form": DeclineForm(), "answer_url": _answer_url()}
    return render(request, "programs/invitation.html", context)


@signed_in
@require_POST
@mailed_links.takes_secret(is_live=queries.offer, of_route="program_invitation")
def answer_link(request: ActorRequest, secret: str) -> HttpResponse:
    """Accept or decline by the mailed link."""
    return _answer(request, secret=secret)


@signed_in
@require_safe
def invitations(request: ActorRequest) -> HttpResponse:
    """The person's own open invitations."""
    context = {"offers": queries.offers_for(request.actor), "form": DeclineForm()}
    return render(request, "programs/invitations.html", context)


@signed_in
@require_POST
def answer_own(request: ActorRequest, invitation_id: int) -> HttpResponse:
    """Accept or decline one of the person's own invitations."""
    return _answer(request, invitation_id=invitation_id)


@signed_in
@require_http_methods(["GET", "POST"])
def nda(request: ActorRequest, slug: str) -> HttpResponse:
    """Read the terms, agree to exactly this text."""
    if request.method == "POST":
        commands.sign_nda(slug, text_sha256=request.POST.get("text", ""), actor=request.actor)
        messages.success(request, _("You agreed to the terms."))
        return see_other(reverse("program", args=[slug]))
    return render(request, "programs/nda.html", {"nda": queries.nda(request.actor, slug)})


def _answer(
    request: ActorRequest, *, secret: str = "", invitation_id: int | None = None
) -> HttpResponse:
    if request.POST.get("answer") == "accept":
        program = commands.accept_invitation(
            secret=secret, invitation_id=invitation_id, actor=request.actor
        )
        messages.success(
            request, _("You take part in %(name)s. Read its brief first.") % {"name": program.name}
        )
        return see_other(reverse("program", args=[program.slug]))
    form = DeclineForm(request.POST)
    if refusals.attempt(
        form,
        lambda given: commands.decline_invitation(
            secret=secret, invitation_id=invitation_id, actor=request.actor, **given
        ),
    ):
        messages.success(request, _("You declined. Thank you for saying why."))
        return see_other(reverse("directory"))
    if secret:
        context = {
            "offer": queries.offer(secret),
            "form": form,
            "answer_url": _answer_url(),
        }
        return render(request, "programs/invitation.html", context, status=422)
    context = {"offers": queries.offers_for(request.actor), "form": form}
    return render(request, "programs/invitations.html", context, status=422)


def _answer_url() -> str:
    """Of the offer whose secret the session holds."""
    return reverse("program_invitation_answer", args=[mailed_links.HERE])
