"""Mailed links about addresses: one confirms a new one, one takes a change back."""

from typing import Any

from allauth.account.models import EmailConfirmationHMAC
from allauth.account.views import ConfirmEmailView
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seawall.domain.accounts import commands, queries
from seawall.web import mailed_links
from seawall.web.access import ActorRequest, public, see_other

_KEPT = "link:account_confirm_email"


class ConfirmEmail(ConfirmEmailView):  # type: ignore[misc]
    """Opening the link changes nothing and signs nobody out; its key leaves the address at once."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question, at an address without the key. A dead link says only that it is dead."""
        key = self.kwargs["key"]
        if key != mailed_links.HERE and mailed_links.address_to_verify(key) is not None:
            self.request.session[_KEPT] = key
            clean = reverse("account_confirm_email", args=[mailed_links.HERE])
            return mailed_links.private(HttpResponseRedirect(clean))
        return mailed_links.private(super().get(*args, **kwargs))

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Confirm; a dead link gets the page that says so."""
        try:
            answer: HttpResponseBase = super().post(*args, **kwargs)
        except Http404:
            return self.get(*args, **kwargs)
        self.request.session.pop(_KEPT, None)
        return mailed_links.private(answer)

    def get_object(self, queryset: Any = None) -> EmailConfirmationHMAC:
        """What the key names. Raises Http404."""
        key = self.kwargs["key"]
        if key == mailed_links.HERE:
            key = self.request.session.get(_KEPT, "")
        address = mailed_links.address_to_verify(key)
        if address is None:
            raise Http404
        return EmailConfirmationHMAC(address)

    def logout_other_user(self, confirmation: Any) -> None:
        """Only by the button."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)


confirm_email = ConfirmEmail.as_view()


@public
@require_http_methods(["GET", "HEAD", "POST"])
@mailed_links.takes_secret(is_live=queries.former_address)
def undo(request: ActorRequest, secret: str) -> HttpResponse:
    """Give an account its former address back, by the link that was mailed to that address."""
    former = queries.former_address(secret)
    if request.method == "POST":
        commands.undo_email_change(secret, actor=request.actor)
        request.session.flush()
        messages.success(request, _("The address is yours again. Choose a new password."))
        return see_other(reverse("account_reset_password"))
    return render(request, "accounts/address_undo.html", {"former": former})
