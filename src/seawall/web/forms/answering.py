"""What forms of reports share: words as typed, refusals beside them, fields of the programme."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from seawall.domain.errors import DomainError, Invalid
from seawall.domain.programs.rules import fields as rules
from seawall.domain.programs.rules.fields import FieldKind, FieldSpec
from seawall.domain.reports.queries import FieldView

# Under which field of the form the domain's word for a problem is shown.
_SHOWN_AT = {"share": "collaborators", "exclusion_acknowledged": "acknowledged"}


class WrittenField(forms.CharField):
    """Text as it was typed. `required` only shows that it is needed in the end: a draft may lack
    it, and the domain says what is missing or too long.
    """

    def __init__(self, *, rows: int = 0, attrs: Mapping[str, str] | None = None, **kwargs: Any):
        widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off", **(attrs or {})})
        if rows:
            widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(strip=False, widget=widget, **kwargs)

    def validate(self, value: Any) -> None:
        """Nothing is refused here."""


class RefusableForm(forms.Form):
    """A form that shows what the domain refused."""

    def refuse(self, refusal: DomainError) -> None:
        """Put every reason beside its field; what has none stands on top."""
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        shown = False
        for name, text in fields.items():
            at = _SHOWN_AT.get(name, name)
            if at in self.fields:
                self.add_error(at, text)
                shown = True
        if not shown:
            self.add_error(None, refusal.message)


def _is_ticked(value: object) -> bool:
    return value in (True, rules.TICKED)


def _widget(spec: FieldSpec, value: str) -> forms.Widget:
    match spec.kind:
        case FieldKind.CHECKBOX:
            return forms.CheckboxInput(check_test=_is_ticked)
        case FieldKind.DATE:
            return forms.TextInput(attrs={"type": "date"})
        case FieldKind.LIST:
            # An answer that is no choice any more stays until another one is given.
            offered = dict.fromkeys(filter(None, (*spec.choices, value)))
            return forms.Select(choices=[("", "–"), *((each, each) for each in offered)])
    return forms.TextInput(attrs={"autocomplete": "off", "maxlength": str(rules.LONGEST_VALUE)})


class AnsweringForm(RefusableForm):
    """A form with the fields that its reader may fill in, after its own."""

    use_required_attribute = False
    specs: tuple[FieldSpec, ...] = ()

    def ask(self, views: Iterable[FieldView]) -> None:
        """Add the fields with what they say so far."""
        self.specs = tuple(view.spec for view in views if view.can_set)
        for view in views:
            spec = view.spec
            if not view.can_set:
                continue
            field = WrittenField(label=spec.label, help_text=spec.help, required=spec.is_required)
            field.widget = _widget(spec, view.value)
            self.fields[spec.key] = field
            self.initial[spec.key] = view.value

    @property
    def asked(self) -> tuple[forms.BoundField, ...]:
        """The fields as the template shows them."""
        return tuple(self[spec.key] for spec in self.specs)

    def answers(self) -> dict[str, str]:
        """What stands in them, by name."""
        return {spec.name: self._answer(spec) for spec in self.specs}

    def wrong_answers(self) -> dict[str, str]:
        """What keeps the answers from being sent, by key."""
        wrong = {}
        for spec in self.specs:
            try:
                rules.read(spec, self._answer(spec))
            except ValueError as refusal:
                wrong[spec.key] = str(refusal.args[0])
        return wrong

    def _answer(self, spec: FieldSpec) -> str:
        value = self[spec.key].value()
        if spec.kind is FieldKind.CHECKBOX:
            return rules.TICKED if _is_ticked(value) else ""
        return str(value) if value is not None else ""
