"""One report as a file to take along: a form to choose in, and the file."""

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from seawall.domain.errors import Invalid, NotAllowed
from seawall.domain.reports import commands, queries
from seawall.web.access import ActorRequest, signed_in
from seawall.web.forms.exporting import ExportForm
from seawall.web.served_files import FILE_POLICY


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ActorRequest, public_id: str) -> HttpResponseBase:
    """The form; or the file, which the log tells of."""
    head = queries.heading(request.actor, public_id)
    form = ExportForm(request.POST or None, is_team=head.is_team)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, public_id, form.cleaned_data)
        except (Invalid, NotAllowed) as refusal:
            form.add_error(None, refusal.message)
    url = reverse("inbox-report" if head.is_team else "report", args=[head.public_id])
    request.beside = url
    context = {"head": head, "url": url, "form": form}
    return render(request, "reports/export.html", context, status=422 if form.errors else 200)


def _sent(request: ActorRequest, public_id: str, chosen: dict[str, str]) -> FileResponse:
    made = commands.export_report(
        public_id,
        form=chosen["form"],
        internal=bool(chosen.get("internal")),
        names=not chosen["nameless"],
        actor=request.actor,
    )
    answer = FileResponse(
        made.stream, as_attachment=True, filename=made.name, content_type=made.content_type
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer
