"""Words to begin a report with: set by a programme, kept by people for themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seawall.domain.programs import commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.templates import OwnTemplateForm, ProgramTemplateForm
from seawall.web.pages import templates as pages


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def of_program(request: ActorRequest, slug: str) -> HttpResponse:
    """The list, each with its form, and one more."""
    form = ProgramTemplateForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form, lambda given: commands.set_template(slug, actor=request.actor, **given)
    ):
        messages.success(request, _("The template is saved. Drafts stay as they are."))
        return see_other(reverse("program_templates", args=[slug]))
    page = pages.of_program(request.actor, slug, form if form.errors else None)
    if any(row.is_open for row in page.rows):
        fresh, status = ProgramTemplateForm(), 422
    else:
        fresh, status = form, 422 if form.errors else 200
    context = {"page": page, "form": fresh}
    return render(request, "programs/templates.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: ActorRequest) -> HttpResponse:
    """One's own, and a form for one more."""
    form = OwnTemplateForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form, lambda given: commands.save_own_template(actor=request.actor, **given)
    ):
        messages.success(request, _("The template is saved."))
        return see_other(reverse("settings_templates"))
    context = {"rows": pages.own(request.actor), "form": form}
    status = 422 if form.errors else 200
    return render(request, "accounts/templates.html", context, status=status)


@signed_in
@require_POST
def change_own(request: ActorRequest, public_id: str) -> HttpResponse:
    """Reword one's own, or remove it."""
    if request.POST.get("do") == "remove":
        commands.remove_own_template(public_id, actor=request.actor)
        messages.success(request, _("The template is gone. Reports that began with it stay."))
        return see_other(reverse("settings_templates"))
    form = OwnTemplateForm(request.POST, auto_id=f"id_{public_id}_%s")
    if not refusals.attempt(
        form,
        lambda given: commands.save_own_template(public_id=public_id, actor=request.actor, **given),
    ):
        rows = pages.own(request.actor, public_id, form)
        context = {"rows": rows, "form": OwnTemplateForm()}
        return render(request, "accounts/templates.html", context, status=422)
    messages.success(request, _("The template is saved."))
    return see_other(reverse("settings_templates"))
