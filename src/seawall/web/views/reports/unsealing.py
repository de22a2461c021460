"""What was taken out of a report: the list for both sides, and one secret, shown once."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands
from seawall.web import stepping_up
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.pages.reports import secrets


@signed_in
@require_safe
def listed(request: ActorRequest, public_id: str) -> HttpResponse:
    """Kinds, places and who looked, by role."""
    page = secrets.secrets(request.actor, public_id)
    return _page(request, page, 200)


@signed_in
@require_POST
@sensitive_variables("found")
def reveal(request: ActorRequest, public_id: str, secret_id: str) -> HttpResponse:
    """The secret, on a page that nothing keeps. Loaded again, it asks for the reason again."""
    page = secrets.secrets(request.actor, public_id)
    is_fresh = stepping_up.has_fresh_second_factor(request)
    if page.can_reveal and request.actor.second_factor and not is_fresh:
        return see_other(stepping_up.confirm_address(page.url))
    try:
        found = commands.reveal_secret(
            public_id,
            secret_id,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            is_fresh=is_fresh,
            actor=request.actor,
        )
    except (Invalid, Conflict, NotAllowed) as refusal:
        messages.error(request, refusal.message)
        return _page(request, page, refusal.status)
    context = {"page": page, "line": page.line(secret_id), "plain": found.plain}
    request.beside = page.report_url
    answer = render(request, "reports/secret.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@signed_in
@require_POST
def dispute(request: ActorRequest, public_id: str, secret_id: str) -> HttpResponse:
    """As its writer: this is no secret."""
    return _done(
        request,
        public_id,
        lambda: commands.dispute_secret(public_id, secret_id, actor=request.actor),
        _("The team decides; if it is none, the words are put back."),
    )


@signed_in
@require_POST
def judge(request: ActorRequest, public_id: str, secret_id: str) -> HttpResponse:
    """As the team: it is one, or it is none."""
    is_secret = request.POST.get("is_secret") != "no"
    is_fresh = stepping_up.has_fresh_second_factor(request)
    if not is_secret and not is_fresh and request.actor.second_factor:
        page = secrets.secrets(request.actor, public_id)
        if page.can_reveal:
            return see_other(stepping_up.confirm_address(page.url))
    return _done(
        request,
        public_id,
        lambda: commands.judge_secret(
            public_id,
            secret_id,
            is_secret=is_secret,
            note=request.POST.get("note", ""),
            is_fresh=is_fresh,
            actor=request.actor,
        ),
        _("It stays sealed.") if is_secret else _("The words were put back."),
    )


def _done(
    request: ActorRequest, public_id: str, act: Callable[[], None], said: str
) -> HttpResponse:
    try:
        act()
    except (Conflict, Invalid, NotAllowed) as refusal:
        messages.error(request, refusal.message)
        return _page(request, secrets.secrets(request.actor, public_id), refusal.status)
    messages.success(request, said)
    return see_other(f"/reports/{public_id}/secrets")


def _page(request: ActorRequest, page: secrets.SecretsPage, status: int) -> HttpResponse:
    request.beside = page.report_url
    return render(request, "reports/secrets.html", {"page": page}, status=status)
