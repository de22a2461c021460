"""What helps to decide on a report: others like it, and what its words speak for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.web.access import ActorRequest, signed_in
from seawall.web.pages.triage import evidence as pages
from seawall.web.pages.triage.narrowing import parse_query
from seawall.web.views.triage.inbox import is_partial


@signed_in
@require_safe
def similar(request: ActorRequest, public_id: str) -> HttpResponse:
    """Reports like this one and suggested types; the part alone where a script asks for it."""
    page = pages.evidence(request.actor, public_id, parse_query(request.GET))
    if is_partial(request):
        return render(request, "triage/_evidence.html", {"page": page, "candidates": page.near})
    return render(request, "triage/similar.html", {"page": page})


@signed_in
@require_safe
def compare(request: ActorRequest, public_id: str, other_id: str) -> HttpResponse:
    """Two reports side by side, with what they share and how they differ."""
    page = pages.compare(request.actor, public_id, other_id, parse_query(request.GET))
    return render(request, "triage/compare.html", {"page": page})
