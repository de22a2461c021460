"""What a report says in the fields of its programme, for one reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from seawall.domain.actor import Actor
from seawall.domain.programs.models import CustomField
from seawall.domain.programs.queries.asking import of_program, spec, specs
from seawall.domain.programs.rules.fields import FieldAudience, FieldSpec
from seawall.domain.reports import policies
from seawall.domain.reports.models import FieldValue, Report
from seawall.domain.reports.rules.workflow import Party


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with what the report says in it, empty for nothing."""

    spec: FieldSpec
    value: str
    can_set: bool


def fields_of(actor: Actor, report: Report) -> tuple[FieldView, ...]:
    """What was answered, and what this reader may still answer. No statement where nothing is
    asked, else two. The team's own fields are for the team alone.
    """
    if not report.program.has_fields:
        return ()
    audiences = _audiences(actor, report)
    rows = of_program(report.program_id).filter(audience__in=audiences)
    values = dict(report.field_values.values_list("field_id", "value"))
    may = {audience: policies.can_fill_in(actor, report, audience) for audience in audiences}
    found = []
    for row in rows:
        value = values.get(row.pk, "")
        can_set = may[FieldAudience(row.audience)] and not row.is_archived
        if value or can_set:
            found.append(FieldView(spec(row), value, can_set))
    return tuple(found)


def fields_in_file(ids: Sequence[int]) -> tuple[FieldSpec, ...]:
    """The fields of the programmes of these reports."""
    with_fields = Report.objects.filter(pk__in=ids, program__has_fields=True)
    return specs(CustomField.objects.filter(program__in=with_fields.values("program")))


def values_in_file(
    actor: Actor, numbers: Sequence[str], fields: Iterable[FieldSpec]
) -> dict[str, dict[str, str]]:
    """By public id and name of the field, for somebody of the team. In reports that they have a
    part in themselves they do not read what the team keeps to itself.
    """
    names = {spec.id: spec.name for spec in fields}
    if not names:
        return {}
    mine = Report.objects.filter(policies.on_reporters_side(actor), pk=OuterRef("report"))
    rows = FieldValue.objects.filter(report__public_id__in=numbers, field__in=names).exclude(
        Q(Exists(mine)), field__audience=FieldAudience.TEAM
    )
    found: dict[str, dict[str, str]] = {}
    for number, field_id, value in rows.values_list("report__public_id", "field_id", "value"):
        found.setdefault(number, {})[names[field_id]] = value
    return found


def _audiences(actor: Actor, report: Report) -> tuple[FieldAudience, ...]:
    if policies.side_of(actor, report) == Party.TEAM:
        return (FieldAudience.RESEARCHER, FieldAudience.TEAM)
    return (FieldAudience.RESEARCHER,)
