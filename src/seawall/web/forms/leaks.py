"""Forms of leaked keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.errors import Invalid
from seawall.domain.leaks.rules import sending
from seawall.domain.leaks.rules.sending import SOURCE_LABELS, LeakInput
from seawall.domain.vault.rules.reasons import REVEAL_LABELS
from seawall.lib.money import parse_money

SOURCES = [("", _("Choose")), *((each.value, _(text)) for each, text in SOURCE_LABELS.items())]


class LeakForm(forms.Form):
    """What a finder knows."""

    credentials = forms.CharField(
        label=_("The leaked keys"),
        help_text=_("One a line; a private key as a whole. They are sealed at once."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        max_length=sending.LONGEST_CREDENTIALS,
        strip=False,
    )
    source = forms.ChoiceField(label=_("Where you found them"), choices=SOURCES)
    url = forms.CharField(
        label=_("Link"),
        required=False,
        max_length=sending.LONGEST_URL,
        help_text=_("The exact place: a file and line, a page, a paste."),
    )
    kind = forms.CharField(
        label=_("What they open"),
        required=False,
        max_length=sending.LONGEST_KIND,
        help_text=_("For example: API key of production, database password."),
    )
    found_on = forms.DateField(
        label=_("Found on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    how_many = forms.IntegerField(
        label=_("How many there are"), min_value=1, max_value=1_000_000, initial=1
    )
    notes = forms.CharField(
        label=_("Anything else"),
        required=False,
        max_length=sending.LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(
        label=_("How to reach you"),
        required=False,
        max_length=sending.LONGEST_CONTACT,
        help_text=_("Leave it empty to stay anonymous: the link you get is enough."),
    )

    def given(self) -> LeakInput:
        """The cleaned fields for the command."""
        cleaned = self.cleaned_data
        return LeakInput(**{name: cleaned[name] for name in LeakInput.__dataclass_fields__})


class LeakMoveForm(forms.Form):
    """A move, with what the reporter reads."""

    move = forms.CharField(max_length=30)
    note = forms.CharField(
        label=_("Note for the reporter"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeakAwardForm(forms.Form):
    """A sum as people write it, what the key is judged to be, and why where it is unusual."""

    priority = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=[(level, f"P{level}") for level in range(1, 6)]
    )
    kind = forms.CharField(max_length=20)
    amount = forms.CharField(label=_("Amount"), max_length=24)
    reason = forms.CharField(label=_("Reason"), max_length=4000, required=False)

    def given(self, currency: str) -> dict[str, Any]:
        """What the command takes. Raises Invalid for what is no sum of this currency."""
        found = self.cleaned_data
        try:
            minor = parse_money(found["amount"].strip(), currency)
        except ValueError as error:
            raise Invalid(str(error), field="amount") from error
        return {
            "priority": found["priority"],
            "amount_minor": minor,
            "currency": currency,
            "kind": found["kind"],
            "reason": found["reason"],
        }


class WordsForm(forms.Form):
    """A comment."""

    body = forms.CharField(
        label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SecretsForm(forms.Form):
    """How a programme keeps secrets and takes leaked keys."""

    patterns = forms.CharField(
        label=_("Own patterns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One a line: a name, a space, a pattern. Example: acme-key ACME-[A-Z0-9]{24}"),
    )
    retention_days = forms.IntegerField(
        label=_("Days that a secret taken out of a report is kept"), min_value=1, max_value=730
    )
    is_open = forms.BooleanField(label=_("Take leaked keys"), required=False)
    leak_days = forms.IntegerField(
        label=_("Days that a leaked key is kept"), min_value=1, max_value=730
    )
    address = forms.CharField(
        label=_("Address of your revocation system"),
        required=False,
        max_length=500,
        help_text=_("Gets a signed message for each confirmed key, once the operator let it."),
    )


REASONS = [(code, _(text)) for code, text in REVEAL_LABELS.items()]
