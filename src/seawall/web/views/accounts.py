"""Settings of a person, and the public page of a researcher."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain import leaving
from seawall.domain.accounts import commands, queries
from seawall.domain.errors import NotFound
from seawall.web import mailed_links, stepping_up
from seawall.web.access import ActorRequest, public, see_other, signed_in
from seawall.web.forms import refusals
from seawall.web.forms.accounts import (
    CreditForm,
    HandleForm,
    PreferencesForm,
    ProfileForm,
    TokenForm,
)
from seawall.web.forms.closing import ClosingForm
from seawall.web.pages import accounts as pages
from seawall.web.themes import remember_theme

_FRESH_TOKEN = "fresh_token"  # noqa: S105  # a name, not a secret


def _me(request: ActorRequest) -> int:
    if request.actor.user_id is None:
        raise NotFound
    return request.actor.user_id


def _has_password(request: ActorRequest) -> bool:
    return request.user.is_authenticated and request.user.has_usable_password()


@public
@require_safe
def researcher(request: ActorRequest, handle: str) -> HttpResponse:
    """Somebody's page, if the actor may see it."""
    page = pages.researcher(handle, request.actor)
    return render(request, "accounts/researcher.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: ActorRequest) -> HttpResponse:
    """Name, text, visibility."""
    form = ProfileForm(request.POST or None)
    if request.method == "POST":
        user_id = _me(request)
        if refusals.attempt(
            form,
            lambda given: commands.edit_profile(user_id, actor=request.actor, **given),
        ):
            messages.success(request, _("Your profile is saved."))
            return see_other("/settings/profile")
    return _profile_page(request, profile_form=form)


@signed_in
@require_POST
def credit(request: ActorRequest) -> HttpResponse:
    """Under which name to be thanked."""
    form, user_id = CreditForm(request.POST), _me(request)
    if refusals.attempt(
        form, lambda given: commands.edit_credit(user_id, actor=request.actor, **given)
    ):
        messages.success(request, _("Your credit is saved."))
        return see_other("/settings/profile")
    return _profile_page(request, credit_form=form)


@signed_in
@require_POST
def handle(request: ActorRequest) -> HttpResponse:
    """Another handle."""
    form, user_id = HandleForm(request.POST), _me(request)
    if refusals.attempt(
        form, lambda given: commands.rename_handle(user_id, actor=request.actor, **given)
    ):
        messages.success(request, _("Your handle is changed."))
        return see_other("/settings/profile")
    return _profile_page(request, handle_form=form)


def _profile_page(
    request: ActorRequest,
    *,
    profile_form: ProfileForm | None = None,
    credit_form: CreditForm | None = None,
    handle_form: HandleForm | None = None,
) -> HttpResponse:
    """All three forms; the one that was refused keeps what was written."""
    own = queries.own_profile(request.actor)
    forms = {
        "profile_form": profile_form
        if profile_form is not None and profile_form.is_bound
        else ProfileForm(
            initial={
                "display_name": own.display_name,
                "about": own.about,
                "website": own.website,
                "is_public": own.is_public,
            }
        ),
        "credit_form": credit_form
        or CreditForm(initial={"credit_kind": own.credit_kind, "credit_name": own.credit_name}),
        "handle_form": handle_form or HandleForm(initial={"handle": own.handle}),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "accounts/profile.html", {"own": own, **forms}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: ActorRequest) -> HttpResponse:
    """Time zone and theme; the theme's cookie is for pages before sign-in."""
    own = queries.own_profile(request.actor)
    form = PreferencesForm(
        request.POST or None, initial={"time_zone": own.time_zone, "theme": own.theme}
    )
    if request.method == "POST" and refusals.attempt(
        form,
        lambda given: commands.edit_preferences(own.user_id, actor=request.actor, **given),
    ):
        messages.success(request, _("Your preferences are saved."))
        response = see_other("/settings/preferences")
        remember_theme(response, form.cleaned_data["theme"], secure=request.is_secure())
        return response
    status = 422 if form.errors else 200
    return render(request, "accounts/preferences.html", {"form": form}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def close(request: ActorRequest) -> HttpResponse:
    """End one's own account, after the password and with all that follows in plain words."""
    page = pages.closing(request.actor)
    form = ClosingForm(request.POST or None, expected=page.handle)
    if request.method == "POST" and refusals.attempt(
        form, lambda given: leaving.close_account(_me(request), actor=request.actor)
    ):
        request.session.flush()
        messages.success(request, _("Your account is closed. Thank you for everything."))
        return see_other("/")
    status = 422 if form.errors else 200
    return render(request, "accounts/close.html", {"page": page, "form": form}, status=status)


@signed_in
@require_safe
def security(request: ActorRequest) -> HttpResponse:
    """Every way into the account."""
    page = pages.security(request.actor, has_password=_has_password(request))
    return render(request, "accounts/security.html", {"page": page})


@signed_in
@require_safe
def sessions(request: ActorRequest) -> HttpResponse:
    """Where the person is signed in."""
    current = request.session.key_hash  # type: ignore[attr-defined]
    rows = pages.sessions(request.actor, current=current)
    return render(request, "accounts/sessions.html", {"sessions": rows})


@signed_in
@require_POST
def end_session(request: ActorRequest, reference: str) -> HttpResponse:
    """Sign one other browser out."""
    commands.end_session(_me(request), reference=reference, actor=request.actor)
    messages.success(request, _("That browser is signed out."))
    return see_other("/settings/sessions")


@signed_in
@require_POST
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    current = request.session.key_hash  # type: ignore[attr-defined]
    count = commands.end_other_sessions(_me(request), keep=current, actor=request.actor)
    messages.success(request, _("Signed out elsewhere: %(count)d.") % {"count": count})
    return see_other("/settings/sessions")


@signed_in
@require_safe
def tokens(request: ActorRequest) -> HttpResponse:
    """The list; a new token's secret is shown on the first look after it was made, never again."""
    fresh = request.session.pop(_FRESH_TOKEN, "")
    return _tokens_page(request, TokenForm(), fresh=fresh)


@signed_in
@require_POST
@stepping_up.confirmed
@reauthentication_required  # type: ignore[untyped-decorator]
def make_token(request: ActorRequest) -> HttpResponse:
    """A token outlives the session, so making one asks for the password again after a while."""
    form, user_id = TokenForm(request.POST), _me(request)

    def make(given: dict[str, object]) -> None:
        secret = commands.make_token(user_id, actor=request.actor, **given)  # type: ignore[arg-type]
        request.session[_FRESH_TOKEN] = secret

    if refusals.attempt(form, make):
        return see_other("/settings/tokens")
    return _tokens_page(request, form)


@signed_in
@require_POST
def revoke_token(request: ActorRequest, token_id: int) -> HttpResponse:
    """Refused from the next request on."""
    commands.revoke_token(token_id, actor=request.actor)
    messages.success(request, _("The token is revoked."))
    return see_other("/settings/tokens")


def _tokens_page(request: ActorRequest, form: TokenForm, *, fresh: str = "") -> HttpResponse:
    page = {"form": form, "tokens": pages.tokens(request.actor), "fresh": fresh}
    status = 422 if form.errors else 200
    return render(request, "accounts/tokens.html", page, status=status)


@signed_in
@require_safe
def invitations(request: ActorRequest) -> HttpResponse:
    """Open invitations; accepting needs the mailed link."""
    return render(request, "accounts/invitations.html", {"offers": pages.offers(request.actor)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.takes_secret(is_live=queries.invitation_offer)
def invitation(request: ActorRequest, secret: str) -> HttpResponse:
    """What a mailed link offers, and accepting it."""
    found = queries.invitation_offer(secret)
    if request.method == "POST":
        commands.accept_invitation(secret, actor=request.actor)
        messages.success(request, _("Welcome to %(name)s.") % {"name": found.organization_name})
        return see_other(f"/organizations/{found.organization_slug}")
    context = {"offer": pages.offer(found), "signed_in": request.actor.is_person}
    return render(request, "accounts/invitation.html", context)
