"""Words to begin a report with: a programme's and one's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs.models import Program, ReportTemplate
from seawall.domain.programs.queries import reading
from seawall.domain.programs.rules import templating as rules
from seawall.lib import ids


@dataclass(frozen=True, slots=True)
class TemplateView:
    """`vrt` is the entry of a programme's template, empty for any; `name` that of one's own."""

    public_id: str
    name: str
    vrt: str
    description: str
    impact: str


def templates(actor: Actor, slug: str) -> tuple[TemplateView, ...]:
    """The programme's, the one for any entry first. Raises NotFound and NotAllowed as its brief."""
    program = reading.readable(actor, slug)
    return of_program(program)


def of_program(program: Program) -> tuple[TemplateView, ...]:
    """No statement where there are none."""
    if not program.has_templates:
        return ()
    return _views(ReportTemplate.objects.filter(program=program.pk).order_by("vrt"))


def nearest(found: Iterable[TemplateView], vrt_id: str) -> TemplateView | None:
    """That of the entry, else of the nearest above it."""
    by_entry = {one.vrt: one for one in found}
    return next((by_entry[one] for one in rules.entries_from(vrt_id) if one in by_entry), None)


def only_template(found: Iterable[TemplateView], parts: Mapping[str, str]) -> dict[str, str]:
    """Which of the parts say nothing but one of the templates, with what to do."""
    found = tuple(found)
    return {
        name: rules.UNCHANGED
        for name in rules.PARTS
        if rules.unchanged(parts[name], [getattr(one, name) for one in found])
    }


def own_templates(actor: Actor) -> tuple[TemplateView, ...]:
    """One's own by name; nobody else ever reads them."""
    if actor.user_id is None or not actor.has_scope(TokenScope.REPORTS_READ):
        return ()
    return _views(ReportTemplate.objects.filter(owner=actor.user_id).order_by("name"))


def own_template(actor: Actor, public_id: str) -> TemplateView:
    """Raises NotFound for one that is not the actor's."""
    wanted = ids.normalize(public_id)
    found = next((one for one in own_templates(actor) if one.public_id == wanted), None)
    if found is None:
        raise NotFound
    return found


def _views(rows: Iterable[ReportTemplate]) -> tuple[TemplateView, ...]:
    return tuple(
        TemplateView(row.public_id, row.name, row.vrt, row.description, row.impact) for row in rows
    )
