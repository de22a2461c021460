"""How the new reports of a programme are given out."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.accounts import queries as accounts
from seawall.domain.programs import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.programs.rotation import RotationForm
from seawall.web.pages.programs import team


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """Off, or in turn among members or those of a group, with a weight for each."""
    found = queries.rotation(request.actor, slug)
    program = queries.program(request.actor, slug)
    groups = accounts.group_names(request.actor, program.organization_id)
    form = RotationForm(
        request.POST if request.method == "POST" else None, found=found, groups=groups
    )
    if request.method == "POST" and refusals.attempt(
        form, lambda _given: commands.set_rotation(slug, actor=request.actor, **form.given())
    ):
        messages.success(request, _("It counts for reports that are sent from now on."))
        return see_other(request.path)
    context = {
        "form": form,
        "found": found,
        "program": program,
        "tabs": team.tabs(program, "program_rotation"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "programs/rotation.html", context, status=status)
