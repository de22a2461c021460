"""The figures of a programme, for its team."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.domain.rewards.queries.tables import csv_line
from seawall.web.access import ActorRequest, signed_in
from seawall.web.pages.programs import figures


@signed_in
@require_safe
def metrics(request: ActorRequest, slug: str) -> HttpResponse:
    """All figures by span."""
    page = figures.metrics(request.actor, slug)
    return render(request, "programs/metrics.html", {"page": page})


@signed_in
@require_safe
def metrics_csv(request: ActorRequest, slug: str) -> HttpResponse:
    """The same as plain numbers."""
    lines = [csv_line(row) for row in figures.csv_rows(request.actor, slug)]
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-metrics.csv"'
    return response
