"""Writing a report and sending it. Whatever is refused, every word comes back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.queries import ReportPage
from seawall.lib import clock
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.reports import DraftForm
from seawall.web.pages.reports import drafts
from seawall.web.taking_out import secrets_taken_out
from seawall.web.views.reports import attaching

_EDIT_URL = "/reports/{}/edit"
_Refusal = (Invalid, Conflict, NotAllowed)


@signed_in
@require_safe
def start(request: ActorRequest, slug: str) -> HttpResponse:
    """Go on with one's draft for the programme, or begin one; `?new` begins another."""
    public_id = None if "new" in request.GET else drafts.resume(request.actor, slug)
    if public_id is None:
        public_id = commands.start_draft(slug, actor=request.actor).public_id
    return see_other(_EDIT_URL.format(public_id))


@signed_in
@require_http_methods(["GET", "POST"])
@secrets_taken_out
def edit(request: ActorRequest, public_id: str) -> HttpResponse:
    """The form. A POST keeps everything, finished or not."""
    return _edited(request, public_id)


def _edited(request: ActorRequest, public_id: str) -> HttpResponse:
    try:
        report = drafts.stored(request.actor, public_id)
    except Conflict:
        if request.method != "GET":
            raise
        return see_other(reverse("report", args=[public_id]))
    if request.method == "GET":
        return _page(request, report, drafts.form_of(report))
    form = drafts.form_of(report, request.POST)
    inserted = request.POST.get("do", "").partition("insert:")[2]
    if inserted:
        inserted = _insert(request, report, form, inserted)
    _change_people(request, form)
    if not _kept(request, report, form):
        return _page(request, report, form)
    if inserted:
        messages.success(request, _("The template stands in the form. What you typed is kept."))
        return see_other(f"{_EDIT_URL.format(report.row.public_id)}#id_description")
    messages.success(request, _("The draft is saved."))
    return see_other(_EDIT_URL.format(report.row.public_id))


@signed_in
@require_POST
@secrets_taken_out
def autosave(request: ActorRequest, public_id: str) -> HttpResponse:
    """The words only: no invitation goes out and no file is added while somebody still types."""
    try:
        report = drafts.stored(request.actor, public_id)
        form = drafts.form_of(report, request.POST)
        version = _save_words(request, report, form)
    except DomainError as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"saved_at": clock.now().isoformat(), "version": version})


@signed_in
@require_POST
@secrets_taken_out
def submit(request: ActorRequest, public_id: str) -> HttpResponse:
    """Keep everything as posted, then send it."""
    report = drafts.stored(request.actor, public_id)
    form = drafts.form_of(report, request.POST)
    is_kept = _kept(request, report, form)
    wrong = drafts.refusal(request.actor, report, form)
    if wrong is not None:
        form.refuse(wrong)
    if (
        wrong is not None
        or not is_kept
        or not _attempted(form, lambda: _send(request, form, public_id))
    ):
        return _page(request, report, form)
    return see_other(f"/reports/{report.row.public_id}/receipt")


@signed_in
@require_POST
def discard(request: ActorRequest, public_id: str) -> HttpResponse:
    """Throw the draft away."""
    commands.discard_draft(public_id, actor=request.actor)
    messages.success(request, _("The draft is gone."))
    return see_other("/reports")


@signed_in
@require_POST
def collaborators(request: ActorRequest, public_id: str) -> HttpResponse:
    """Accept or decline a share, or set who shares one's draft."""
    answer = request.POST.get("do", "")
    if answer not in ("accept", "decline"):
        return _edited(request, public_id)
    accepted = answer == "accept"
    commands.answer_invitation(public_id, accept=accepted, actor=request.actor)
    if accepted:
        messages.success(request, _("You share this report now."))
        return see_other(f"/reports/{public_id}")
    messages.success(request, _("The invitation is declined."))
    return see_other("/reports")


def _insert(request: ActorRequest, report: ReportPage, form: DraftForm, template: str) -> str:
    """Put a template behind what was typed; empty where it is gone, and the words are kept."""
    try:
        drafts.insert_template(request.actor, report, form, template)
    except NotFound:
        messages.warning(request, _("This template is not there any more."))
        return ""
    return template


def _send(request: ActorRequest, form: DraftForm, public_id: str) -> None:
    commands.submit(
        public_id,
        actor=request.actor,
        accept_terms=form.accepted_version,
        acknowledged=form.acknowledgements,
    )


def _change_people(request: ActorRequest, form: DraftForm) -> None:
    """What the buttons beside the people do, before the whole form is kept."""
    asked = request.POST.get("do", "")
    if asked == "even":
        form.split_evenly()
    elif asked.startswith("remove:"):
        form.remove_person(asked.removeprefix("remove:"))


def _kept(request: ActorRequest, report: ReportPage, form: DraftForm) -> bool:
    """Words, files and shares are stored, each on its own: one mistake costs only its part."""
    public_id = report.row.public_id

    def words() -> None:
        form.renew(_save_words(request, report, form))

    def files() -> None:
        attaching.keep_posted(request, public_id)

    def shares() -> None:
        own, others = form.shares()
        stored = {each.person.handle: each.share for each in report.collaborators}
        if (own, others) != (report.reporter_share, stored):
            commands.add_collaborators(
                public_id, reporter_share=own, collaborators=others, actor=request.actor
            )

    outcomes = [_attempted(form, step) for step in (words, files, shares)]
    return all(outcomes)


def _save_words(request: ActorRequest, report: ReportPage, form: DraftForm) -> int:
    if form.errors:
        raise Invalid(" ".join(str(text) for texts in form.errors.values() for text in texts))
    return commands.save_draft(
        report.row.public_id,
        content=form.content(),
        cvss=form.vector,
        claimed=form.claimed,
        fields=form.answers(),
        expected_version=form.expected_version,
        actor=request.actor,
    )


def _attempted(form: DraftForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except _Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(request: ActorRequest, report: ReportPage, form: DraftForm) -> HttpResponse:
    stored = drafts.stored(request.actor, report.row.public_id) if form.is_bound else report
    if form.is_bound:
        # Sent again, it goes over what another window may have saved meanwhile.
        form.renew(stored.revision.saves)
    # Never ask a browser without script to load the page again when it would lose what was typed.
    everything = form.is_bound or "types" in request.GET
    page = drafts.draft(request.actor, stored, form, all_types=everything)
    return render(
        request, "reports/edit.html", {"page": page}, status=422 if page.problems else 200
    )
