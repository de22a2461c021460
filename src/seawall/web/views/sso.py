"""Signing in through an organization's OpenID provider, and being connected with it."""

import logging

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands import wording
from seawall.domain.errors import DomainError, Invalid, NotAllowed, NotFound
from seawall.lib import http, oidc
from seawall.web import mailing, provider_sessions
from seawall.web.access import ActorRequest, public, see_other, signed_in
from seawall.web.actors import person_acting
from seawall.web.adapters import AccountAdapter, absolute
from seawall.web.forms.providers import FindForm
from seawall.web.provider_sessions import Begun
from seawall.web.views.signing import RESET_SECONDS, at_least
from seawall.web.views.signing import enter as enter_as

logger = logging.getLogger("seawall.sso")


@public
@require_http_methods(["GET", "POST"])
def find(request: ActorRequest) -> HttpResponse:
    """The address of an organization's way in, by mail: the page tells nobody if there is one."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.limits.take(f"sso.find:ip:{request.actor.ip}", at_most=10, per_seconds=600)
        with at_least(RESET_SECONDS):
            _mail_way_in(form.cleaned_data["email"])
        return render(request, "providers/found.html", {"email": form.cleaned_data["email"]})
    return render(
        request, "providers/find.html", {"form": form}, status=422 if form.errors else 200
    )


def _mail_way_in(text: str) -> None:
    try:
        address = wording.email_address(text)
    except Invalid:
        return
    public_id = queries.way_in_for_domain(address.rpartition("@")[2])
    if public_id is None:
        return
    try:
        commands.limits.take(f"sso.find:address:{address}", at_most=3, per_seconds=3600)
    except DomainError:
        return
    link = {"url": absolute(f"/sso/{public_id}")}
    body = render_to_string("providers/email/way_in.txt", link)
    mailing.send(address, subject=_("Sign in with your organisation"), body=body)


@public
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, public_id: str) -> HttpResponse:
    """Begin: the next page leads to the provider. A redirect would break our policy for forms."""
    way = queries.way_in(public_id)
    if request.method == "POST":
        next_path = request.POST.get("next", "")
        safe = next_path if AccountAdapter(request).is_safe_url(next_path) else "/"
        return _begin(request, way, user_id=None, next_path=safe or "/")
    context = {"public_id": way.public_id, "next": request.GET.get("next", "")}
    return render(request, "providers/enter.html", context)


@signed_in
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def link(request: ActorRequest, public_id: str) -> HttpResponse:
    """Begin the same, to be connected: from inside a session that was confirmed a moment ago."""
    mine = {one.public_id for one in queries.own_links(request.actor)}
    if public_id not in mine or not request.actor.is_local:
        raise NotFound
    way = queries.way_in(public_id)
    return _begin(request, way, user_id=request.actor.user_id, next_path="/settings/security")


@signed_in
@require_POST
def unlink(request: ActorRequest, public_id: str) -> HttpResponse:
    """Come in by other ways only."""
    commands.unlink_identity(public_id, actor=request.actor)
    messages.success(request, _("Disconnected."))
    return see_other("/settings/security")


def _begin(
    request: ActorRequest, way: queries.WayIn, *, user_id: int | None, next_path: str
) -> HttpResponse:
    commands.limits.take(f"sso.begin:ip:{request.actor.ip}", at_most=30, per_seconds=600)
    flow = oidc.new_flow()
    try:
        provider = oidc.discover(way.issuer)
    except (oidc.SignInRefused, http.Unreachable) as refusal:
        raise _unusable(way, refusal) from refusal
    provider_sessions.begin(request, Begun(flow, way.public_id, user_id, next_path))
    url = oidc.authorization_url(
        provider,
        flow,
        client_id=way.client_id,
        redirect_uri=commands.callback_address(way.public_id),
    )
    host = http.check(provider.authorization_endpoint).authority
    return render(request, "providers/onward.html", {"url": url, "host": host})


@public
@require_safe
def callback(request: ActorRequest, public_id: str) -> HttpResponse:
    """The browser comes back. What it brings is used once, by the browser that began it alone."""
    commands.limits.take(f"sso.callback:ip:{request.actor.ip}", at_most=60, per_seconds=600)
    begun = provider_sessions.take(request, request.GET.get("state", ""))
    if begun is None or begun.provider != public_id:
        raise _not_begun_here()
    way = queries.way_in(public_id)
    claims = _claims(request, way, begun)
    if begun.user_id is not None:
        return _connect(request, way, begun, claims)
    acting = person_acting(0, "", request)
    user_id = commands.come_in(way.provider_id, claims, actor=acting)
    if request.actor.user_id == user_id:
        is_only = not request.actor.is_local
        provider_sessions.note_passed(request, user_id, way.provider_id, is_only=is_only)
        request.session.cycle_key()
        return see_other(begun.next_path)
    # Nothing of somebody else's session goes over into this one.
    logout(request)
    provider_sessions.note_passed(request, user_id, way.provider_id, is_only=True)
    return enter_as(request, user_id)


def _claims(request: ActorRequest, way: queries.WayIn, begun: Begun) -> oidc.Claims:
    code, named = request.GET.get("code", ""), request.GET.get("iss")
    try:
        provider = oidc.discover(way.issuer)
        if (named is not None or provider.names_itself) and named != way.issuer:
            raise oidc.SignInRefused("the answer is of another issuer")
        if not code or request.GET.get("error"):
            raise oidc.SignInRefused("the provider refused")
        return oidc.claims_of(
            provider,
            begun.flow,
            code=code,
            client_id=way.client_id,
            client_secret=way.client_secret,
            redirect_uri=commands.callback_address(way.public_id),
        )
    except (oidc.SignInRefused, http.Unreachable) as refusal:
        raise _unusable(way, refusal) from refusal


def _not_begun_here() -> NotAllowed:
    return NotAllowed(_("This sign-in was not begun in this browser, or too long ago. Try again."))


def _unusable(way: queries.WayIn, refusal: oidc.SignInRefused | http.Unreachable) -> NotAllowed:
    logger.warning("Provider %s: %s", way.public_id, refusal.detail)
    return NotAllowed(
        _("The sign-in provider did not answer as it should. Try again, or tell who runs it.")
    )


def _connect(
    request: ActorRequest, way: queries.WayIn, begun: Begun, claims: oidc.Claims
) -> HttpResponse:
    if request.actor.user_id != begun.user_id:
        raise _not_begun_here()
    commands.link_identity(way.provider_id, claims, actor=request.actor)
    # Only a session that passed something of ours may link.
    provider_sessions.note_passed(request, begun.user_id or 0, way.provider_id, is_only=False)
    messages.success(request, _("Connected with %(name)s.") % {"name": way.organization_name})
    return see_other(begun.next_path)
