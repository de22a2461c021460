"""The hall of fame of a programme, for everybody who may read the programme."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seawall.web.access import ActorRequest, public
from seawall.web.pages.hall_of_fame import hall_page


@public
@require_safe
def hall(request: ActorRequest, slug: str) -> HttpResponse:
    """Who is thanked, under the name they chose."""
    return render(request, "disclosure/hall.html", {"page": hall_page(request.actor, slug)})
