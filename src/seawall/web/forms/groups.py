"""The form of a group."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GroupForm(forms.Form):
    """A new group."""

    name = forms.CharField(label=_("Name"), required=False)
    handle = forms.CharField(
        label=_("Handle"),
        help_text=_("What the filter finds and notes of the team mention, such as web-team."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": "32"}
        ),
    )
    mail_domain = forms.CharField(
        label=_("Only addresses of"),
        required=False,
        help_text=_("A domain such as example.org. Empty: any member can be in the group."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": "253"}
        ),
    )
