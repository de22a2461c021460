"""The form of days in the calendar."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.accounts.rules import DAY_LABELS


def _kinds() -> list[tuple[str, object]]:
    return [(kind.value, _(label)) for kind, label in DAY_LABELS.items()]


class DaysForm(forms.Form):
    """Days of oneself, or (`people` are the pairs to choose from) of a member."""

    handle = forms.ChoiceField(label=_("Who"), required=False)
    kind = forms.ChoiceField(label=_("What"), choices=_kinds)
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self, *given: Any, people: Sequence[tuple[str, str]], me: str, **options: Any
    ) -> None:
        super().__init__(*given, **options)
        field = self.fields["handle"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(people)
        if len(people) == 1:
            # Who manages no groups says only when they are away themselves.
            del self.fields["handle"], self.fields["kind"]
        else:
            field.initial = me

    def clean(self) -> dict[str, Any]:
        """What the command takes."""
        return {"kind": "absent", "handle": ""} | (super().clean() or {})
