"""The team's programmes: new ones, settings, state, researchers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.accounts import commands as account_commands
from seawall.domain.accounts import queries as accounts
from seawall.domain.errors import DomainError, NotAllowed, NotFound
from seawall.domain.programs import commands, policies, queries
from seawall.web import mailing
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.adapters import absolute
from seawall.web.forms import refusals
from seawall.web.forms.bans import ResearcherBanForm
from seawall.web.forms.programs.settings import (
    KINDS,
    VISIBILITIES,
    InviteForm,
    NdaForm,
    NewProgramForm,
    SettingsForm,
)
from seawall.web.pages.programs import team

LARGEST_ID = 2**63 - 1


@signed_in
@require_safe
def of_organization(request: ActorRequest, slug: str) -> HttpResponse:
    """Every programme of an organization, drafts included."""
    page = team.team_list(slug, request.actor)
    return render(request, "programs/team_list.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest, slug: str) -> HttpResponse:
    """Start a programme in an organization."""
    organization = accounts.organization(slug, actor=request.actor)
    if not policies.can_create(request.actor, organization.id):
        raise NotFound
    form = NewProgramForm(request.POST or None)
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.create_program(organization.id, actor=request.actor, **given),
    ):
        messages.success(request, _("The programme exists as a draft. Now write its brief."))
        address = form.cleaned_data["slug"].strip().lower()
        return see_other(reverse("program_edit_start", args=[address]))
    context = {
        "form": form,
        "organization": organization,
        "kinds": KINDS,
        "visibilities": VISIBILITIES,
    }
    status = 422 if form.errors else 200
    return render(request, "programs/new.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def settings(request: ActorRequest, slug: str) -> HttpResponse:
    """Name, kind, second factor; beside them state, visibility and terms to sign."""
    if request.method != "POST":
        return _settings_page(request, slug)
    form = SettingsForm(request.POST)
    if refusals.attempt(
        form, lambda given: commands.edit_settings(slug, actor=request.actor, **given)
    ):
        messages.success(request, _("The settings are saved."))
        return see_other(reverse("program_settings", args=[slug]))
    return _settings_page(request, slug, form=form)


@signed_in
@require_POST
def change_state(request: ActorRequest, slug: str) -> HttpResponse:
    """Open, pause or close."""
    program = commands.set_state(slug, state=request.POST.get("state", ""), actor=request.actor)
    messages.success(request, _("The programme is %(state)s now.") % {"state": program.state})
    return see_other(reverse("program_settings", args=[slug]))


@signed_in
@require_POST
def change_visibility(request: ActorRequest, slug: str) -> HttpResponse:
    """Public or private."""
    program = commands.set_visibility(
        slug, visibility=request.POST.get("visibility", ""), actor=request.actor
    )
    messages.success(request, _("The programme is %(word)s now.") % {"word": program.visibility})
    return see_other(reverse("program_settings", args=[slug]))


@signed_in
@require_POST
def change_nda(request: ActorRequest, slug: str) -> HttpResponse:
    """The terms to sign before the brief is read."""
    form = NdaForm(request.POST)
    if refusals.attempt(
        form, lambda given: commands.set_nda(slug, actor=request.actor, text=given["text"])
    ):
        messages.success(request, _("The terms to sign are saved."))
        return see_other(reverse("program_settings", args=[slug]))
    return _settings_page(request, slug, nda_form=form)


@signed_in
@require_POST
def ban(request: ActorRequest, slug: str) -> HttpResponse:
    """Refuse a researcher's new reports."""
    form = ResearcherBanForm(request.POST)
    if not refusals.attempt(
        form, lambda given: commands.ban_researcher(slug, actor=request.actor, **given)
    ):
        return _researchers_page(request, slug, ban_form=form)
    who = form.cleaned_data["who"].removeprefix("@")
    messages.success(request, _("@%(who)s cannot send new reports now.") % {"who": who})
    return see_other(reverse("program_researchers", args=[slug]))


@signed_in
@require_POST
def lift_ban(request: ActorRequest, slug: str, ban_id: int) -> HttpResponse:
    """Take new reports again."""
    commands.lift_ban(slug, ban_id=min(ban_id, LARGEST_ID), actor=request.actor)
    messages.success(request, _("The ban is lifted."))
    return see_other(reverse("program_researchers", args=[slug]))


@signed_in
@require_http_methods(["GET", "POST"])
def researchers(request: ActorRequest, slug: str) -> HttpResponse:
    """Who takes part in a private programme, whom to ask, and who is kept away."""
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        account_commands.limits.take(
            f"program.invite:user:{request.actor.user_id}", at_most=60, per_seconds=3600
        )
        if refusals.attempt(form, lambda given: _invite(request, slug, given["who"])):
            who = form.cleaned_data["who"]
            messages.success(request, _("Invited %(who)s.") % {"who": who})
            return see_other(reverse("program_researchers", args=[slug]))
    return _researchers_page(request, slug, form=form)


@signed_in
@require_POST
def revoke_invitation(request: ActorRequest, slug: str, invitation_id: int) -> HttpResponse:
    """The link stops working."""
    commands.revoke_invitation(
        slug, invitation_id=min(invitation_id, LARGEST_ID), actor=request.actor
    )
    messages.success(request, _("The invitation is revoked."))
    return see_other(reverse("program_researchers", args=[slug]))


@signed_in
@require_POST
def revoke_access(request: ActorRequest, slug: str, user_id: int) -> HttpResponse:
    """The researcher reads and reports no more."""
    commands.revoke_access(slug, user_id=min(user_id, LARGEST_ID), actor=request.actor)
    messages.success(request, _("The researcher cannot read this programme any more."))
    return see_other(reverse("program_researchers", args=[slug]))


def _researchers_page(
    request: ActorRequest,
    slug: str,
    *,
    form: InviteForm | None = None,
    ban_form: ResearcherBanForm | None = None,
) -> HttpResponse:
    page = team.researchers(queries.program(request.actor, slug), request.actor)
    has_errors = bool(form and form.errors) or bool(ban_form and ban_form.errors)
    context = {
        "page": page,
        "form": form or InviteForm(),
        "ban_form": ban_form or ResearcherBanForm(),
    }
    return render(request, "programs/researchers.html", context, status=422 if has_errors else 200)


def _invite(request: ActorRequest, slug: str, who: str) -> None:
    secret = commands.invite_researcher(slug, who=who, actor=request.actor)
    offer = queries.offer(secret)
    url = absolute(reverse("program_invitation", args=[secret]))
    body = _(
        "%(by)s of %(organization)s invites you to a private programme.\n\n"
        "See which, accept or decline here. The link is for you only and works for two weeks:\n"
        "%(url)s\n\n"
        "Please keep to yourself that this programme exists.\n"
    ) % {
        "by": offer.invited_by,
        "organization": offer.organization_name,
        "url": url,
    }
    subject = _("%(organization)s invites you to a private programme") % {
        "organization": offer.organization_name
    }
    mailing.send(queries.address_of(secret), subject=subject, body=body)


def _settings_page(
    request: ActorRequest,
    slug: str,
    *,
    form: SettingsForm | None = None,
    nda_form: NdaForm | None = None,
) -> HttpResponse:
    program = queries.program(request.actor, slug)
    if not program.can_edit:
        raise NotAllowed(_("Only an owner or a programme manager edits a programme."))
    page = team.settings(program)
    form = form or SettingsForm(
        initial={
            "name": program.name,
            "kind": program.kind.value,
            "requires_second_factor": program.requires_second_factor,
            "pause_message": program.pause_message,
            "duplicate_fields": program.duplicate_fields,
            "unanswered_days": program.unanswered_days,
            "appeal_days": program.appeal_days,
            "public_figures": program.public_figures,
            "chooses": "1",
        }
    )
    has_errors = bool(form.errors) or bool(nda_form and nda_form.errors)
    context = {
        "page": page,
        "form": form,
        "nda_form": nda_form or NdaForm(initial={"text": _nda_text(request, slug)}),
        "kinds": KINDS,
    }
    return render(request, "programs/settings.html", context, status=422 if has_errors else 200)


def _nda_text(request: ActorRequest, slug: str) -> str:
    try:
        return queries.nda(request.actor, slug).text
    except DomainError:
        return ""
