"""What everybody reads: the directory, a brief, its history, the scope checker."""

from datetime import UTC, datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seawall.domain.errors import Invalid, NotFound
from seawall.domain.programs import queries
from seawall.domain.programs.queries import ProgramView, VersionRow
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.web.access import ActorRequest, public
from seawall.web.forms.programs.filters import read_filters
from seawall.web.pages.programs import briefs, directory, figures, history, scope, team
from seawall.web.pages.programs.briefs import VersionLine

LARGEST_VERSION = 2**31 - 1


@public
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """The directory. htmx gets the cards alone."""
    page = directory.directory(
        request.actor, read_filters(request.GET), cursor=request.GET.get("cursor", "")
    )
    is_part = request.headers.get("HX-Request") == "true"
    template = "programs/_cards.html" if is_part else "programs/directory.html"
    response = render(request, template, {"page": page})
    response.headers["Vary"] = "HX-Request"
    return response


@public
@require_safe
def brief(request: ActorRequest, slug: str) -> HttpResponse:
    """The brief in force, or what stands between this reader and it."""
    program = queries.program(request.actor, slug)
    if program.brief is None:
        context = {"program": program, "head": briefs.head(program)}
        return render(request, "programs/hidden.html", context)
    line = VersionLine(
        program.version, program.content_sha256, program.published_at, "", is_current=True
    )
    target = request.GET.get("target", "")
    answer = _answer(request, slug, target) if target else None
    return _brief_page(request, program, program.brief, line, answer=answer)


@public
@require_safe
def scope_check(request: ActorRequest, slug: str) -> HttpResponse:
    """The scope checker's answer, as a fragment."""
    answer = _answer(request, slug, request.GET.get("target", ""))
    status = 422 if answer.error else 200
    return render(request, "programs/_scope_answer.html", {"answer": answer}, status=status)


@public
@require_safe
def versions(request: ActorRequest, slug: str) -> HttpResponse:
    """Every version; `?at=` leads to the one that was in force at that moment."""
    program = queries.program(request.actor, slug)
    rows = queries.versions(request.actor, slug)
    asked, error = request.GET.get("at", ""), ""
    if asked:
        moment = _moment(asked)
        found = _in_force(rows, moment) if moment is not None else None
        if found is not None:
            return HttpResponseRedirect(reverse("program_version", args=[slug, found.version]))
        error = _("Write a moment such as 2026-01-31 14:00.")
        if moment is not None:
            error = _("Nothing was published at that moment.")
    context = {
        "program": program,
        "head": briefs.head(program),
        "tabs": team.tabs(program, "program_versions"),
        "versions": rows,
        "at": asked,
        "error": error,
    }
    return render(request, "programs/versions.html", context, status=422 if error else 200)


@public
@require_safe
def version(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    """One version, for ever as it was."""
    program = queries.program(request.actor, slug)
    found = queries.brief_at(request.actor, slug, version=_number(str(number)))
    row = found.row
    line = VersionLine(
        row.version, row.content_sha256, row.published_at, row.change_note, row.is_current
    )
    return _brief_page(request, program, found.brief, line)


@public
@require_safe
def differences(request: ActorRequest, slug: str) -> HttpResponse:
    """Two versions beside each other: `?old=1&new=2`."""
    old, new = _number(request.GET.get("old", "")), _number(request.GET.get("new", ""))
    program = queries.program(request.actor, slug)
    found = queries.diff(request.actor, slug, old=old, new=new)
    currency = program.brief.currency if program.brief else "USD"
    page = history.diff_page(found, currency)
    context = {"program": program, "head": briefs.head(program), "page": page}
    return render(request, "programs/diff.html", context)


def _brief_page(
    request: ActorRequest,
    program: ProgramView,
    content: Brief,
    line: VersionLine,
    *,
    answer: scope.ScopeResult | None = None,
) -> HttpResponse:
    context = {
        "program": program,
        "head": briefs.head(program),
        "brief": briefs.text_of(
            content,
            pays=program.kind is ProgramKind.BOUNTY,
            all_targets=request.GET.get("targets") == "all",
        ),
        "version": line,
        "answer": answer,
        "figures": figures.beside_brief(program) if line.is_current else None,
        "tabs": team.tabs(program, "program") if program.is_member else (),
    }
    return render(request, "programs/brief.html", context)


def _answer(request: ActorRequest, slug: str, target: str) -> scope.ScopeResult:
    try:
        return scope.result(target, queries.scope_answer(request.actor, slug, target))
    except Invalid as refusal:
        return scope.ScopeResult(target=target, error=refusal.message)


def _in_force(rows: tuple[VersionRow, ...], moment: datetime) -> VersionRow | None:
    """The newest that is not later; rows come newest first."""
    return next((row for row in rows if row.published_at <= moment), None)


def _moment(text: str) -> datetime | None:
    """In UTC unless the text names an offset."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise NotFound
    number = int(text)
    if number > LARGEST_VERSION:
        raise NotFound
    return number
