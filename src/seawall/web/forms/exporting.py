"""How a report is taken along."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.reports.commands import Form


class ExportForm(forms.Form):
    """Which file, and how much of the report is in it; reporters have no internal parts."""

    form = forms.ChoiceField(
        label=_("File"),
        widget=forms.RadioSelect,
        initial=Form.PDF,
        choices=(
            (Form.PDF, _("PDF, to read and to print")),
            (Form.TEXT, _("Plain text")),
            (Form.ZIP, _("ZIP archive: text, JSON, and all files that you may read")),
            (Form.JSON, _("JSON, for another program")),
        ),
    )
    internal = forms.BooleanField(
        label=_("With what only the team reads"),
        help_text=_("Notes of the team, its files, tags and checklist."),
        required=False,
    )
    nameless = forms.BooleanField(
        label=_("Without names"),
        help_text=_("People are called by their part, in texts too. Files stay as they are."),
        required=False,
    )

    def __init__(self, data: Mapping[str, object] | None, *, is_team: bool) -> None:
        super().__init__(data)
        if not is_team:
            del self.fields["internal"]
