"""Forms of awards and ledgers: they parse and validate, and never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.rewards.queries import LedgerFilter
from seawall.domain.rewards.rules.ledger import EntryKind
from seawall.lib.money import parse_money

KINDS = [
    ("", _("All")),
    (EntryKind.AWARD.value, _("Award")),
    (EntryKind.PAYOUT.value, _("Payout")),
    (EntryKind.REVERSAL.value, _("Reversal")),
]


class ApproveForm(forms.Form):
    """A remark for the team."""

    note = forms.CharField(
        label=_("Note for the team"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RejectForm(forms.Form):
    """Why not."""

    note = forms.CharField(
        label=_("Why it is rejected"),
        help_text=_("Read by the team, not by the reporter."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReverseForm(forms.Form):
    """What is being corrected."""

    note = forms.CharField(
        label=_("What is corrected"),
        help_text=_("Stays in the ledger beside the reversing entries."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PayForm(forms.Form):
    """How the payment can be found again."""

    reference = forms.CharField(
        label=_("Reference of the payment"),
        help_text=_("Such as the number of the bank transfer. The payee sees it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LedgerForm(forms.Form):
    """Which entries of the ledger."""

    kind = forms.ChoiceField(label=_("Type"), choices=KINDS, required=False)
    program = forms.ChoiceField(label=_("Programme"), required=False)
    researcher = forms.CharField(
        label=_("Researcher"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("handle"), "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    minimum = forms.CharField(
        label=_("Amount from"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    maximum = forms.CharField(
        label=_("Amount to"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self, *args: Any, programs: list[tuple[str, str]], currencies: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = currencies
        self.fields["program"].choices = [("", _("All")), *programs]  # type: ignore[attr-defined]
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((code, code) for code in currencies),
        ]

    def clean(self) -> dict[str, Any]:
        """Amounts are read in the chosen currency, or in the only one there is."""
        given: dict[str, Any] = super().clean() or {}
        for name in ("minimum", "maximum"):
            text = given.get(name, "")
            if not text:
                continue
            currency = given.get("currency") or (
                self.currencies[0] if len(self.currencies) == 1 else ""
            )
            if not currency:
                self.add_error("currency", _("Choose the currency of the amount."))
                break
            try:
                given[f"{name}_minor"] = parse_money(text, currency)
            except ValueError as error:
                self.add_error(name, str(error))
        return given

    def narrowed(self) -> LedgerFilter:
        """The filter of a valid form."""
        given = self.cleaned_data
        return LedgerFilter(
            kind=given["kind"],
            program=given["program"],
            researcher=given["researcher"],
            currency=given["currency"],
            minimum_minor=given.get("minimum_minor"),
            maximum_minor=given.get("maximum_minor"),
            from_day=given["from_day"],
            to_day=given["to_day"],
        )
