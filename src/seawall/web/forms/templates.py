"""Forms of words to begin a report with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.programs.rules.templating import LONGEST_NAME


def _text(label: object, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OwnTemplateForm(forms.Form):
    """A name and two texts."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    description = _text(_("Description"), 8)
    impact = _text(_("Impact"), 3)


class ProgramTemplateForm(forms.Form):
    """An entry of the taxonomy and two texts."""

    vrt = forms.CharField(
        label=_("Type of the vulnerability"),
        required=False,
        max_length=200,
        help_text=_(
            "Its id in the taxonomy, such as cross_site_scripting_xss: offered for it and all "
            "below it. Empty: every new report begins with these words."
        ),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    description = _text(_("Description"), 8)
    impact = _text(_("Impact"), 3)
