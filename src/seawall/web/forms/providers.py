"""Forms of sign-in providers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.accounts.rules import ENFORCEMENT_LABELS, ROLE_LABELS, Enforcement, Role


class FindForm(forms.Form):
    """Whose organization."""

    email = forms.EmailField(
        label=_("E-mail at your organisation"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ProviderForm(forms.Form):
    """Who answers for members."""

    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=500,
        help_text=_("As the provider writes it, such as https://login.example.org/realms/staff."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=255)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        help_text=_("Kept sealed and never shown. Leave it empty to keep the one that is there."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class RulesForm(forms.Form):
    """Who has to come through it."""

    enforcement = forms.ChoiceField(
        label=_("Who has to sign in through it"),
        choices=[(one.value, _(ENFORCEMENT_LABELS[one])) for one in Enforcement],
        widget=forms.RadioSelect,
    )
    default_role = forms.ChoiceField(
        label=_("Role of newcomers from our domains"),
        required=False,
        choices=[
            ("", _("None: they need an invitation")),
            *((role.value, _(ROLE_LABELS[role])) for role in Role if role is not Role.OWNER),
        ],
    )
    emergency_user = forms.CharField(
        label=_("For emergencies"),
        max_length=40,
        required=False,
        help_text=_(
            "The handle of a member who may come in by password and second factor when the "
            "provider is down. Owners are told each time."
        ),
    )


class DomainForm(forms.Form):
    """A mail domain."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        widget=forms.TextInput(attrs={"placeholder": "example.org", "autocapitalize": "none"}),
    )
