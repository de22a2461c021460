"""Lock a report, so that nobody but its team writes there, and unlock it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.answering import RefusableForm
from seawall.web.taking_out import secrets_taken_out


class LockForm(RefusableForm):
    """Why it is locked."""

    reason = forms.CharField(required=False, strip=False, initial="")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_taken_out
def lock(request: ActorRequest, public_id: str) -> HttpResponse:
    """The form, for who may lock reports of this team."""
    page = queries.thread(request.actor, public_id)
    if not page.abilities.can_lock:
        raise NotAllowed(_("Your role may not lock reports."))
    request.beside = reverse("inbox-report", args=[page.row.public_id])
    form = LockForm(request.POST or None)
    if request.method != "POST":
        return render(request, "reports/lock.html", {"page": page, "form": form})
    form.is_valid()
    try:
        if request.POST.get("do") == "unlock":
            commands.unlock_report(public_id, actor=request.actor)
            said = _("The report is unlocked.")
        else:
            reason = form.cleaned_data["reason"]
            commands.lock_report(public_id, reason=reason, actor=request.actor)
            said = _("The report is locked.")
    except (Invalid, Conflict) as refusal:
        form.refuse(refusal)
        context = {"page": page, "form": form}
        return render(request, "reports/lock.html", context, status=refusal.status)
    messages.success(request, said)
    return see_other(f"/inbox/{page.row.public_id}")
