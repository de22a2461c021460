"""What a report says in the fields of its programme."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.programs.models import Program
from seawall.domain.programs.queries import asking
from seawall.domain.programs.rules import fields as rules
from seawall.domain.programs.rules.fields import FieldSpec
from seawall.domain.reports.commands import locking, sealing
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import FieldSet
from seawall.domain.reports.models import FieldValue, Report
from seawall.domain.reports.queries.fields import fields_of
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock
from seawall.lib.text import gettext_noop, said

Given = Mapping[str, str]
NO_FIELDS: Given = MappingProxyType({})


@transaction.atomic
def set_fields(public_id: str, *, values: Given, actor: Actor) -> tuple[str, ...]:
    """Answer fields by name, with an empty text to take an answer back. Gives those that changed;
    each is one event. The reporter answers what researchers are asked, the team its own fields.

    Raises Invalid with every answer that is wrong, Conflict where nothing changes.
    """
    report = locking.held(public_id, actor=actor)
    if report.state == State.DRAFT:
        raise Conflict(_("A draft is saved as a whole."), code="draft")
    changed = set_held(report, values, actor=actor)
    if not changed:
        raise Conflict(_("Nothing was changed."), code="unchanged")
    report.updated_at = clock.now()
    report.save(update_fields=["updated_at"])
    return changed


def set_held(report: Report, values: Given, *, actor: Actor) -> tuple[str, ...]:
    """The same for a report that is held; the caller touches it. Nothing may change, too."""
    shown = fields_of(actor, report)
    known = {view.spec.name: view for view in shown}
    settable = [view.spec for view in shown if view.can_set]
    if not settable and any(name in known for name in values):
        raise NotAllowed(_("You may not fill in the fields of this report."))
    values = sealing.take_out(report, dict(values), actor=actor)
    wrong, ready = read_all([spec for spec in settable if spec.name in values], values)
    wrong |= _unknown(values, settable)
    if wrong:
        raise Invalid(fields=wrong)
    changed = {name: text for name, text in ready.items() if known[name].value != text}
    store(report, settable, changed)
    for name in changed:
        tell(report, FieldSet(report=report.public_id, field=name), actor=actor)
    return tuple(changed)


def asked(program: Program) -> tuple[FieldSpec, ...]:
    """What a reporter is asked now. No statement where nothing is."""
    return asking.asked(program.pk) if program.has_fields else ()


def read_all(specs: Iterable[FieldSpec], values: Given) -> tuple[dict[str, str], dict[str, str]]:
    """What is wrong by key, and the answers by name as they are stored."""
    wrong: dict[str, str] = {}
    ready: dict[str, str] = {}
    for spec in specs:
        try:
            ready[spec.name] = rules.read(spec, values.get(spec.name, ""))
        except ValueError as refusal:
            wrong[spec.key] = refusal.args[0]
    return wrong, ready


def read_new(specs: Iterable[FieldSpec], values: Given) -> tuple[dict[str, str], dict[str, str]]:
    """The same for a whole report: a name that nobody asked for is wrong, too."""
    specs = tuple(specs)
    wrong, ready = read_all(specs, values)
    return wrong | _unknown(values, specs), ready


def keep_draft(report: Report, values: Given) -> None:
    """What was typed so far, right or not. Raises Invalid only for what cannot be stored."""
    wrong: dict[str, str] = {}
    ready: dict[str, str] = {}
    specs = asked(report.program)
    for spec in specs:
        if spec.name not in values:
            continue
        try:
            ready[spec.name] = rules.storable(values[spec.name])
        except ValueError as refusal:
            wrong[spec.key] = refusal.args[0]
    if wrong:
        raise Invalid(fields=wrong)
    store(report, specs, ready)


def stored(report: Report) -> dict[str, str]:
    """The answers of a report by name."""
    return dict(report.field_values.values_list("field__name", "value"))


def store(report: Report, specs: Iterable[FieldSpec], values: Given) -> None:
    """Put the answers in the place of the old ones: two statements."""
    ids = {spec.name: spec.id for spec in specs if spec.name in values}
    if not ids:
        return
    FieldValue.objects.filter(report=report, field__in=ids.values()).delete()
    FieldValue.objects.bulk_create(
        FieldValue(report=report, field_id=ids[name], value=text, key=key_of(text))
        for name, text in values.items()
        if text
    )


def key_of(text: str) -> str:
    """What filters compare: the same for small and capital letters."""
    return text.casefold()[: rules.LONGEST_VALUE]


def _unknown(values: Given, specs: Iterable[FieldSpec]) -> dict[str, str]:
    """Named as one sentence whatever exists: fields of the team are nobody else's business."""
    names = {spec.name for spec in specs}
    message = gettext_noop("This programme does not ask you for a field of this name.")
    return {f"{rules.PREFIX}{name[:40]}": said(message) for name in values if name not in names}
