"""What a programme already knows: listed, registered, imported, retired."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from seawall.domain.errors import Conflict
from seawall.domain.programs import commands
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.programs.known_issues import KnownIssueForm, KnownIssuesImportForm
from seawall.web.pages.programs import known_issues


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """The list, and a form to register one."""
    form = KnownIssueForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.add_known_issue(
            slug, issue=KnownIssueIn(**given), actor=request.actor
        ),
    ):
        messages.success(request, _("It is registered. Reports that come from now on can name it."))
        return see_other(reverse("program_known_issues", args=[slug]))
    return _page(request, slug, form=form)


@signed_in
@require_POST
def import_csv(request: ActorRequest, slug: str) -> HttpResponse:
    """Register all rows of a file, or say what is wrong with each."""
    form = KnownIssuesImportForm(request.POST, request.FILES)
    registered = []

    def act(given: dict[str, str]) -> None:
        text = given.get("csv", "")
        registered.extend(commands.import_known_issues(slug, text=text, actor=request.actor))

    if not refusals.attempt(form, act):
        return _page(request, slug, import_form=form)
    count = len(registered)
    said = ngettext("%(count)s issue is registered.", "%(count)s issues are registered.", count)
    messages.success(request, said % {"count": count})
    return see_other(reverse("program_known_issues", args=[slug]))


@signed_in
@require_POST
def retire(request: ActorRequest, slug: str, known_id: str) -> HttpResponse:
    """No report can be closed by it any more."""
    try:
        row = commands.retire_known_issue(slug, public_id=known_id, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(number)s is retired.") % {"number": row.public_id})
    return see_other(reverse("program_known_issues", args=[slug]))


def _page(
    request: ActorRequest,
    slug: str,
    *,
    form: KnownIssueForm | None = None,
    import_form: KnownIssuesImportForm | None = None,
) -> HttpResponse:
    form, import_form = form or KnownIssueForm(), import_form or KnownIssuesImportForm()
    context = {
        "page": known_issues.page(request.actor, slug),
        "form": form,
        "import_form": import_form,
    }
    status = 422 if form.errors or import_form.errors else 200
    return render(request, "programs/known_issues.html", context, status=status)
