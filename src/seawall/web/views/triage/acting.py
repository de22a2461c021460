"""What is done to a report from the inbox: one form each, as a dialog or as a page."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.rules.workflow import MOVES
from seawall.domain.rewards import commands as rewards
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.answering import RefusableForm
from seawall.web.forms.triage import (
    AssignForm,
    AwardForm,
    ChecklistForm,
    DeclineForm,
    FieldsForm,
    MoveForm,
    SeverityForm,
    TagsForm,
)
from seawall.web.pages.reports import wording
from seawall.web.pages.triage import acting, framing, handing, panes, rating, rewarding
from seawall.web.pages.triage.framing import ActPage
from seawall.web.pages.triage.narrowing import parse_query
from seawall.web.taking_out import secrets_taken_out
from seawall.web.views.triage.inbox import elsewhere, is_partial

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@get_or_post
@secrets_taken_out
def move(request: ActorRequest, public_id: str, move: str) -> HttpResponse:
    """One move of the workflow. 409 with the new state when somebody else was faster."""
    narrowing = parse_query(request.GET)
    page = acting.move_page(request.actor, public_id, move, narrowing)
    # A link may name the original or the known issue that was found to be like this report.
    initial = {name: request.GET.get(name, "") for name in ("original", "known_issue")}
    if request.method != "POST" and page.move is not None:
        initial["note"] = acting.note_of(request.actor, page, move)
    form = MoveForm(request.POST or None, initial=initial)
    number = page.thread.public_id

    def act() -> str:
        commands.make_move(number, move, actor=request.actor, given=form.given())
        state = wording.state(MOVES[move].target)
        return _("%(report)s is now: %(state)s.") % {"report": number, "state": state}

    if page.latest is None:
        answer = _answer(request, page, form, act)
        if answer.status_code != HTTPStatus.CONFLICT:
            return answer
        page = acting.move_page(request.actor, public_id, move, narrowing)
    return _form(request, page, form, status=HTTPStatus.CONFLICT)


@signed_in
@get_or_post
@secrets_taken_out
def severity(request: ActorRequest, public_id: str) -> HttpResponse:
    """The opinion of triage or the final one, with its reason."""
    page = rating.severity_page(request.actor, public_id, parse_query(request.GET))
    # A link may bring the vector that was suggested: the score decides the priority then.
    given = request.GET.get("cvss", "")
    begun = {"cvss": given, "cvss4": "", "priority": ""} if given else {}
    form = SeverityForm(request.POST or None, initial={**page.initial, **begun})

    def act() -> str:
        commands.set_severity(page.thread.public_id, actor=request.actor, **form.given())
        return _("The rating is saved. The reporter can read it with its reason.")

    return _answer(request, page, form, act)


@signed_in
@require_safe
def score(request: ActorRequest, public_id: str) -> HttpResponse:
    """What a vector scores and how it differs from the last opinion, while it is chosen."""
    vector = request.GET.get("cvss") or request.GET.get("cvss4") or ""
    context: dict[str, object] = {}
    framing.require_seen(request.actor, public_id)
    try:
        if vector.strip():
            context["score"] = rating.score(request.actor, public_id, vector)
    except Invalid as refusal:
        context["problem"] = refusal.message
    return render(request, "triage/_score.html", context)


@signed_in
@get_or_post
def assign(request: ActorRequest, public_id: str) -> HttpResponse:
    """Give it to a member, to oneself, or to nobody."""
    page = handing.assign_page(request.actor, public_id, parse_query(request.GET))
    form = AssignForm(
        request.POST or None, initial={"assignee": page.assignee, "group": page.group}
    )

    def act() -> str:
        given = form.given(request.actor.handle)
        commands.assign(page.thread.public_id, actor=request.actor, **given)
        names = [f"@{one.removeprefix('@')}" for one in given.values() if one]
        if not names:
            return _("Nobody has this report now.")
        return _("Assigned to %(names)s.") % {"names": ", ".join(names)}

    return _answer(request, page, form, act)


@signed_in
@get_or_post
def tags(request: ActorRequest, public_id: str) -> HttpResponse:
    """Put the team's tags on it and take them off."""
    page = handing.tags_page(request.actor, public_id, parse_query(request.GET))
    form = TagsForm(request.POST or None)

    def act() -> str:
        commands.tag(page.thread.public_id, actor=request.actor, **form.given())
        return _("The tags are saved.")

    return _answer(request, page, form, act)


@signed_in
@get_or_post
def checklist(request: ActorRequest, public_id: str) -> HttpResponse:
    """In scope, exploitable, novel."""
    page = acting.checklist_page(request.actor, public_id, parse_query(request.GET))
    answered = {question.name: question.value for question in page.questions}
    form = ChecklistForm(request.POST or None, initial=answered)

    def act() -> str:
        commands.answer_checklist(
            page.thread.public_id, checklist=form.given(), actor=request.actor
        )
        return _("The checklist is saved.")

    return _answer(request, page, form, act)


@signed_in
@get_or_post
@secrets_taken_out
def fields(request: ActorRequest, public_id: str) -> HttpResponse:
    """What only the team says in the programme's fields."""
    page = handing.fields_page(request.actor, public_id, parse_query(request.GET))
    form = FieldsForm(request.POST or None)
    form.ask(page.thread.report.fields)

    def act() -> str:
        commands.set_fields(page.thread.public_id, values=form.answers(), actor=request.actor)
        return _("The fields are saved.")

    return _answer(request, page, form, act)


@signed_in
@get_or_post
@secrets_taken_out
def award(request: ActorRequest, public_id: str) -> HttpResponse:
    """Propose a bounty or bonus; a second person decides."""
    page = rewarding.award_page(request.actor, public_id, parse_query(request.GET))
    form = AwardForm(request.POST or None, initial={"amount": page.proposed, "kind": "bounty"})

    def act() -> str:
        given = form.given(page.currency)
        try:
            rewards.propose(page.thread.public_id, actor=request.actor, **given)
        except Invalid as refusal:
            fields = {_AMOUNT.get(name, name): text for name, text in refusal.fields.items()}
            raise Invalid(refusal.message, fields=fields) from refusal
        return _("The award is proposed. A second person decides on it.")

    return _answer(request, page, form, act)


@signed_in
@get_or_post
def decline(request: ActorRequest, public_id: str) -> HttpResponse:
    """Say that there is no reward, and why."""
    page = rewarding.decline_page(request.actor, public_id, parse_query(request.GET))
    form = DeclineForm(request.POST or None)

    def act() -> str:
        rewards.decline_reward(
            page.thread.public_id,
            reason=form.cleaned_data["reason"],
            reason_code=form.cleaned_data["reason_code"],
            actor=request.actor,
        )
        return _("The report is declared not eligible. The reporter is told.")

    return _answer(request, page, form, act)


# The command's name of a field, where the form's is another.
_AMOUNT = {"amount_minor": "amount", "currency": "amount"}


@signed_in
@require_safe
def original(request: ActorRequest, public_id: str) -> HttpResponse:
    """What a number would name as the original, while it is typed."""
    wanted = request.GET.get("original", "").strip()
    framing.require_seen(request.actor, public_id)
    found = acting.original(request.actor, public_id, wanted) if wanted else None
    return render(request, "triage/_original.html", {"found": found})


def _answer(
    request: ActorRequest, page: ActPage, form: RefusableForm, act: Callable[[], str]
) -> HttpResponse:
    """Show the form, or do it and show the report as it is then, or say beside it why not."""
    if request.method != "POST":
        return _form(request, page, form)
    # Fields take any text that can be stored; what else is wrong comes from the domain.
    if form.is_bound and not form.is_valid():
        return _form(request, page, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        said = act()
    except (Invalid, Conflict, NotAllowed) as refusal:
        form.refuse(refusal)
        return _form(request, page, form, status=refusal.status)
    messages.success(request, said)
    if not is_partial(request):
        return see_other(page.back if framing.is_seen(request.actor, page) else reverse("inbox"))
    return _renewed(request, page)


def _form(
    request: ActorRequest, page: ActPage, form: RefusableForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    template = "triage/_dialog.html" if is_partial(request) else "triage/act.html"
    return render(request, template, {"page": page, "form": form}, status=status)


def _renewed(request: ActorRequest, page: ActPage) -> HttpResponse:
    """The pane, the row in the list and the count of the side bar, in place of the dialog."""
    narrowing = parse_query(request.GET)
    try:
        pane = panes.pane(request.actor, page.thread.public_id, narrowing)
    except NotFound:
        # It went to a group that this actor does not see.
        return elsewhere(request, reverse("inbox"))
    context = {
        "pane": pane,
        "is_partial": True,
        "after": panes.after(request.actor, pane, narrowing),
    }
    response = render(request, "triage/_renewed.html", context)
    response.headers["HX-Retarget"] = "#report"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
