"""A release of the taxonomy, in the documents that its publisher gives."""

import json
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST_BYTES = 4 * 1024 * 1024


class DocumentField(forms.FileField):
    """A file with one JSON object; its value is that object, None without a file."""

    def __init__(self, **named: Any) -> None:
        picker = forms.FileInput(attrs={"accept": "application/json,.json"})
        super().__init__(widget=picker, **named)

    def clean(self, data: Any, initial: Any = None) -> dict[str, Any] | None:
        """The object in the file."""
        file = super().clean(data, initial)
        return _document(file) if file else None


class ReleaseForm(forms.Form):
    """What to import."""

    file = DocumentField(
        label=_("Release"), help_text=_("vulnerability-rating-taxonomy.json of the release.")
    )
    cwe = DocumentField(label=_("CWE mapping"), help_text=_("cwe.mappings.json"), required=False)
    cvss = DocumentField(
        label=_("CVSS mapping"), help_text=_("cvss_v3.mappings.json"), required=False
    )
    make_default = forms.BooleanField(
        label=_("Use it for new reports, even if another one is newer"), required=False
    )


def _document(file: "UploadedFile[Any]") -> dict[str, Any]:
    if (file.size or 0) > LARGEST_BYTES:
        raise forms.ValidationError(_("The file is larger than 4 MB. Is it the right one?"))
    try:
        found = json.loads(file.read().decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise forms.ValidationError(_("This is not the JSON document of a release."))
    return found
