"""The form that closes an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosingForm(forms.Form):
    """Nothing brings the account back, so its handle is typed once more."""

    handle = forms.CharField(
        label=_("Handle of the account to close"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "closing_%s"} | kwargs))
        self.expected = expected

    def clean_handle(self) -> str:
        """Only the handle itself will do."""
        given: str = self.cleaned_data["handle"].strip().lower().removeprefix("@")
        if given != self.expected:
            raise forms.ValidationError(_("Type the handle as it is written above."))
        return given
