"""Forms of organizations and their members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.accounts.rules import ROLE_LABELS, Role

ROLES = [(role.value, _(ROLE_LABELS[role])) for role in Role]


class OrganizationForm(forms.Form):
    """What an organization says of itself."""

    name = forms.CharField(label=_("Name"), max_length=80)
    about = forms.CharField(
        label=_("About"),
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


class NewOrganizationForm(OrganizationForm):
    """With its address and first owner."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=40,
        help_text=_("Letters a–z, digits and hyphens. It never changes."),
    )
    owner = forms.CharField(
        label=_("First owner"),
        max_length=254,
        help_text=_("Handle or e-mail of somebody who has an account."),
    )
    field_order = ("name", "slug", "owner", "about", "website")


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.VIEWER.value)


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
