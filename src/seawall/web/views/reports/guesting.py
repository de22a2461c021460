"""Guests of one report: who invites them, and what their link opens."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import Conflict, Invalid
from seawall.domain.reports import commands, queries
from seawall.web import mailed_links, mailing
from seawall.web.access import ActorRequest, public, see_other, signed_in
from seawall.web.adapters import absolute
from seawall.web.forms.answering import RefusableForm


class GuestForm(RefusableForm):
    """Who is invited, for how long, and whether they may write."""

    email = forms.CharField(required=False, strip=True, initial="")
    days = forms.CharField(required=False, strip=True, initial="14")
    may_comment = forms.BooleanField(required=False)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: ActorRequest, public_id: str) -> HttpResponse:
    """Who from outside reads the report; invite one more, or send one away."""
    page = queries.guest_page(request.actor, public_id)
    request.beside = reverse("inbox-report", args=[page.public_id])
    form = GuestForm(request.POST if request.POST.get("do") == "invite" else None)
    if request.method != "POST":
        return render(request, "reports/guests.html", {"page": page, "form": form})
    form.is_valid()
    try:
        if request.POST.get("do") == "revoke":
            guest_id = request.POST.get("guest", "")
            commands.revoke_guest(page.public_id, guest_id, actor=request.actor)
            messages.success(request, _("The guest reads this report no more."))
        else:
            _invite(request, page.public_id, form)
            messages.success(request, _("The invitation is on its way."))
    except (Invalid, Conflict) as refusal:
        form.refuse(refusal)
        context = {"page": page, "form": form}
        return render(request, "reports/guests.html", context, status=refusal.status)
    return see_other(reverse("report-guests", args=[page.public_id]))


@public
@require_safe
@mailed_links.takes_secret(is_live=queries.guest_offer)
def offer(request: ActorRequest, secret: str) -> HttpResponse:
    """What a mailed link offers: whose report until when, and nothing that it says."""
    context = {
        "offer": queries.guest_offer(secret),
        "accept_url": reverse("guest_invitation_accept", args=[mailed_links.HERE]),
    }
    return render(request, "reports/guest_invitation.html", context)


@signed_in
@require_POST
@mailed_links.takes_secret(is_live=queries.guest_offer, of_route="guest_invitation")
def accept(request: ActorRequest, secret: str) -> HttpResponse:
    """Use the link, once."""
    report = commands.accept_guest(secret, actor=request.actor)
    messages.success(request, _("You read this report as a guest of its team."))
    return see_other(reverse("report", args=[report.public_id]))


def _invite(request: ActorRequest, public_id: str, form: GuestForm) -> None:
    given = form.cleaned_data
    days = given["days"]
    if not (days.isascii() and days.isdigit()) or len(days) > 4:
        raise Invalid(_("Give the number of days."), field="days")
    secret = commands.invite_guest(
        public_id,
        email=given["email"],
        days=int(days),
        may_comment=given["may_comment"],
        actor=request.actor,
    )
    found = queries.guest_offer(secret)
    body = _(
        "%(by)s of %(organization)s invites you to read one report as a guest.\n\n"
        "The link is for you only, works once and for a week:\n"
        "%(url)s\n"
    ) % {
        "by": found.invited_by,
        "organization": found.organization,
        "url": absolute(reverse("guest_invitation", args=[secret])),
    }
    subject = _("%(organization)s invites you to read a report") % {
        "organization": found.organization
    }
    mailing.send(queries.guest_address(secret), subject=subject, body=body)
