"""A canned response in the reply box, behind what was typed there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seawall.domain.automation import queries as automation
from seawall.domain.errors import NotFound
from seawall.web.access import ActorRequest, signed_in
from seawall.web.pages.reports.composing import Refused
from seawall.web.pages.triage import inbox as lists
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.narrowing import parse_query
from seawall.web.taking_out import secrets_taken_out


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_taken_out
def respond(request: ActorRequest, public_id: str) -> HttpResponse:
    """The report with `response`, filled in, in the reply box. A POST brings what was typed so
    far, which does not belong into an address; nothing is sent to anybody by it.
    """
    narrowing = parse_query(request.GET)
    given = request.POST if request.method == "POST" else request.GET
    typed = request.POST.get("body", "").rstrip()
    parts = [typed] if typed else []
    if chosen := given.get("response", ""):
        parts.append(automation.filled_one(request.actor, public_id, chosen).text)
    written = Refused("\n\n".join(parts), request.POST.get("audience") or "participants", "")
    pane = panes.pane(request.actor, public_id, narrowing, written=written)
    if not pane.thread.is_team:
        raise NotFound
    page = lists.inbox(request.actor, narrowing, opened=pane.thread.public_id)
    request.open_count = page.open_count
    return render(request, "triage/inbox.html", {"page": page, "pane": pane})
