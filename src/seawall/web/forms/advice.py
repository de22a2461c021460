"""The form of an organization's advice."""

from django import forms

from seawall.web.forms.answering import RefusableForm


class AdviceForm(RefusableForm):
    """Markdown, and the version that it continues."""

    text = forms.CharField(required=False, strip=False)
    version = forms.CharField(required=False)

    @property
    def expected(self) -> int:
        """The version that the writer has read; -1 for what is no number."""
        text = self.cleaned_data["version"]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
