"""Comments and moves, of both sides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import State
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.reports import CommentForm, MoveForm
from seawall.web.pages.reports import threads, wording
from seawall.web.pages.reports.composing import Refused
from seawall.web.pages.reports.moving import Given
from seawall.web.taking_out import secrets_taken_out
from seawall.web.views.reports import attaching


@signed_in
@require_POST
@secrets_taken_out
def comment(request: ActorRequest, public_id: str) -> HttpResponse:
    """Say something to the participants or to the team alone, with files."""
    body = request.POST.get("body", "")
    audience = request.POST.get("audience", "")
    try:
        row = commands.comment(
            public_id,
            body=body,
            audience=audience,
            attachments=attaching.added_to_comment(request, public_id, audience),
            actor=request.actor,
        )
    except (Invalid, Conflict, NotAllowed) as refusal:
        refused = Refused(body, audience, refusal.message)
        page = threads.thread(request.actor, public_id, refused=refused, by_guests=True)
        return render(request, "reports/thread.html", {"page": page}, status=refusal.status)
    return see_other(f"{_next(request, public_id)}#comment-{row.pk}")


@signed_in
@require_http_methods(["GET", "POST"])
@secrets_taken_out
def edit_comment(request: ActorRequest, public_id: str, comment_id: int) -> HttpResponse:
    """Reword one's own comment; what it said before stays readable."""
    page = threads.thread(request.actor, public_id, by_guests=True)
    anchor = f"comment-{comment_id}"
    line = next((line for line in page.timeline if line.anchor == anchor), None)
    if line is None or not line.edit_url:
        raise NotFound
    form = CommentForm(request.POST or None, initial={"body": line.source})
    if request.method == "POST" and form.is_valid():
        try:
            commands.edit_comment(
                public_id, comment_id, body=form.cleaned_data["body"], actor=request.actor
            )
        except (Invalid, Conflict, NotAllowed) as refusal:
            form.refuse(refusal)
        else:
            return see_other(f"{page.url}#{anchor}")
    context = {"page": page, "line": line, "form": form, "comment_id": comment_id}
    status = 422 if form.errors else 200
    return render(request, "reports/comment.html", context, status=status)


@signed_in
@require_POST
@secrets_taken_out
def move(request: ActorRequest, public_id: str) -> HttpResponse:
    """One move of the workflow. A refused one comes back with everything that was written."""
    form = MoveForm(request.POST)
    refusal: Invalid | Conflict | NotAllowed | None = None
    if form.is_valid():
        name = form.cleaned_data["move"]
        try:
            row = commands.make_move(public_id, name, actor=request.actor, given=form.given())
        except (Invalid, Conflict, NotAllowed) as error:
            refusal = error
        else:
            now = {"report": row.public_id, "state": wording.state(State(row.state))}
            messages.success(request, _("%(report)s is now: %(state)s.") % now)
            return see_other(_next(request, public_id))
    return _refused_move(request, public_id, form, refusal)


def _refused_move(
    request: ActorRequest,
    public_id: str,
    form: MoveForm,
    refusal: Invalid | Conflict | NotAllowed | None,
) -> HttpResponse:
    if refusal is None:
        errors = {name: str(texts[0]) for name, texts in form.errors.items()}
    elif isinstance(refusal, Invalid) and refusal.fields:
        errors = dict(refusal.fields)
    else:
        errors = {"": refusal.message}
    given = Given(request.POST.get("move", ""), request.POST.dict(), errors)
    page = threads.thread(request.actor, public_id, given=given)
    if not any(known.is_open for known in page.moves):
        # The move is not among those that are possible now, so no form can show why.
        messages.error(request, " ".join(errors.values()))
    status = refusal.status if refusal else 422
    return render(request, "reports/thread.html", {"page": page}, status=status)


def _next(request: ActorRequest, public_id: str) -> str:
    """Where the page that posted wants to go on, if that is one of ours."""
    asked = request.POST.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else f"/reports/{public_id}"
