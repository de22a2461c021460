"""Why a file is taken from others."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.reports.rules.removing import REMOVAL_REASONS

REASONS = [(reason.value, _(text)) for reason, text in REMOVAL_REASONS.items()]


class RemovalForm(forms.Form):
    """The reason, which the reporter reads."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *REASONS])
