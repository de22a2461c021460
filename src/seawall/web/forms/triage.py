"""Forms of triage. They read strings; what may be done with them the domain decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.workflow import Checklist
from seawall.lib.money import parse_money
from seawall.web.forms import reports
from seawall.web.forms.answering import AnsweringForm, RefusableForm

_ANSWERS = {"yes": True, "no": False}


def _text() -> forms.CharField:
    """As it was typed; the domain says what is missing or too long."""
    return forms.CharField(required=False, strip=False, initial="")


class MoveForm(reports.MoveForm):
    """A move that the address names."""

    move = None  # type: ignore[assignment]
    note = _text()
    original = _text()
    known_issue = _text()
    rule = _text()
    fix = _text()


class SeverityForm(RefusableForm):
    """An opinion of the team on the severity. One of the two vectors, or none."""

    side = _text()
    priority = _text()
    cvss = _text()
    cvss4 = _text()
    reason_code = _text()
    reason = _text()

    def given(self) -> dict[str, Any]:
        """What the command takes. Raises Invalid for no priority, or two vectors."""
        found = self.cleaned_data
        three, four = found["cvss"].strip(), found["cvss4"].strip()
        if three and four:
            text = str(_("Use one of the two calculators and empty the other."))
            raise Invalid(text, field="cvss4")
        priority = found["priority"].strip()
        if priority and priority not in {"1", "2", "3", "4", "5"}:
            raise Invalid(str(_("A priority is a number from 1 to 5.")), field="priority")
        return {
            "side": found["side"],
            "priority": int(priority) if priority else None,
            "cvss": four or three,
            "reason_code": found["reason_code"],
            "reason": found["reason"],
        }


class AssignForm(RefusableForm):
    """A handle, "me", or nothing for nobody; and a group. What was not sent stays as it is."""

    assignee = _text()
    group = _text()

    def given(self, my_handle: str) -> dict[str, Any]:
        """What the command takes."""
        found = {
            name: self.cleaned_data[name].strip() or None
            for name in ("assignee", "group")
            if name in self.data
        }
        return found | ({"assignee": my_handle} if found.get("assignee") == "me" else {})


class TagsForm(RefusableForm):
    """The ticked tags, those the report had when the form was made, and new ones with spaces."""

    tag = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    had = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    new = _text()

    def given(self) -> dict[str, tuple[str, ...]]:
        """What the command takes: what somebody else changed meanwhile stays."""
        found = self.cleaned_data
        ticked, had = (list(found[name] or ()) for name in ("tag", "had"))
        typed = found["new"].replace(",", " ").split()
        return {
            "add": (*(name for name in ticked if name not in had), *typed),
            "remove": tuple(name for name in had if name not in ticked),
        }


class ChecklistForm(RefusableForm):
    """Three answers, each of which may be left open."""

    in_scope = _text()
    exploitable = _text()
    novel = _text()

    def given(self) -> Checklist:
        """What the command takes."""
        return Checklist(**{name: _ANSWERS.get(self.cleaned_data[name]) for name in self.fields})


class DeclineForm(RefusableForm):
    """Why there is no reward."""

    reason_code = _text()
    reason = _text()


class AwardForm(RefusableForm):
    """A sum as people write it, what it is for, and why where it is unusual."""

    amount = _text()
    kind = _text()
    reason_code = _text()
    reason = _text()

    def given(self, currency: str) -> dict[str, Any]:
        """What the command takes. Raises Invalid for what is no sum of this currency."""
        found = self.cleaned_data
        try:
            minor = parse_money(found["amount"].strip(), currency)
        except ValueError as error:
            raise Invalid(error.args[0], field="amount") from error
        return {
            "amount_minor": minor,
            "currency": currency,
            "kind": found["kind"],
            "reason_code": found["reason_code"],
            "reason": found["reason"],
        }


class FieldsForm(AnsweringForm):
    """The fields of the programme that the team fills in."""
