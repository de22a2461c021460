"""What happened in an organization."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.domain.audit import commands, queries
from seawall.domain.audit.queries import ActivityFilter
from seawall.web.access import ActorRequest, signed_in
from seawall.web.forms.activity import ActivityForm
from seawall.web.pages import activity as pages


@signed_in
@require_safe
def activity(request: ActorRequest, slug: str) -> HttpResponse:
    """Newest first, by event, person and day."""
    _organization_id, names = pages.names(request.actor, slug)
    form = ActivityForm(request.GET, names=names)
    page = pages.activity_page(
        request.actor,
        slug,
        chosen=form.chosen() if form.is_valid() else ActivityFilter(),
        kept={name: form.data[name] for name in form.fields if form.data.get(name)},
        cursor=request.GET.get("cursor", ""),
    )
    status = 422 if form.errors else 200
    return render(request, "activity/list.html", {"page": page, "form": form}, status=status)


@signed_in
@require_safe
def activity_csv(request: ActorRequest, slug: str) -> HttpResponseBase:
    """What the filter lets through, as a file. That it was taken is in the log before it leaves."""
    organization_id, names = pages.names(request.actor, slug)
    form = ActivityForm(request.GET, names=names)
    if not form.is_valid():
        return activity(request, slug)
    chosen = form.chosen()
    commands.record_export(organization_id, chosen, actor=request.actor)
    lines = pages.csv_lines(queries.activity_export(request.actor, organization_id, chosen))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="activity-{slug}.csv"'
    return response
