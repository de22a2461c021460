"""Several reports at once: assign, rate, move, take as a file. Each answers for itself."""

from http import HTTPStatus

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from seawall.domain.errors import Invalid
from seawall.domain.reports.commands import many
from seawall.domain.reports.commands.many import MOST_AT_ONCE, Outcome
from seawall.domain.search.commands import export_chosen
from seawall.web.access import ActorRequest, signed_in
from seawall.web.forms.selected import SelectedForm
from seawall.web.pages.triage import selected as pages
from seawall.web.pages.triage.narrowing import Narrowing, typed


@signed_in
@require_POST
def selected(request: ActorRequest) -> HttpResponseBase:
    """`report` are the numbers, or `all` that the filter `q` lets through. Without `do` the form
    of what can be done; with it, what became of each report.
    """
    actor, do = request.actor, request.POST.get("do", "")
    pages.require_team(actor)
    narrowing = Narrowing(typed(request.POST.get("q", "")))
    chosen = tuple(request.POST.getlist("report")[: MOST_AT_ONCE + 1])
    if request.POST.get("all"):
        chosen = pages.every(actor, narrowing)
    form = SelectedForm({name: request.POST.get(name, "") for name in SelectedForm.base_fields})
    form.is_valid()
    results: tuple[Outcome, ...] = ()
    try:
        if do == "csv":
            return _csv(request, chosen)
        results = _done(request, do, chosen, form)
    except Invalid as refusal:
        form.refuse(refusal)
    page = pages.page(actor, chosen, narrowing, results=results, was_assigned=do == "assign")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"page": page, "form": form, "q": narrowing.text}
    return render(request, "triage/selected.html", context, status=status)


def _done(
    request: ActorRequest, do: str, chosen: tuple[str, ...], form: SelectedForm
) -> tuple[Outcome, ...]:
    actor = request.actor
    match do:
        case "assign":
            return many.assign_many(chosen, actor=actor, **form.assignment(actor.handle))
        case "rate":
            return many.rate_many(chosen, actor=actor, **form.rating())
        case "tag" | "untag":
            names = form.tag_names()
            put = {"add" if do == "tag" else "remove": names}
            return many.tag_many(chosen, actor=actor, **put)
        case "move":
            name = form.name_of_move(pages.OFFERED)
            return many.move_many(chosen, name, given=form.given(), actor=actor)
        case "undo":
            former = {}
            for one in request.POST.getlist("former"):
                number, handle, group = (*one.split(":"), "", "")[:3]
                former[number] = (handle, group)
            return many.give_back(former, actor=actor)
    many.chosen_ids(chosen)
    return ()


def _csv(request: ActorRequest, chosen: tuple[str, ...]) -> HttpResponseBase:
    lines = export_chosen(chosen, actor=request.actor)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="reports.csv"'
    return response
