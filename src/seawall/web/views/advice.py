"""An organization's advice on fixing weaknesses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.taxonomy import commands
from seawall.web.access import ActorRequest, see_other, signed_in
from seawall.web.forms.advice import AdviceForm
from seawall.web.pages import advice as pages


@signed_in
@require_safe
def index(request: ActorRequest, slug: str) -> HttpResponse:
    """Every entry that has advice."""
    page = pages.list_page(request.actor, slug)
    asked = request.GET.get("entry", "").strip()
    if asked:
        entry = pages.entry_page(request.actor, slug, asked).found.entry
        return redirect("advice_entry", slug, entry)
    return render(request, "organizations/advice.html", {"page": page})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: ActorRequest, slug: str, entry: str) -> HttpResponse:
    """Read one entry, and reword it."""
    page = pages.entry_page(request.actor, slug, entry)
    form = AdviceForm(
        request.POST or None, initial={"text": page.initial, "version": page.found.version}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            commands.set_advice(
                page.organization.id,
                entry,
                text=form.cleaned_data["text"],
                expected_version=form.expected,
                actor=request.actor,
            )
        except (Invalid, Conflict, NotAllowed) as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your words count from now on."))
            return see_other(request.path)
    return render(
        request, "organizations/advice_entry.html", {"page": page, "form": form}, status=status
    )


@signed_in
@require_POST
def reset(request: ActorRequest, slug: str, entry: str) -> HttpResponse:
    """Let the shipped text count again."""
    page = pages.entry_page(request.actor, slug, entry)
    commands.reset_advice(page.organization.id, entry, actor=request.actor)
    messages.success(request, _("The shipped text counts again."))
    return see_other(f"/organizations/{slug}/advice/{entry}")
