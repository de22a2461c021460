"""How the fields of a programme are defined."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.programs.commands import FieldIn
from seawall.domain.programs.rules import answer_patterns
from seawall.domain.programs.rules import fields as rules
from seawall.domain.programs.rules.fields import AUDIENCE_LABELS, KIND_LABELS, FieldSpec


def _translated(labels: Mapping[Any, str]) -> list[tuple[str, object]]:
    return [(str(value), _(text)) for value, text in labels.items()]


class FieldForm(forms.Form):
    """How a field is asked. The domain says what is wrong with it."""

    label = forms.CharField(label=_("Question"), max_length=rules.LONGEST_LABEL)
    help = forms.CharField(label=_("Help"), required=False, max_length=rules.LONGEST_HELP)
    is_required = forms.BooleanField(
        label=_("An answer is required"),
        required=False,
        help_text=_("Without one no report is sent. The team's own fields cannot be emptied."),
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        help_text=_("Of a list only: one on each line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    pattern = forms.CharField(
        label=_("Pattern"),
        required=False,
        strip=False,
        max_length=answer_patterns.LONGEST,
        help_text=_(
            "Of a text only: what the whole answer looks like, such as [A-Z]{2,5}-\\d{1,6}."
        ),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    message = forms.CharField(
        label=_("What to say when it does not fit"),
        required=False,
        max_length=rules.LONGEST_MESSAGE,
    )

    def asked(self) -> FieldIn:
        """What the domain takes."""
        given: dict[str, Any] = self.cleaned_data
        return FieldIn(
            label=given["label"],
            is_required=given["is_required"],
            choices=tuple(given["choices"].splitlines()),
            pattern=given["pattern"],
            message=given["message"],
            help=given["help"],
        )


class NewFieldForm(FieldForm):
    """A field that is not there yet."""

    name = forms.CharField(
        label=_("Name"),
        max_length=rules.LONGEST_NAME,
        help_text=_(
            "For filters, files and the API: small letters, digits and _. It never changes."
        ),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_translated(KIND_LABELS))
    audience = forms.ChoiceField(
        label=_("Who fills it in"),
        choices=_translated(AUDIENCE_LABELS),
        help_text=_("This never changes, so that what was written for the team stays the team's."),
    )
    field_order = ("name", "label", "kind", "audience")


def form_of(spec: FieldSpec, data: Any = None) -> FieldForm:
    """The form with how the field is asked now, or with what was posted."""
    initial = {
        "label": spec.label,
        "help": spec.help,
        "is_required": spec.is_required,
        "choices": "\n".join(spec.choices),
        "pattern": spec.pattern,
        "message": spec.message,
    }
    form = FieldForm(data, initial=initial, auto_id=f"id_{spec.name}_%s")
    unused = {"text": ("choices",), "list": ("pattern", "message")}
    for name in unused.get(spec.kind, ("choices", "pattern", "message")):
        form.fields[name].widget = forms.HiddenInput()
    return form
