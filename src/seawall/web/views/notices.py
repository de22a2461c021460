"""One's own notices, and how one is told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.notify import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.notices import PreferencesForm
from seawall.web.pages.notices import notices_page


@signed_in
@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """All notices, or those not read yet."""
    page = notices_page(
        request.actor,
        unread_only=request.GET.get("view") == "unread",
        cursor=request.GET.get("cursor", ""),
    )
    return render(request, "notices/list.html", {"page": page})


@signed_in
@require_POST
def read(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Mark one as read and stay."""
    commands.mark_read(notice_id, actor=request.actor)
    return see_other(_back(request))


@signed_in
@require_POST
def open_one(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    path = queries.path_of(notice_id, actor=request.actor)
    commands.mark_read(notice_id, actor=request.actor)
    return see_other(path)


@signed_in
@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    """Mark all as read."""
    commands.mark_all_read(actor=request.actor)
    return see_other("/notices")


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: ActorRequest) -> HttpResponse:
    """Topic by topic, in the app and by mail: everywhere, or with `program` what differs there."""
    actor, slug = request.actor, request.GET.get("program", "")
    program = queries.program_to_choose(actor, slug) if slug else None
    program_id = program.id if program else None
    topics = queries.preferences(actor, program_id)
    form = PreferencesForm(request.POST or None, topics=topics, for_program=program is not None)
    if request.method == "POST" and refusals.attempt(
        form,
        lambda _given: commands.set_preferences(form.choices(), program_id=program_id, actor=actor),
    ):
        messages.success(request, _("Saved. This counts from the next notice on."))
        return see_other(request.get_full_path())
    rows = [(row, form[f"{row.topic}-in_app"], form[f"{row.topic}-mail"]) for row in form.topics]
    context = {
        "form": form,
        "rows": rows,
        "program": program,
        "programs": queries.programs_to_choose(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "notices/preferences.html", context, status=status)


def _back(request: ActorRequest) -> str:
    return "/notices?view=unread" if request.POST.get("view") == "unread" else "/notices"
