"""The inbox: a list, a report beside it, and the facts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seawall.domain.readings.rules import Door
from seawall.domain.search.queries import Side
from seawall.lib import ids
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.pages.search import boxes
from seawall.web.pages.triage import filtering, panes
from seawall.web.pages.triage import inbox as lists
from seawall.web.pages.triage.narrowing import is_form, parse_query

AHEAD = "X-Seawall-Ahead"


@signed_in
@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """The list alone, narrowed by the query string. The form comes as one filter's address, and
    the number of a report leads to it.
    """
    narrowing = parse_query(request.GET)
    if is_form(request.GET):
        return see_other(f"{request.path}{narrowing.query()}")
    if ids.is_public_id(ids.normalize(narrowing.text), "R"):
        return see_other(reverse("inbox-report", args=[ids.normalize(narrowing.text)]))
    page = lists.inbox(request.actor, narrowing)
    request.open_count = page.open_count
    return render(request, "triage/inbox.html", {"page": page, "pane": None})


@signed_in
@require_safe
def filters(request: ActorRequest) -> HttpResponse:
    """All filters in one form; a dialog in the inbox. What it sends is an address of the inbox."""
    page = filtering.filters(request.actor, parse_query(request.GET))
    template = "triage/_filters_dialog.html" if is_partial(request) else "triage/filters.html"
    return render(request, template, {"page": page, "explained": boxes.explained(Side.TEAM)})


@signed_in
@require_safe
def report(request: ActorRequest, public_id: str) -> HttpResponse:
    """The list with a report open; the report's pane alone where a script asks for it.

    Who reported it is led to their own page of it. A script may fetch the next one ahead, which
    the trace of reading tells apart.
    """
    narrowing = parse_query(request.GET)
    door = Door.AHEAD if AHEAD in request.headers and is_partial(request) else Door.PAGE
    pane = panes.pane(request.actor, public_id, narrowing, door=door)
    if not pane.thread.is_team:
        return elsewhere(request, pane.thread.url)
    if is_partial(request):
        return render(request, "triage/_pane.html", {"pane": pane, "is_partial": True})
    page = lists.inbox(request.actor, narrowing, opened=pane.thread.public_id)
    request.open_count = page.open_count
    return render(request, "triage/inbox.html", {"page": page, "pane": pane})


def is_partial(request: ActorRequest) -> bool:
    """Whether htmx asks, and for a part of a page."""
    return request.headers.get("HX-Request-Type") == "partial"


def elsewhere(request: ActorRequest, address: str) -> HttpResponse:
    """Send the whole browser on, also out of a part of a page."""
    if is_partial(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return see_other(address)
