"""Releases of the taxonomy, for the administrator of the platform."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seawall.domain.errors import Conflict, Invalid
from seawall.domain.taxonomy import commands
from seawall.web.access import ActorRequest, platform_admin, see_other
from seawall.web.forms.taxonomy import ReleaseForm
from seawall.web.pages import taxonomy as pages


@platform_admin
@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """All releases; a POST imports one more."""
    form = ReleaseForm(request.POST or None, request.FILES or None)
    problems: tuple[tuple[str, str], ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = commands.import_release(
                given["file"],
                cwe=given["cwe"],
                cvss=given["cvss"],
                make_default=given["make_default"],
                actor=request.actor,
            )
        except Invalid as refusal:
            form.add_error("file", refusal.message)
            problems = tuple(refusal.fields.items())
        except Conflict as refusal:
            form.add_error("file", refusal.message)
        else:
            messages.success(request, _("Imported the release %(id)s.") % {"id": row.release})
            return see_other(reverse("platform_taxonomy"))
    context = {"lines": pages.lines(), "form": form, "problems": problems}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "platform/taxonomy.html", context, status=status)


@platform_admin
@require_POST
def choose(request: ActorRequest) -> HttpResponse:
    """Have new reports rated by `release`; empty: by the newest."""
    try:
        commands.choose_default(request.POST.get("release", "")[:20], actor=request.actor)
        messages.success(request, _("New reports are rated by another release now."))
    except Conflict as refusal:
        messages.error(request, refusal.message)
    return see_other(reverse("platform_taxonomy"))
