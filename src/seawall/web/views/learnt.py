"""What was learnt from decisions, for the administrator of the platform: to look at and reset."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.search import commands, queries
from seawall.web.access import ActorRequest, platform_admin, see_other
from seawall.web.pages.search import learnt


@platform_admin
@require_http_methods(["GET", "POST"])
def shown(request: ActorRequest) -> HttpResponse:
    """The weights and their figures; a POST with `subject` throws what was learnt away."""
    if request.method == "POST":
        commands.reset(request.POST.get("subject", "")[:20], actor=request.actor)
        messages.success(request, _("What was learnt is thrown away; the shipped numbers count."))
        return see_other("/platform/learnt")
    page = learnt.page_of(queries.what_was_learnt(request.actor))
    return render(request, "search/learnt.html", {"page": page})
