"""The editor of the brief: sections, preview, publishing."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import Conflict, DomainError, Invalid, NotFound
from seawall.domain.programs import commands, queries
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.programs.posted import (
    ROWS_PER_PAGE,
    Action,
    Document,
    read_action,
    rows_of,
)
from seawall.web.forms.programs.sections import SECTIONS, Section, section_of
from seawall.web.forms.programs.settings import PublishForm
from seawall.web.pages.programs import briefs, editor, team
from seawall.web.pages.programs.briefs import VersionLine


@signed_in
@require_safe
def start(request: ActorRequest, slug: str) -> HttpResponse:
    """The first section."""
    queries.draft(request.actor, slug)
    return HttpResponseRedirect(reverse("program_edit", args=[slug, SECTIONS[0].key]))


@signed_in
@require_http_methods(["GET", "POST"])
def section(request: ActorRequest, slug: str, key: str) -> HttpResponse:
    """One section. Every post keeps what was typed, mistakes included."""
    found = section_of(key)
    if found is None:
        raise NotFound
    if request.method != "POST":
        return _page(request, slug, found, number=_page_number(request))
    content = dict(queries.draft(request.actor, slug).content)
    document = content | found.read(request.POST, content)
    try:
        saved = commands.save_brief_draft(
            slug,
            document=document,
            based_on=request.POST.get("version"),
            actor=request.actor,
        )
    except (Conflict, Invalid) as refusal:
        return _not_saved(request, slug, found, document, refusal)
    if saved.is_struck:
        document = dict(queries.draft(request.actor, slug).content)
        messages.warning(request, _("Words that look like a secret were struck out."))
    if _wants_json(request):
        return JsonResponse({"saved_at": saved.saved_at.isoformat(), "version": saved.token})
    return _saved(request, slug, found, document, tuple(saved.errors))


@signed_in
@require_safe
def preview(request: ActorRequest, slug: str) -> HttpResponse:
    """The draft as readers would see it, as far as it can be read."""
    program = queries.program(request.actor, slug)
    draft = queries.draft(request.actor, slug)
    context = {
        "program": program,
        "head": briefs.head(program),
        "brief": briefs.text_of(draft.brief, pays=program.kind is ProgramKind.BOUNTY),
        "version": VersionLine(None, "", draft.saved_at, "", is_current=False),
        "is_preview": True,
        "todo": editor.todo(program, draft),
        "tabs": team.tabs(program, "program_edit_start"),
    }
    return render(request, "programs/brief.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def publish(request: ActorRequest, slug: str) -> HttpResponse:
    """See what changes, say it in a line, put it in force."""
    form = PublishForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form, lambda given: commands.publish_brief(slug, actor=request.actor, **given)
    ):
        messages.success(request, _("The brief is published."))
        return see_other(reverse("program", args=[slug]))
    program = queries.program(request.actor, slug)
    page = team.publishing(program, queries.draft(request.actor, slug))
    status = 422 if form.errors else 200
    return render(request, "programs/publish.html", {"page": page, "form": form}, status=status)


@signed_in
@require_POST
def discard(request: ActorRequest, slug: str) -> HttpResponse:
    """Throw the draft away; the version in force stays."""
    commands.discard_brief_draft(slug, actor=request.actor)
    messages.success(request, _("The draft is gone. The published brief is unchanged."))
    return see_other(reverse("program_edit_start", args=[slug]))


def _saved(
    request: ActorRequest, slug: str, found: Section, document: Document, wrong: tuple[str, ...]
) -> HttpResponse:
    action = read_action(request.POST)
    number = _page_after(request, action, document)
    has_errors = any(path.split(".")[0] in found.fields for path in wrong)
    status = 422 if has_errors and action.verb == "save" else 200
    if _is_part(request) or status == 422:
        return _page(request, slug, found, number=number, status=status, is_saved=True)
    url = reverse("program_edit", args=[slug, found.key])
    if action.verb in ("add", "remove"):
        return see_other(f"{url}?page={number}#{action.rows}")
    messages.success(request, _("Saved. Readers see it once you publish."))
    return see_other(f"{url}?page={number}" if number > 1 else url)


def _not_saved(
    request: ActorRequest, slug: str, found: Section, document: Document, refusal: DomainError
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return _page(
        request,
        slug,
        found,
        number=_page_number(request),
        status=refusal.status,
        content=document,
        conflict=refusal.message,
    )


def _page(
    request: ActorRequest,
    slug: str,
    found: Section,
    *,
    number: int,
    status: int = 200,
    content: Document | None = None,
    conflict: str = "",
    is_saved: bool = False,
) -> HttpResponse:
    draft = queries.draft(request.actor, slug)
    program = queries.program(request.actor, slug)
    page = editor.editor(program, draft, found, page=number, content=content, conflict=conflict)
    context = {
        "page": page,
        "tabs": team.tabs(program, "program_edit_start"),
        "is_saved": is_saved,
        "is_wrong": is_saved and status == 422,
    }
    template = "programs/editor/_editor.html" if _is_part(request) else "programs/editor/page.html"
    return render(request, template, context, status=status)


def _page_after(request: ActorRequest, action: Action, document: Document) -> int:
    """A row that was added is on the last page."""
    if action.verb == "add" and action.rows in ("targets", "exclusions", "several"):
        name = "targets" if action.rows == "several" else action.rows
        return max(1, -(-len(rows_of(document, name)) // ROWS_PER_PAGE))
    return _page_number(request)


def _page_number(request: ActorRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _is_part(request: ActorRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _wants_json(request: ActorRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
