"""The form of a tag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.reports.rules.tags import LONGEST_NAME, TONE_LABELS


def _tones() -> list[tuple[str, object]]:
    return [("", _("By its name")), *((tone.value, _(name)) for tone, name in TONE_LABELS.items())]


class TagForm(forms.Form):
    """A new tag."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("One word in lower case; spaces become hyphens."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": str(LONGEST_NAME)}
        ),
    )
    tone = forms.ChoiceField(label=_("Colour"), choices=_tones, required=False)
