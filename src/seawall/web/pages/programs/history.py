"""Versions of a brief, and two of them beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

from seawall.domain.programs.queries import VersionRow, VersionsDiff
from seawall.domain.programs.rules import diffing
from seawall.domain.programs.rules.brief import (
    DisabledWeakness,
    Exclusion,
    RewardRow,
    Target,
    TargetGroup,
)
from seawall.domain.programs.rules.diffing import LineKind
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.lib.text import gettext_noop
from seawall.web.pages.programs import wording

_LINE_KINDS = {
    LineKind.SAME: "same",
    LineKind.ADDED: "add",
    LineKind.REMOVED: "del",
    LineKind.GAP: "gap",
}
FIELD_WORDS = {
    "summary": gettext_noop("Summary"),
    "text": gettext_noop("Text"),
    "terms": gettext_noop("Terms"),
    "duplicates_policy": gettext_noop("Duplicates"),
    "report_kinds": gettext_noop("Kinds of report"),
    "currency": gettext_noop("Currency"),
    "program_maximum_minor": gettext_noop("Programme maximum"),
    "severity_mode": gettext_noop("Severity"),
    "time_zone": gettext_noop("Time zone"),
    "weekdays": gettext_noop("Weekdays that count"),
    "holidays": gettext_noop("Holidays"),
    "rules": gettext_noop("Rules"),
    "safe_harbor": gettext_noop("Safe harbour"),
    "disclosure": gettext_noop("Disclosure"),
    "clock_targets": gettext_noop("Response times"),
    "minimum_minor": gettext_noop("From"),
    "maximum_minor": gettext_noop("To"),
    "in_scope": gettext_noop("In scope"),
    "eligible_for_submission": gettext_noop("Takes reports"),
    "eligible_for_reward": gettext_noop("Rewarded"),
    "maximum_priority": gettext_noop("Best priority"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text difference."""

    kind: str
    text: str
    old_no: None = None
    new_no: None = None


@dataclass(frozen=True, slots=True)
class TextChange:
    """A long text that changed."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was added ("add"), removed ("del") or changed ("changed")."""

    kind: str
    name: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsChange:
    """What happened to one list of the brief."""

    title: str
    rows: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs; `is_empty` where nothing does."""

    lists: tuple[RowsChange, ...]
    fields: tuple[FieldChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both versions say the same."""
        return not (self.lists or self.fields or self.texts)


@dataclass(frozen=True, slots=True)
class DiffPage:
    """Two versions beside each other."""

    old: VersionRow
    new: VersionRow
    changes: Changes


def diff_page(found: VersionsDiff, currency: str) -> DiffPage:
    """From what the query gave."""
    return DiffPage(found.old, found.new, changes(found.changes, currency))


def changes(found: diffing.BriefDiff, currency: str) -> Changes:
    """A difference in words. `currency` is that of the newer version."""
    lists = (
        (_("Targets"), found.targets),
        (_("Target groups"), found.groups),
        (_("Exclusions"), found.exclusions),
        (_("Rewards"), found.rewards),
        (_("Weaknesses that are not taken"), found.disabled_weaknesses),
    )
    return Changes(
        lists=tuple(
            RowsChange(title, tuple(_rows(rows, currency))) for title, rows in lists if rows
        ),
        fields=tuple(_field(change, currency) for change in found.fields),
        texts=tuple(
            TextChange(
                _name(text.field),
                tuple(Line(_LINE_KINDS[line.kind], line.text) for line in text.lines),
            )
            for text in found.texts
        ),
    )


def _rows(rows: diffing.RowsDiff[Any], currency: str) -> Iterable[RowChange]:
    for row in rows.added:
        yield RowChange("add", _row_name(row, currency))
    for row in rows.removed:
        yield RowChange("del", _row_name(row, currency))
    for changed in rows.changed:
        fields = tuple(_field(change, currency) for change in changed.fields)
        yield RowChange("changed", _row_name(changed.after, currency), fields)


def _row_name(row: object, currency: str) -> str:
    match row:
        case Target():
            where = _("in scope") if row.in_scope else _("out of scope")
            return f"{row.id} · {wording.target_kind(row.kind).text} · {row.identifier} ({where})"
        case TargetGroup():
            return f"{row.id} · {row.name}"
        case Exclusion():
            return f"{row.id} · {row.title}"
        case RewardRow():
            found = RewardRange(currency, row.minimum_minor, row.maximum_minor, row.up_to)
            return f"P{row.priority} · {row.group or _('All targets')} · {wording.span(found)}"
        case DisabledWeakness():
            return row.vrt_id
        case _:
            return str(row)


def _field(change: diffing.FieldChange, currency: str) -> FieldChange:
    is_sum = change.field.endswith("_minor")
    return FieldChange(
        _name(change.field),
        _value(change.before, currency if is_sum else ""),
        _value(change.after, currency if is_sum else ""),
    )


def _name(path: str) -> str:
    """ "rules.header_name" as "Rules: header name"."""
    first, dot, rest = path.partition(".")
    if not dot:
        known = FIELD_WORDS.get(first)
        return _(known) if known else first.replace("_", " ").capitalize()
    return f"{_(FIELD_WORDS.get(first, first))}: {rest.replace('_', ' ')}"


def _value(value: object, currency: str = "") -> str:
    if value is None or value in ("", ()):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and currency:
        return wording.amount(value, currency)
    if isinstance(value, tuple):
        return ", ".join(_value(item) for item in value)
    if is_dataclass(value):
        return " · ".join(
            str(part) for name in value.__dataclass_fields__ if (part := getattr(value, name))
        )
    return str(value)
