"""The form of a canned response. It reads strings; the domain says what is wrong."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.automation.commands.responses import ResponseIn


class ResponseForm(forms.Form):
    """Name, text, the action it is the default of, and the programme it is for."""

    name = forms.CharField(label=_("Name"), max_length=60)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown with variables."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    default_for = forms.ChoiceField(label=_("Begins this action"), required=False)
    program = forms.ChoiceField(label=_("For the reports of"), required=False)

    def __init__(
        self,
        *given: Any,
        actions: Sequence[tuple[str, str]],
        programs: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*given, **options)
        for name, choices in (("default_for", actions), ("program", programs)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)

    def given(self) -> ResponseIn:
        """What the command takes."""
        return ResponseIn(**self.cleaned_data)
