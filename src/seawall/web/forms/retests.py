"""Forms of a retest. They read strings; the domain decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from seawall.domain.errors import Invalid
from seawall.lib.money import parse_money
from seawall.web.forms.answering import RefusableForm


def _text(initial: str = "") -> forms.CharField:
    return forms.CharField(required=False, strip=False, initial=initial)


class AskRetestForm(RefusableForm):
    """What was fixed, for how long, and what is promised."""

    fix = _text()
    note = _text()
    days = _text("14")
    pay = _text()

    def given(self, currency: str) -> dict[str, Any]:
        """What the command takes. Raises Invalid for what is no number and no sum."""
        found = self.cleaned_data
        days, pay = found["days"].strip(), found["pay"].strip()
        if not (days.isascii() and days.isdigit()) or len(days) > 4:
            raise Invalid(_("Give the number of days."), field="days")
        try:
            pay_minor = parse_money(pay, currency) if pay else None
        except ValueError as error:
            raise Invalid(str(error), field="pay") from error
        return {
            "fix": found["fix"],
            "note": found["note"],
            "days": int(days),
            "pay_minor": pay_minor,
        }


class AnswerRetestForm(RefusableForm):
    """Whether it can still be reproduced, and how that was tried."""

    reproduced = _text()
    summary = _text()

    def given(self) -> dict[str, Any]:
        """What the command takes. Raises Invalid without a choice."""
        found = self.cleaned_data
        if found["reproduced"] not in ("yes", "no"):
            raise Invalid(_("Say whether you can still reproduce it."), field="reproduced")
        return {"is_fixed": found["reproduced"] == "no", "summary": found["summary"]}

    def refuse(self, refusal: Any) -> None:
        """The domain calls the summary the note of a move."""
        if isinstance(refusal, Invalid) and "note" in (refusal.fields or {}):
            refusal = Invalid(fields={"summary": refusal.fields["note"]})
        super().refuse(refusal)


class RetestNoteForm(RefusableForm):
    """Why somebody takes a retest back, declines or rejects it."""

    verdict = _text()
    note = _text()
