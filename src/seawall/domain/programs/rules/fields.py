"""Fields of a programme's own: what it asks beside the usual parts of a report, and what answers.

A name is a public word: filters, files and the API use it, so it never changes. Neither does the
audience: what was written for the team stays the team's.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from seawall.domain.programs.rules import answer_patterns
from seawall.lib.text import UnsafeText, clean_line, gettext_noop, said

MOST_FIELDS = 30
MOST_CHOICES = 50
LONGEST_NAME, LONGEST_LABEL = 40, 80
LONGEST_HELP, LONGEST_MESSAGE, LONGEST_CHOICE = 300, 200, 80
LONGEST_VALUE = answer_patterns.LONGEST_TEXT
# How fields are called in forms, filters, files and refusals.
PREFIX = "field."
TICKED = "yes"
_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_TICKS = {"yes": TICKED, "true": TICKED, "on": TICKED, "no": "", "false": ""}


class FieldKind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LIST = "list"
    CHECKBOX = "checkbox"
    DATE = "date"


class FieldAudience(StrEnum):
    """Who fills a field in, and who reads it."""

    RESEARCHER = "researcher"  # filled in by the reporter, read by both sides
    TEAM = "team"  # filled in and read by the team alone


KIND_LABELS = {
    FieldKind.TEXT: gettext_noop("Text"),
    FieldKind.LIST: gettext_noop("List"),
    FieldKind.CHECKBOX: gettext_noop("Checkbox"),
    FieldKind.DATE: gettext_noop("Date"),
}
AUDIENCE_LABELS = {
    FieldAudience.RESEARCHER: gettext_noop("Researchers fill it in; both sides read it"),
    FieldAudience.TEAM: gettext_noop("The team fills it in; only the team reads it"),
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field as it is defined. `id` is the row's."""

    id: int
    name: str
    label: str
    kind: FieldKind
    audience: FieldAudience
    is_required: bool
    choices: tuple[str, ...]
    pattern: str
    message: str
    help: str
    is_archived: bool = False

    @property
    def key(self) -> str:
        """Its name in forms, filters, files and refusals."""
        return f"{PREFIX}{self.name}"


def is_name(text: str) -> bool:
    """Whether the text can name a field."""
    return _NAME.fullmatch(text) is not None


def storable(text: str) -> str:
    """One clean line as a draft keeps it. Raises ValueError with what is wrong."""
    try:
        ready = clean_line(text)
    except UnsafeText as refusal:
        raise ValueError(refusal.args[0]) from refusal
    if len(ready) > LONGEST_VALUE:
        message = gettext_noop("At most %(characters)s characters.")
        raise ValueError(said(message, characters=LONGEST_VALUE))
    return ready


def read(spec: FieldSpec, text: str) -> str:
    """The answer as it is stored, empty for none. Raises ValueError with what to do instead."""
    ready = storable(text)
    if spec.kind is FieldKind.CHECKBOX and ready:
        if ready.lower() not in _TICKS:
            raise ValueError(gettext_noop("Write yes or no."))
        ready = _TICKS[ready.lower()]
    if not ready:
        if spec.is_required:
            raise ValueError(_missing(spec))
        return ""
    if spec.kind is FieldKind.LIST and ready not in spec.choices:
        choices = ", ".join(spec.choices)
        raise ValueError(said(gettext_noop("Choose one of: %(choices)s."), choices=choices))
    if spec.kind is FieldKind.DATE:
        return _day(ready)
    if spec.pattern and not answer_patterns.matches(spec.pattern, ready):
        raise ValueError(spec.message or gettext_noop("This does not have the form asked for."))
    return ready


def _missing(spec: FieldSpec) -> str:
    if spec.kind is FieldKind.CHECKBOX:
        return said(gettext_noop("Tick “%(label)s”."), label=spec.label)
    return said(gettext_noop("Fill in “%(label)s”."), label=spec.label)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(gettext_noop("Write a day like 2026-01-31.")) from None
