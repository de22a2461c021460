"""Small answers while somebody writes: types, scores, previews, what the brief says."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.errors import Invalid
from seawall.domain.reports import commands
from seawall.domain.taxonomy import queries as taxonomy
from seawall.lib import markdown
from seawall.lib.text import gettext_noop
from seawall.web.access import ActorRequest, signed_in
from seawall.web.pages.reports import choices, drafts, screenings
from seawall.web.pages.reports.prose import links_for

_MOST_TYPES = 30


@signed_in
@require_POST
def scope(request: ActorRequest, public_id: str) -> HttpResponse:
    """What the brief says of the form as it stands. With `route`: note that somebody follows the
    way to another channel, and show it.
    """
    report = drafts.stored(request.actor, public_id)
    form = drafts.form_of(report, request.POST)
    page = drafts.draft(request.actor, report, form)
    asked = request.POST.get("route", "")
    if not asked:
        return render(request, "reports/_screened.html", {"page": page})
    topics = page.screening.topics if page.screening else ()
    topic = next((topic for topic in topics if topic.id == asked), None)
    if topic is None:
        raise Invalid(gettext_noop("The report is not about this topic any more."), field="route")
    commands.record_routing(page.program.slug, exclusion_id=topic.id, actor=request.actor)
    return render(request, "reports/routed.html", {"page": page, "topic": topic})


@signed_in
@require_safe
def vrt_search(request: ActorRequest) -> HttpResponse:
    """Types that fit the words, for the picker."""
    found = taxonomy.picker(request.GET.get("q", ""), limit=_MOST_TYPES)
    items = [
        {
            "value": choice.id,
            "label": choice.name,
            "hint": " · ".join(filter(None, (choice.above, choices.priority(choice.priority)))),
        }
        for choice in found.choices
    ]
    return JsonResponse({"items": items})


@signed_in
@require_safe
def vrt_suggestion(request: ActorRequest) -> HttpResponse:
    """The priority and reward that follow from a type."""
    suggestion = screenings.suggestion(
        request.actor,
        request.GET.get("vrt", ""),
        _id(request.GET.get("report", "")),
        request.GET.get("target_id", ""),
    )
    return render(request, "reports/_suggestion.html", {"suggestion": suggestion})


@signed_in
@require_safe
def cvss_score(request: ActorRequest) -> HttpResponse:
    """The score of a vector, or what is wrong with it."""
    vector = next(filter(None, map(request.GET.get, ("vector", "cvss", "cvss4"))), "")
    score = screenings.score(vector) if vector else None
    return render(request, "reports/_score.html", {"score": score})


@signed_in
@require_POST
def preview(request: ActorRequest) -> HttpResponse:
    """Markdown as it will be shown."""
    text = request.POST.get("text", "")
    limit = markdown.LARGEST_INPUT_BYTES
    words = links_for(request.actor, [text]).words(text)
    context = {"words": words, "is_long": len(text.encode("utf-8", "replace")) > limit}
    return render(request, "reports/_preview.html", context)


def _id(text: str) -> str:
    """A public id, or one that nothing has: a database is never asked for what cannot be one."""
    return text if text.replace("-", "").isalnum() or not text else "-"
