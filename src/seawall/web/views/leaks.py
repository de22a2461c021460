"""Leaked keys: sent by anybody, worked on by the team, read again by a secret link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.leaks import commands, queries
from seawall.domain.programs import commands as programs
from seawall.domain.programs import queries as program_queries
from seawall.domain.rewards import commands as rewards
from seawall.web import stepping_up
from seawall.web.access import ActorRequest, platform_admin, public, see_other, signed_in
from seawall.web.adapters import absolute
from seawall.web.forms import refusals
from seawall.web.forms.leaks import LeakAwardForm, LeakForm, LeakMoveForm, SecretsForm, WordsForm
from seawall.web.pages import leaks
from seawall.web.pages.programs import team

_PROPOSAL = {"priority": 3, "kind": "bounty", "amount": "", "reason": ""}
_AMOUNT = {"amount_minor": "amount", "currency": "amount"}


@public
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("credentials")
@sensitive_variables("form")
def new(request: ActorRequest, slug: str) -> HttpResponse:
    """The form, without an account too. The keys never come back, not even in a refused form."""
    intake = queries.is_open(request.actor, slug)
    if intake is None:
        raise NotFound
    form = LeakForm(request.POST or None)
    sent: list[commands.Sent] = []
    if request.method == "POST" and refusals.attempt(
        form,
        lambda _given: sent.append(commands.send(slug, given=form.given(), actor=request.actor)),
    ):
        return _thanked(request, intake, sent[0])
    if request.method == "POST":
        posted = request.POST.copy()
        posted["credentials"] = ""
        form.data = posted
    context = {"form": form, "intake": intake}
    answer = render(request, "leaks/new.html", context, status=422 if form.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _thanked(
    request: ActorRequest, intake: queries.IntakeView, sent: commands.Sent
) -> HttpResponse:
    if request.actor.is_person:
        said = _("Thank you. The keys are sealed and wait for the team.")
        if sent.is_known:
            said += " " + _("At least one of them had been reported to us before.")
        messages.success(request, said)
        return see_other(reverse("leak", args=[sent.public_id]))
    link = absolute(reverse("leak_return", args=[sent.secret]))
    context = {"intake": intake, "sent": sent, "link": link}
    answer = render(request, "leaks/thanks.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public
@require_http_methods(["GET", "POST"])
def returned(request: ActorRequest, secret: str) -> HttpResponse:
    """What became of it, for who holds the link; a POST says something more."""
    form = WordsForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.comment_by_link(secret, body=given["body"], actor=request.actor),
    ):
        messages.success(request, _("The team reads it."))
        return see_other(reverse("leak_return", args=[secret]))
    page = leaks.by_link(secret)
    context = {"page": page, "form": form, "is_public": True}
    answer = render(request, "leaks/one.html", context, status=422 if form.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@signed_in
@require_safe
def listed(request: ActorRequest) -> HttpResponse:
    """The team's queue, and one's own."""
    page = leaks.listed(request.actor, request.GET.get("state", ""))
    return render(request, "leaks/list.html", {"page": page})


@signed_in
@require_safe
def one(request: ActorRequest, public_id: str) -> HttpResponse:
    """One leak."""
    return _one(request, leaks.one(request.actor, public_id))


@signed_in
@require_POST
def move(request: ActorRequest, public_id: str) -> HttpResponse:
    """A move of the team."""
    form = LeakMoveForm(request.POST)
    if refusals.attempt(
        form,
        lambda given: commands.move(
            public_id, given["move"], note=given["note"], actor=request.actor
        ),
    ):
        return see_other(reverse("leak", args=[public_id]))
    said = " ".join(str(text) for texts in form.errors.values() for text in texts)
    messages.error(request, said)
    return _one(request, leaks.one(request.actor, public_id), status=422)


@signed_in
@require_POST
def award(request: ActorRequest, public_id: str) -> HttpResponse:
    """Propose a sum for it; a second person decides."""
    page = leaks.one(request.actor, public_id)
    if page.offer is None:
        raise NotAllowed(_("Nothing can be proposed for this leaked key now."))
    currency, form = page.offer.currency, LeakAwardForm(request.POST)

    def act(_given: object) -> None:
        given = form.given(currency)
        try:
            rewards.propose_for_leak(public_id, actor=request.actor, **given)
        except Invalid as refusal:
            fields = {_AMOUNT.get(name, name): text for name, text in refusal.fields.items()}
            raise Invalid(refusal.message, fields=fields) from refusal

    if refusals.attempt(form, act):
        messages.success(request, _("The award is proposed. A second person decides on it."))
        return see_other(reverse("leak", args=[public_id]))
    return _one(request, page, award_form=form, status=422)


@signed_in
@require_POST
def comment(request: ActorRequest, public_id: str) -> HttpResponse:
    """Something that both sides read."""
    form = WordsForm(request.POST)
    if refusals.attempt(
        form,
        lambda given: commands.comment(public_id, body=given["body"], actor=request.actor),
    ):
        return see_other(reverse("leak", args=[public_id]))
    return _one(request, leaks.one(request.actor, public_id), form=form, status=422)


@signed_in
@require_POST
@sensitive_variables("found", "context")
def reveal(request: ActorRequest, public_id: str, secret_id: str) -> HttpResponse:
    """One key, on a page that nothing keeps."""
    page = leaks.one(request.actor, public_id)
    is_fresh = stepping_up.has_fresh_second_factor(request)
    if page.can_reveal and request.actor.second_factor and not is_fresh:
        return see_other(stepping_up.confirm_address(page.url))
    try:
        found = commands.reveal_credential(
            public_id,
            secret_id,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            is_fresh=is_fresh,
            actor=request.actor,
        )
    except (Invalid, Conflict, NotAllowed) as refusal:
        messages.error(request, refusal.message)
        return _one(request, page, status=refusal.status)
    context = {"page": page, "line": page.credential(secret_id), "plain": found.plain}
    answer = render(request, "leaks/credential.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def intake(request: ActorRequest, slug: str) -> HttpResponse:
    """How the programme keeps secrets and takes leaked keys."""
    view = queries.intake(request.actor, slug)
    rules = program_queries.secret_rules(request.actor, slug)
    form = SecretsForm(
        request.POST or None,
        initial={
            "patterns": rules.patterns,
            "retention_days": rules.retention_days,
            "is_open": view.is_open,
            "leak_days": view.retention_days,
            "address": view.address,
        },
    )
    if request.method == "POST" and refusals.attempt(
        form, lambda given: _set(request, slug, given)
    ):
        messages.success(request, _("The settings are saved."))
        return see_other(reverse("program_secrets", args=[slug]))
    program = program_queries.program(request.actor, slug)
    context = {
        "form": form,
        "view": view,
        "program": program,
        "tabs": team.tabs(program, "program_secrets"),
    }
    return render(request, "leaks/settings.html", context, status=422 if form.errors else 200)


def _set(request: ActorRequest, slug: str, given: dict[str, object]) -> None:
    programs.set_secret_rules(
        slug,
        patterns=str(given["patterns"]),
        retention_days=int(str(given["retention_days"])),
        actor=request.actor,
    )
    commands.set_intake(
        slug,
        is_open=bool(given["is_open"]),
        retention_days=int(str(given["leak_days"])),
        address=str(given["address"]),
        actor=request.actor,
    )


@platform_admin
@require_safe
def addresses(request: ActorRequest) -> HttpResponse:
    """Addresses of revocation systems, for the operator to check."""
    rows = queries.intakes_to_check(request.actor)
    return render(request, "leaks/addresses.html", {"rows": rows})


@platform_admin
@require_POST
def check_address(request: ActorRequest, slug: str) -> HttpResponse:
    """Let messages go there, or stop them."""
    is_allowed = request.POST.get("allow") == "yes"
    commands.check_address(slug, is_allowed=is_allowed, actor=request.actor)
    messages.success(request, _("Messages may go there.") if is_allowed else _("Stopped."))
    return see_other(reverse("platform_revocation"))


def _one(
    request: ActorRequest,
    page: leaks.Page,
    *,
    form: WordsForm | None = None,
    award_form: LeakAwardForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "form": form or WordsForm(),
        "award_form": award_form or LeakAwardForm(initial=_PROPOSAL),
        "is_public": False,
    }
    return render(request, "leaks/one.html", context, status=status)
