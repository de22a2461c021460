"""Forms of known issues: one by hand, many by CSV."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seawall.domain.programs.rules.known_issues import COLUMNS, LARGEST_CSV_BYTES


def _named() -> str:
    """Filled in for each reader: `%` on a lazy text would speak one language to everybody."""
    text = gettext("The first line names the columns: title, and any of %(columns)s.")
    return text % {"columns": ", ".join(COLUMNS[1:])}


_columns = lazy(_named, str)


class KnownIssueForm(forms.Form):
    """One issue. The domain says what is wrong with it."""

    title = forms.CharField(label=_("Title"), max_length=150)
    target = forms.CharField(
        label=_("Target"),
        required=False,
        max_length=2048,
        help_text=_("An entry of the brief or an address; proofs name it as the brief lists it."),
    )
    vrt = forms.CharField(
        label=_("Type of the vulnerability"),
        required=False,
        max_length=200,
        help_text=_("Its id in the taxonomy, such as cross_site_scripting_xss.stored."),
    )
    url = forms.CharField(label=_("Address"), required=False, max_length=2048)
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=200,
        help_text=_("The number in your own tracker, or where it was reported."),
    )
    known_since = forms.CharField(
        label=_("Known since"), required=False, max_length=10, help_text=_("Like 2026-01-31.")
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        strip=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class KnownIssuesImportForm(forms.Form):
    """A file, or the same pasted."""

    csv = forms.CharField(
        label=_("CSV"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "mono"}),
        help_text=_columns(),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    def clean(self) -> dict[str, object]:
        """The text of whichever was given."""
        found = super().clean() or {}
        file = found.pop("file", None)
        if file is not None:
            if file.size > LARGEST_CSV_BYTES:
                raise forms.ValidationError(_("The file may have at most 1 MB."))
            try:
                found["csv"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("The file is not UTF-8 text.")) from None
        return found
