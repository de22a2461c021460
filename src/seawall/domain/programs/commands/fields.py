"""What a programme asks in a report beside the usual parts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.domain.programs.commands import choosing, holding
from seawall.domain.programs.events import CustomFieldAdded, CustomFieldChanged
from seawall.domain.programs.models import CustomField, Program
from seawall.domain.programs.queries.asking import of_program
from seawall.domain.programs.rules import answer_patterns
from seawall.domain.programs.rules import fields as rules
from seawall.domain.programs.rules.fields import FieldAudience, FieldKind


@dataclass(frozen=True, slots=True)
class FieldIn:
    """How a field is asked. `pattern` (for texts) is matched with the whole answer."""

    label: str
    is_required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    message: str = ""
    help: str = ""


@transaction.atomic
def add_field(
    slug: str, *, name: str, kind: str, audience: str, asked: FieldIn, actor: Actor
) -> CustomField:
    """Ask one thing more, at the end. Name, kind and audience never change."""
    program = holding.defining(slug, actor=actor)
    name = name.strip()
    if not rules.is_name(name):
        raise Invalid(
            _("A name has small letters, digits and _, at most 40, and begins with a letter."),
            field="name",
        )
    rows = list(of_program(program.pk))
    if any(row.name == name for row in rows):
        raise Conflict(_("This programme has a field of this name."), code="field_name")
    if len(rows) >= rules.MOST_FIELDS:
        raise Conflict(
            _("A programme has at most %(most)s fields, archived ones included.")
            % {"most": rules.MOST_FIELDS},
            code="too_many",
        )
    row = CustomField(
        program=program,
        name=name,
        kind=choosing.choice(FieldKind, kind, field="kind").value,
        audience=choosing.choice(FieldAudience, audience, field="audience").value,
        place=max((one.place for one in rows), default=0) + 1,
    )
    _write(row, asked)
    row.save(force_insert=True)
    if not program.has_fields:
        program.has_fields = True
        program.save(update_fields=["has_fields"])
    event = CustomFieldAdded(program=program.slug, field=name, audience=row.audience)
    holding.note(event, program, actor=actor)
    return row


@transaction.atomic
def change_field(
    slug: str, name: str, *, asked: FieldIn, is_archived: bool | None = None, actor: Actor
) -> CustomField:
    """Ask it in other words from now on; what was answered stays as it is. Nothing may change.

    An archived field (None: as it was) is asked no more; old answers stay readable and found.
    """
    program = holding.defining(slug, actor=actor)
    row = _field(program, name)
    changed = _write(row, asked)
    if is_archived is not None and row.is_archived != is_archived:
        row.is_archived = is_archived
        changed = (*changed, "is_archived")
    if changed:
        _keep(row, changed, program, actor)
    return row


@transaction.atomic
def archive_field(slug: str, name: str, *, is_archived: bool = True, actor: Actor) -> CustomField:
    """Ask it no more; old answers stay readable and found. Or ask it again."""
    program = holding.defining(slug, actor=actor)
    row = _field(program, name)
    changed = () if row.is_archived == is_archived else ("is_archived",)
    row.is_archived = is_archived
    _keep(row, changed, program, actor)
    return row


@transaction.atomic
def move_field(slug: str, name: str, *, up: bool, actor: Actor) -> CustomField:
    """Ask it one place earlier or later. Raises Conflict at the end of the list."""
    program = holding.defining(slug, actor=actor)
    row = _field(program, name)
    rows = list(of_program(program.pk))
    at = [one.pk for one in rows].index(row.pk)
    beside = at - 1 if up else at + 1
    if not 0 <= beside < len(rows):
        raise Conflict(_("It stands at the end already."), code="unchanged")
    rows.insert(beside, rows.pop(at))
    for place, one in enumerate(rows, start=1):
        one.place = place
    CustomField.objects.bulk_update(rows, ["place"])
    event = CustomFieldChanged(program=program.slug, field=row.name, changed=("place",))
    holding.note(event, program, actor=actor)
    return rows[beside]


def _field(program: Program, name: str) -> CustomField:
    row = CustomField.objects.filter(program=program, name=name).first()
    if row is None:
        raise NotFound
    return row


def _keep(row: CustomField, changed: tuple[str, ...], program: Program, actor: Actor) -> None:
    if not changed:
        raise Conflict(_("Nothing was changed."), code="unchanged")
    row.save(update_fields=changed)
    event = CustomFieldChanged(program=program.slug, field=row.name, changed=changed)
    holding.note(event, program, actor=actor)


def _write(row: CustomField, asked: FieldIn) -> tuple[str, ...]:
    """Put how it is asked into the row. Gives what became another."""
    kind = FieldKind(row.kind)
    wanted: dict[str, object] = {
        "label": wording.line(
            asked.label, field="label", longest=rules.LONGEST_LABEL, required=True
        ),
        "is_required": asked.is_required,
        "choices": _choices(asked.choices) if kind is FieldKind.LIST else [],
        "pattern": _pattern(asked.pattern) if kind is FieldKind.TEXT else "",
        "message": wording.line(asked.message, field="message", longest=rules.LONGEST_MESSAGE),
        "help": wording.line(asked.help, field="help", longest=rules.LONGEST_HELP),
    }
    if kind is not FieldKind.TEXT:
        wanted["message"] = ""
    changed = tuple(name for name, value in wanted.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, wanted[name])
    return changed


def _choices(given: Iterable[str]) -> list[str]:
    lines = [
        wording.line(text, field="choices", longest=rules.LONGEST_CHOICE)
        for text in given
        if text.strip()
    ]
    found = list(dict.fromkeys(lines))
    if not 1 <= len(found) <= rules.MOST_CHOICES:
        raise Invalid(
            _("Give between 1 and %(most)s choices, one on each line.")
            % {"most": rules.MOST_CHOICES},
            field="choices",
        )
    return found


def _pattern(text: str) -> str:
    # Spaces may be meant: a pattern is kept as it was written.
    wording.line(text, field="pattern", longest=answer_patterns.LONGEST)
    try:
        answer_patterns.compiled(text)
    except answer_patterns.Unusable as refusal:
        raise Invalid(refusal.args[0], field="pattern") from refusal
    return text
