"""Forms of webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.notify.rules.hooks import TYPES


class WebhookForm(forms.Form):
    """Where to send what. `programs` are pairs of slug and name."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What receives it, such as “Tracker”.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=2048,
        help_text=_("An https address that anybody can reach, on port 443 or 8443."),
        widget=forms.TextInput(
            attrs={
                "placeholder": "https://",
                "inputmode": "url",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    program = forms.ChoiceField(label=_("Programme"), required=False)
    events = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(kind.event, _(kind.label)) for kind in TYPES.values()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, programs: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].choices = [("", _("All programmes")), *programs]  # type: ignore[attr-defined]
