"""What a term `field.NAME:value` means: answers that this reader may read, and no others."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.actor import Actor
from seawall.domain.programs.models import CustomField
from seawall.domain.programs.rules.fields import PREFIX, FieldAudience
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import FieldValue
from seawall.domain.search.rules.grammar import Term

NONE = "none"
MOST_NAMES = 50


def answering(term: Term, actor: Actor) -> Q:
    """The condition of a report saying one of the values in the field, small or capital letters;
    `abc*` is how one begins, `none` that the field is there for it and says nothing.

    What the team keeps to itself counts only for reports that the actor reads as one of the team.
    """
    name = term.field.removeprefix(PREFIX)
    values = [value.casefold() for value in term.values if value.lower() != NONE]
    said = Q(pk__in=[])
    if values:
        said = _seen(FieldValue.objects.filter(_any(values), field__name=name), actor)
    if len(values) == len(term.values):
        return said
    of_program = CustomField.objects.filter(name=name)
    answers = FieldValue.objects.filter(field__name=name, report=OuterRef("pk"))
    is_there = {
        audience: Q(Exists(of_program.filter(program=OuterRef("program"), audience=audience)))
        for audience in FieldAudience
    }
    is_seen = is_there[FieldAudience.RESEARCHER] | (is_there[FieldAudience.TEAM] & _as_team(actor))
    return said | (is_seen & ~Q(Exists(answers)))


def field_names(actor: Actor) -> tuple[str, ...]:
    """Names of fields, as terms begin, that the actor reads answers in as one of a team."""
    rows = CustomField.objects.filter(program__in=reports.team_programs(actor))
    names = rows.order_by("name").values_list("name", flat=True).distinct()[:MOST_NAMES]
    return tuple(f"{PREFIX}{name}" for name in names)


def _seen(answers: QuerySet[FieldValue], actor: Actor) -> Q:
    researchers, team = (
        Q(Exists(answers.filter(report=OuterRef("pk"), field__audience=audience)))
        for audience in FieldAudience
    )
    return researchers | (team & _as_team(actor))


def _as_team(actor: Actor) -> Q:
    """Reports that the actor reads as one of the team, and has no part in."""
    return reports.team_filter(actor) & ~reports.on_reporters_side(actor)


def _any(values: list[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        begins = value.endswith("*") and len(value) > 1
        found |= Q(key__startswith=value[:-1]) if begins else Q(key=value)
    return found
