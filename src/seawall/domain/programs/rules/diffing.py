"""What changed between two versions of a brief, in a form that a page or a message can show."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Generic, TypeVar

from seawall.domain.programs.rules.brief import (
    Brief,
    DisabledWeakness,
    Exclusion,
    RewardRow,
    Target,
    TargetGroup,
)

Row = TypeVar("Row")

CONTEXT_LINES = 2


class LineKind(StrEnum):
    """What happened to a line of text. A gap stands for lines that stayed and are left out."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text difference."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class TextDiff:
    """A long text that changed, line by line. `field` is its path in the document."""

    field: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value before and after, as the brief holds them."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Changed(Generic[Row]):
    """A row that stayed but is not the same."""

    before: Row
    after: Row
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class RowsDiff(Generic[Row]):
    """What happened to the rows of one list of a brief."""

    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[Changed[Row], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class BriefDiff:
    """Everything that differs. False where the two say the same, whatever the order of rows."""

    groups: RowsDiff[TargetGroup]
    targets: RowsDiff[Target]
    exclusions: RowsDiff[Exclusion]
    rewards: RowsDiff[RewardRow]
    disabled_weaknesses: RowsDiff[DisabledWeakness]
    fields: tuple[FieldChange, ...]
    texts: tuple[TextDiff, ...]

    def __bool__(self) -> bool:
        return bool(
            self.groups
            or self.targets
            or self.exclusions
            or self.rewards
            or self.disabled_weaknesses
            or self.fields
            or self.texts
        )

    @property
    def changes_scope_or_rewards(self) -> bool:
        """Whether people who follow the programme should hear of it."""
        return bool(
            self.targets
            or self.exclusions
            or self.rewards
            or self.disabled_weaknesses
            or any(change.field == "program_maximum_minor" for change in self.fields)
        )


_TEXTS = ("text", "terms", "duplicates_policy")
_PARTS = ("rules", "safe_harbor", "disclosure", "clock_targets")
_VALUES = (
    "summary",
    "report_kinds",
    "currency",
    "program_maximum_minor",
    "severity_mode",
    "time_zone",
    "weekdays",
    "holidays",
)
_LONG_FIELDS = frozenset({"safe_harbor.statement", "disclosure.text", "rules.accounts"})


def diff(old: Brief, new: Brief) -> BriefDiff:
    """What a reader of `old` has to learn to know `new`."""
    changes: list[FieldChange] = []
    texts: list[TextDiff] = []
    for name in _TEXTS:
        texts += _text_diff(name, getattr(old, name), getattr(new, name))
    for name in _VALUES:
        changes += _change(name, getattr(old, name), getattr(new, name))
    for name in _PARTS:
        for change in _changes(getattr(old, name), getattr(new, name), prefix=f"{name}."):
            if change.field in _LONG_FIELDS:
                texts += _text_diff(change.field, str(change.before), str(change.after))
            else:
                changes.append(change)
    return BriefDiff(
        groups=_rows(old.groups, new.groups, lambda row: row.id),
        targets=_rows(old.targets, new.targets, lambda row: row.id),
        exclusions=_rows(old.exclusions, new.exclusions, lambda row: row.id),
        rewards=_rows(old.rewards, new.rewards, lambda row: (row.group, row.priority)),
        disabled_weaknesses=_rows(
            old.disabled_weaknesses, new.disabled_weaknesses, lambda row: row.vrt_id
        ),
        fields=tuple(changes),
        texts=tuple(texts),
    )


def line_diff(before: str, after: str) -> tuple[Line, ...]:
    """The lines that changed with two lines around them; empty where nothing changed."""
    if before == after:
        return ()
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2000)
    lines: list[Line] = []
    reached = 0
    for group in matcher.get_grouped_opcodes(CONTEXT_LINES):
        if group[0][1] > reached:
            lines.append(Line(LineKind.GAP, ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [Line(LineKind.SAME, text) for text in old[old_from:old_to]]
                continue
            lines += [Line(LineKind.REMOVED, text) for text in old[old_from:old_to]]
            lines += [Line(LineKind.ADDED, text) for text in new[new_from:new_to]]
        reached = group[-1][2]
    if reached < len(old):
        lines.append(Line(LineKind.GAP, ""))
    return tuple(lines)


def _text_diff(field: str, before: str, after: str) -> list[TextDiff]:
    lines = line_diff(before, after)
    return [TextDiff(field, lines)] if lines else []


def _rows(old: Iterable[Row], new: Iterable[Row], key: Callable[[Row], object]) -> RowsDiff[Row]:
    before = {key(row): row for row in old}
    after = {key(row): row for row in new}
    return RowsDiff(
        added=tuple(row for name, row in after.items() if name not in before),
        removed=tuple(row for name, row in before.items() if name not in after),
        changed=tuple(
            Changed(before[name], row, tuple(_changes(before[name], row)))
            for name, row in after.items()
            if name in before and before[name] != row
        ),
    )


def _changes(before: Any, after: Any, *, prefix: str = "") -> list[FieldChange]:
    found: list[FieldChange] = []
    for item in fields(before):
        found += _change(
            f"{prefix}{item.name}", getattr(before, item.name), getattr(after, item.name)
        )
    return found


def _change(name: str, before: object, after: object) -> list[FieldChange]:
    return [] if before == after else [FieldChange(name, before, after)]
