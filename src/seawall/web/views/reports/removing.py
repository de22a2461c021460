"""Tombstones: comments deleted by their authors, files taken away by the team, legal hold."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands, queries
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.removing import REASONS


@signed_in
@require_safe
def evidence(request: ActorRequest, public_id: str) -> HttpResponse:
    """All files of a report, and its legal hold, for the team."""
    page = queries.evidence(request.actor, public_id)
    request.beside = reverse("inbox-report", args=[public_id])
    return render(request, "reports/evidence.html", {"page": page, "reasons": REASONS})


@signed_in
@require_POST
def hold(request: ActorRequest, public_id: str) -> HttpResponse:
    """Begin or end the legal hold."""
    if request.POST.get("do") == "release":
        commands.release_report(public_id, actor=request.actor)
        messages.success(request, _("The legal hold is over."))
    else:
        commands.hold_report(public_id, actor=request.actor)
        messages.success(request, _("The report is on legal hold."))
    return see_other(f"/reports/{public_id}/evidence")


@signed_in
@require_POST
def hide(request: ActorRequest, public_id: str, attachment_id: str) -> HttpResponse:
    """The team alone reads the file from now on."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        public_id,
        lambda: commands.hide_attachment(
            public_id, attachment_id, reason=reason, actor=request.actor
        ),
        _("Only the team can read the file now."),
    )


@signed_in
@require_POST
def delete(request: ActorRequest, public_id: str, attachment_id: str) -> HttpResponse:
    """Nobody reads the file from now on."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        public_id,
        lambda: commands.delete_attachment(
            public_id, attachment_id, reason=reason, actor=request.actor
        ),
        _("Nobody can read the file now."),
    )


@signed_in
@require_POST
def purge(request: ActorRequest, public_id: str, attachment_id: str) -> HttpResponse:
    """Ask for the end of the content, or agree to it."""
    return _done(
        request,
        public_id,
        lambda: commands.purge_attachment(public_id, attachment_id, actor=request.actor),
        _("Noted. The content is deleted once two people want it."),
    )


@signed_in
@require_POST
def remove_comment(request: ActorRequest, public_id: str, comment_id: int) -> HttpResponse:
    """Delete one's own comment."""
    commands.remove_comment(public_id, comment_id, actor=request.actor)
    messages.success(request, _("The comment is deleted; that there was one stays visible."))
    return see_other(f"/reports/{public_id}#comment-{comment_id}")


def _done(
    request: ActorRequest, public_id: str, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
    except (Invalid, Conflict, NotAllowed) as refusal:
        page = queries.evidence(request.actor, public_id)
        context = {"page": page, "reasons": REASONS, "problem": refusal.message}
        request.beside = reverse("inbox-report", args=[public_id])
        return render(request, "reports/evidence.html", context, status=refusal.status)
    messages.success(request, said)
    return see_other(f"/reports/{public_id}/evidence")
