"""The hall of fame: unique findings that led to a change, in the name their reporter chose."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.accounts.models import CreditKind, Researcher
from seawall.domain.actor import Actor
from seawall.domain.programs import queries as programs
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State


@dataclass(frozen=True, slots=True)
class Credit:
    """One researcher's line. `name` and `handle` are None for who wants no name."""

    name: str | None
    handle: str | None
    reports: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class HallOfFame:
    """The most reports first; who was first among equals stands first."""

    program: str
    program_name: str
    credits: tuple[Credit, ...]


def hall_of_fame(actor: Actor, slug: str) -> HallOfFame:
    """Everybody with a first valid report and a recorded fix. Raises like `programs.program`.

    A duplicate is never in the state resolved, so "resolved with a fix" is the whole rule.
    """
    program = programs.program(actor, slug)
    found = (
        Report.objects.filter(program=program.id, state=State.RESOLVED)
        .exclude(fix="")
        .order_by("closed_at", "pk")
        .values_list("reporter_id", "reporter__handle", "reporter__display_name", "closed_at")
    )
    lines: dict[int, tuple[str, str, int, datetime]] = {}
    for reporter_id, handle, display_name, closed_at in found:
        _, _, count, first_at = lines.get(reporter_id, ("", "", 0, closed_at))
        lines[reporter_id] = (handle, display_name, count + 1, first_at)
    chosen = {one.user_id: one for one in Researcher.objects.filter(user__in=lines)}
    credits = [_credit(chosen.get(pk), *line) for pk, line in lines.items()]
    credits.sort(key=lambda one: (-one.reports, one.first_at))
    return HallOfFame(program.slug, program.name, tuple(credits))


def _credit(
    choice: Researcher | None, handle: str, display_name: str, reports: int, first_at: datetime
) -> Credit:
    kind = choice.credit_kind if choice else CreditKind.ALIAS
    if kind == CreditKind.ANONYMOUS:
        return Credit(None, None, reports, first_at)
    if kind == CreditKind.NAME and choice is not None:
        return Credit(choice.credit_name or display_name or handle, handle, reports, first_at)
    return Credit(handle, handle, reports, first_at)
