"""The form of how new reports are given out."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from seawall.domain.programs.queries import RotationView
from seawall.domain.programs.rules.rotation import HEAVIEST

_WEIGHT = "weight:"


class RotationForm(forms.Form):
    """On or off, a group, and one weight per member who may be given work."""

    is_on = forms.BooleanField(label=_("Give new reports to members in turn"), required=False)
    group = forms.ChoiceField(label=_("Among"), required=False)

    def __init__(
        self,
        *given: Any,
        found: RotationView,
        groups: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        options["initial"] = {"is_on": found.is_on, "group": found.group}
        super().__init__(*given, **options)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All who may be given work")), *groups]
        for one in found.places:
            self.fields[f"{_WEIGHT}{one.handle}"] = forms.IntegerField(
                label=one.name, min_value=0, max_value=HEAVIEST, initial=one.weight, required=False
            )

    def weights(self) -> Iterator[BoundField]:
        """One field per member."""
        return (self[name] for name in self.fields if name.startswith(_WEIGHT))

    def given(self) -> dict[str, Any]:
        """What the command takes: an empty weight stays as it is."""
        found = self.cleaned_data
        return {
            "is_on": found["is_on"],
            "group": found["group"] or None,
            "weights": {
                name.removeprefix(_WEIGHT): value
                for name, value in found.items()
                if name.startswith(_WEIGHT) and value is not None
            },
        }
