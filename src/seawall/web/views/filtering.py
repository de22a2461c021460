"""What the filter box may say next, and its reports as a file."""

from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from seawall.domain.search import commands
from seawall.domain.search.queries import Side
from seawall.web.access import ActorRequest, signed_in
from seawall.web.pages.search import boxes
from seawall.web.pages.triage.narrowing import parse_query


@signed_in
@require_safe
def offers(request: ActorRequest) -> HttpResponse:
    """Fields and values for the word that ends at `at`; `start` is where it begins."""
    text, at = request.GET.get("q", "")[:1000], request.GET.get("at", "")
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 5 else len(text)
    side = Side.OWN if request.GET.get("side") == Side.OWN else Side.TEAM
    found = boxes.offers(request.actor, text, min(place, len(text)), side)
    items = [{"text": one.text, "meaning": one.meaning} for one in found.items]
    return JsonResponse({"start": found.start, "items": items})


@signed_in
@require_safe
def inbox_csv(request: ActorRequest) -> HttpResponseBase:
    """What the filter lets through, as a file. That it was taken is in the log before it leaves."""
    narrowing = parse_query(request.GET)
    lines = commands.export(narrowing.text, actor=request.actor)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reports.csv"'
    return response
