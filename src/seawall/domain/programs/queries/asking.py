"""Fields of a programme: all for its team, what is asked for everybody who may read its brief."""

from collections.abc import Iterable

from django.db.models import QuerySet

from seawall.domain.actor import Actor
from seawall.domain.programs import policies
from seawall.domain.programs.models import CustomField
from seawall.domain.programs.queries import reading
from seawall.domain.programs.rules.fields import FieldAudience, FieldKind, FieldSpec


def fields(actor: Actor, slug: str) -> tuple[FieldSpec, ...]:
    """In their order; archived ones and the team's own only for the team.

    Raises NotFound and NotAllowed as the brief does.
    """
    program = reading.readable(actor, slug)
    if not program.has_fields:
        return ()
    rows = of_program(program.pk)
    if not policies.can_see_team_fields(actor, program):
        rows = rows.filter(audience=FieldAudience.RESEARCHER, is_archived=False)
    return specs(rows)


def of_program(program_id: int) -> QuerySet[CustomField]:
    """All fields in their order."""
    return CustomField.objects.filter(program=program_id).order_by("place", "pk")


def asked(program_id: int) -> tuple[FieldSpec, ...]:
    """What a reporter is asked now."""
    rows = of_program(program_id).filter(audience=FieldAudience.RESEARCHER, is_archived=False)
    return specs(rows)


def specs(rows: Iterable[CustomField]) -> tuple[FieldSpec, ...]:
    """The rows as plain values."""
    return tuple(spec(row) for row in rows)


def spec(row: CustomField) -> FieldSpec:
    """The row as a plain value."""
    return FieldSpec(
        id=row.pk,
        name=row.name,
        label=row.label,
        kind=FieldKind(row.kind),
        audience=FieldAudience(row.audience),
        is_required=row.is_required,
        choices=tuple(row.choices),
        pattern=row.pattern,
        message=row.message,
        help=row.help,
        is_archived=row.is_archived,
    )
