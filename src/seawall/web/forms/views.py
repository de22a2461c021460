"""The forms of saved views. They read strings; the domain says what is wrong."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.errors import Invalid


class ViewForm(forms.Form):
    """Name and filter of a view."""

    name = forms.CharField(label=_("Name"))
    query = forms.CharField(required=False, label=_("Filter"))

    def words(self) -> dict[str, str]:
        """What the command takes."""
        found = self.cleaned_data
        return {"name": found.get("name", ""), "query": found.get("query", "")}


class NewViewForm(ViewForm):
    """The same, and who has it: `shares` are the pairs to choose from, "own" for oneself."""

    share = forms.ChoiceField(label=_("Who has it"))

    def __init__(self, *given: Any, shares: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["share"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(shares)

    def given(self) -> dict[str, Any]:
        """What the command takes."""
        kind, _colon, name = self.cleaned_data["share"].partition(":")
        if kind == "organization" and not name.isdigit():
            raise Invalid(str(_("Choose who has the view.")), field="share")
        return self.words() | {
            "organization_id": int(name) if kind == "organization" else None,
            "program": name if kind == "program" else "",
        }
