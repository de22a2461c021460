"""A new version of the words of a report that was sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.pages.reports import drafts
from seawall.web.taking_out import secrets_taken_out


@signed_in
@require_http_methods(["GET", "POST"])
@secrets_taken_out
def revise(request: ActorRequest, public_id: str) -> HttpResponse:
    """The reporter's form for it. What was sent before stays as it was."""
    form = drafts.revise(request.actor, public_id, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.revise(
                public_id,
                content=form.content(),
                expected_revision=form.cleaned_data["revision"],
                fields=form.answers(),
                actor=request.actor,
            )
        except (Invalid, Conflict, NotAllowed) as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("What you changed is stored; the team sees it."))
            return see_other(f"/reports/{public_id}")
    everything = form.is_bound or "types" in request.GET
    page = drafts.revise_page(request.actor, public_id, form, all_types=everything)
    status = 422 if page.problems else 200
    return render(request, "reports/revise.html", {"page": page}, status=status)
