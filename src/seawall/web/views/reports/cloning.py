"""Make another report of one: a page that says what that means, and the button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.errors import NotAllowed
from seawall.domain.reports import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: ActorRequest, public_id: str) -> HttpResponse:
    """For who makes the moves of triage here."""
    page = queries.thread(request.actor, public_id)
    if not page.abilities.can_clone:
        raise NotAllowed(_("Your role may not make another report of this one."))
    request.beside = reverse("inbox-report", args=[page.row.public_id])
    if request.method != "POST":
        return render(request, "reports/clone.html", {"page": page})
    made = commands.clone_report(page.row.public_id, actor=request.actor)
    names = {"clone": made.public_id, "origin": page.row.public_id}
    messages.success(request, _("%(clone)s was made of %(origin)s.") % names)
    return see_other(f"/inbox/{made.public_id}")
