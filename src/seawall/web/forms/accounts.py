"""Forms of people: sign-up, profile, preferences, tokens, the administrator's first page."""

import zoneinfo
from typing import Any

from allauth.account.forms import SignupForm as LibrarySignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from seawall.domain.accounts import commands
from seawall.domain.accounts.rules import SCOPE_LABELS, TokenScope

THEMES = [("auto", _("Like the device")), ("light", _("Light")), ("dark", _("Dark"))]
CREDIT_KINDS = [
    ("alias", _("My handle")),
    ("name", _("My name, as written below")),
    ("anonymous", _("Do not name me")),
]
TOKEN_DAYS = [
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
    (180, _("180 days")),
    (365, _("One year")),
]


class SignupForm(LibrarySignupForm):  # type: ignore[misc]
    """Address, handle, password. Known and unknown addresses get the same answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["username"].label = _("Handle")
        self.fields["username"].help_text = _(
            "3 to 32 letters a–z, digits, - or _. Others know you by it."
        )
        self.fields["username"].widget.attrs.pop("placeholder", None)
        self.fields["email"].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("At least 12 characters. A sentence is fine.")
        for name in ("password1", "password2"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """As long and as costly for an address that has an account: it burns one hash."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            commands.reserve_handle(self.cleaned_data["username"])
        answer: tuple[Any, Any] = super().try_save(request)
        return answer


class ProfileForm(forms.Form):
    """What others read of a researcher."""

    display_name = forms.CharField(label=_("Name"), max_length=80, required=False)
    about = forms.CharField(
        label=_("About you"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    website = forms.CharField(
        label=_("Web site"),
        max_length=200,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    is_public = forms.BooleanField(
        label=_("Show my page to everybody"),
        required=False,
        help_text=_("Otherwise only teams that you reported to can read it."),
    )


class CreditForm(forms.Form):
    """Under which name findings are credited."""

    credit_kind = forms.ChoiceField(
        label=_("Credit"), choices=CREDIT_KINDS, widget=forms.RadioSelect
    )
    credit_name = forms.CharField(label=_("Name to credit"), max_length=80, required=False)


class HandleForm(forms.Form):
    """A new handle."""

    handle = forms.CharField(
        label=_("Handle"),
        max_length=32,
        help_text=_("Your old handle stays reserved for you and never passes to somebody else."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )


def _time_zones() -> list[tuple[str, str]]:
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name)
    return [("", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class PreferencesForm(forms.Form):
    """How pages look and in which zone they show times."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_time_zones, required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=THEMES, widget=forms.RadioSelect)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What it is for, such as “CI of shop”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=[(scope.value, _(SCOPE_LABELS[scope])) for scope in TokenScope],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("Lives"), choices=TOKEN_DAYS, coerce=int, initial=90)


class AdministratorForm(forms.Form):
    """The first administrator of an installation."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    handle = forms.CharField(
        label=_("Handle"),
        max_length=32,
        help_text=_("3 to 32 letters a–z, digits, - or _."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. A sentence is fine."),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
