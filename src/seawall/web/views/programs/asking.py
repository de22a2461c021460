"""The fields of a programme: added, reworded, put in order, archived."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seawall.domain.errors import Conflict, NotFound
from seawall.domain.programs import commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.fields import FieldForm, NewFieldForm, form_of
from seawall.web.pages.programs import asking


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """The list, and a form for one more."""
    form = NewFieldForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.add_field(
            slug,
            name=given["name"],
            kind=given["kind"],
            audience=given["audience"],
            asked=form.asked(),
            actor=request.actor,
        ),
    ):
        messages.success(request, _("The field is added. It is asked from now on."))
        return see_other(reverse("program_fields", args=[slug]))
    return _page(request, slug, form)


@signed_in
@require_POST
def change(request: ActorRequest, slug: str, name: str) -> HttpResponse:
    """Reword a field, move it up or down, archive it or ask it again."""
    page = asking.page(request.actor, slug)
    row = next((row for row in page.rows if row.spec.name == name), None)
    if row is None:
        raise NotFound
    asked = request.POST.get("do", "")
    if asked in ("up", "down", "archive", "restore"):
        try:
            _arrange(request, slug, name, asked)
        except Conflict as refusal:
            messages.info(request, refusal.message)
        return see_other(f"{reverse('program_fields', args=[slug])}#field-{name}")
    form = form_of(row.spec, request.POST)
    if not refusals.attempt(
        form,
        lambda _given: commands.change_field(slug, name, asked=form.asked(), actor=request.actor),
    ):
        return _page(request, slug, NewFieldForm(), refused=(name, form))
    messages.success(request, _("The field is saved. What was answered stays as it is."))
    return see_other(f"{reverse('program_fields', args=[slug])}#field-{name}")


def _arrange(request: ActorRequest, slug: str, name: str, asked: str) -> None:
    if asked in ("up", "down"):
        commands.move_field(slug, name, up=asked == "up", actor=request.actor)
        return
    is_archived = asked == "archive"
    commands.archive_field(slug, name, is_archived=is_archived, actor=request.actor)
    if is_archived:
        messages.success(request, _("The field is not asked any more. Old answers stay."))
    else:
        messages.success(request, _("The field is asked again."))


def _page(
    request: ActorRequest,
    slug: str,
    form: NewFieldForm,
    *,
    refused: tuple[str, FieldForm] | None = None,
) -> HttpResponse:
    context = {"page": asking.page(request.actor, slug, refused=refused), "form": form}
    status = 422 if form.errors or refused else 200
    return render(request, "programs/fields.html", context, status=status)
