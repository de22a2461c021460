"""Retests: the team asks, the reporter tries, the team judges. One page for both sides."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands
from seawall.domain.rewards import commands as rewards
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.answering import RefusableForm
from seawall.web.forms.retests import AnswerRetestForm, AskRetestForm, RetestNoteForm
from seawall.web.pages.reports import retests
from seawall.web.pages.reports.retests import RetestPage
from seawall.web.taking_out import secrets_taken_out
from seawall.web.views.reports import attaching

Step = Callable[[ActorRequest, RetestPage, RefusableForm], str]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@secrets_taken_out
def retest(request: ActorRequest, public_id: str) -> HttpResponse:
    """All retests of the report, and the step that is the reader's to take."""
    page = retests.retest_page(request.actor, public_id)
    request.beside = page.back
    if request.method != "POST":
        return _shown(request, page, {})
    do = request.POST.get("do", "")
    made, act = _STEPS.get(do, (RetestNoteForm, _unknown))
    form = made(request.POST)
    # Fields take any text, so what is wrong comes from the domain alone.
    form.is_valid()
    try:
        said = act(request, page, form)
    except (Invalid, Conflict, NotAllowed) as refusal:
        form.refuse(refusal)
        # As it stands now: somebody may have been quicker.
        page = retests.retest_page(request.actor, public_id)
        return _shown(request, page, {do: form}, status=refusal.status)
    messages.success(request, said)
    return see_other(page.url)


def _shown(
    request: HttpRequest, page: RetestPage, refused: Mapping[str, RefusableForm], status: int = 200
) -> HttpResponse:
    forms: dict[str, RefusableForm] = {
        "ask": AskRetestForm(initial={"fix": page.fix}),
        "answer": AnswerRetestForm(),
        "decline": RetestNoteForm(),
        "cancel": RetestNoteForm(),
        "judge": RetestNoteForm(),
    } | dict(refused)
    lost = next((form for name, form in refused.items() if name not in page.steps), None)
    context = {"page": page, "forms": forms, "lost": lost}
    return render(request, "reports/retest.html", context, status=status)


def _ask(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    assert isinstance(form, AskRetestForm)
    commands.ask_retest(page.public_id, actor=request.actor, **form.given(page.currency))
    return _("The reporter is asked to try the fix.")


def _accept(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    commands.accept_retest(page.public_id, actor=request.actor)
    return _("You took the retest on. Thank you.")


def _answer(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    assert isinstance(form, AnswerRetestForm)
    commands.answer_retest(
        page.public_id,
        attachments=attaching.added_to_comment(request, page.public_id, "participants"),
        actor=request.actor,
        **form.given(),
    )
    return _("Your answer is with the team.")


def _decline(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    commands.decline_retest(page.public_id, note=form.cleaned_data["note"], actor=request.actor)
    return _("The retest is declined. The report stands where it stood before.")


def _cancel(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    commands.cancel_retest(page.public_id, note=form.cleaned_data["note"], actor=request.actor)
    return _("The retest is cancelled.")


def _judge(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    given = form.cleaned_data
    if given["verdict"] not in ("confirm", "reject"):
        raise Invalid(_("Say whether you confirm or reject the answer."), field="verdict")
    rewards.judge_retest(
        page.public_id,
        confirm=given["verdict"] == "confirm",
        note=given["note"],
        actor=request.actor,
    )
    return _("The retest is over; the reporter is told.")


def _unknown(request: ActorRequest, page: RetestPage, form: RefusableForm) -> str:
    raise Invalid(_("There is no such step."))


_STEPS: Mapping[str, tuple[type[RefusableForm], Step]] = {
    "ask": (AskRetestForm, _ask),
    "accept": (RetestNoteForm, _accept),
    "answer": (AnswerRetestForm, _answer),
    "decline": (RetestNoteForm, _decline),
    "cancel": (RetestNoteForm, _cancel),
    "judge": (RetestNoteForm, _judge),
}
