"""Forms that keep somebody from reporting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.accounts.rules import BAN_REASONS

REASONS = [(reason.value, _(text)) for reason, text in BAN_REASONS.items()]


class BanForm(forms.Form):
    """Why, until when, and a line for those who come after."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *REASONS])
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until somebody lifts it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        help_text=_("For the team. The researcher reads neither note nor reason."),
    )


class ResearcherBanForm(BanForm):
    """Whom, and where."""

    who = forms.CharField(label=_("Handle"), max_length=40)
    scope = forms.ChoiceField(
        label=_("From"),
        choices=[
            ("program", _("This programme")),
            ("organization", _("Every programme of the organisation")),
        ],
    )
    field_order = ("who", "scope", "reason", "until", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The page has another form that asks for a handle.
        super().__init__(*args, **({"auto_id": "ban_%s"} | kwargs))
