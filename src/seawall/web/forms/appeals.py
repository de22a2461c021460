"""Forms of objections. They read strings; the domain decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from seawall.domain.errors import Invalid
from seawall.web.forms.answering import RefusableForm


def _text() -> forms.CharField:
    return forms.CharField(required=False, strip=False, initial="")


class AppealForm(RefusableForm):
    """Why the decision is wrong, with one's own rating."""

    priority = _text()
    cvss = _text()
    text = _text()

    def given(self) -> dict[str, Any]:
        """What the command takes. Raises Invalid for what is no priority."""
        found = self.cleaned_data
        return {
            "priority": _priority(found["priority"]),
            "cvss": found["cvss"],
            "text": found["text"],
        }


class AppealAnswerForm(RefusableForm):
    """How an objection is answered, and what follows."""

    outcome = _text()
    priority = _text()
    cvss = _text()
    reason = _text()

    def given(self) -> dict[str, Any]:
        """What the command takes. Raises Invalid for what is no priority."""
        found = self.cleaned_data
        return {
            "outcome": found["outcome"],
            "priority": _priority(found["priority"]),
            "cvss": found["cvss"],
            "reason": found["reason"],
        }


def _priority(text: str) -> int | None:
    word = text.strip()
    if word and word not in {"1", "2", "3", "4", "5"}:
        raise Invalid(_("A priority is a number from 1 to 5."), field="priority")
    return int(word) if word else None
