"""What a programme already knows."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.programs import queries
from seawall.domain.programs.queries import KnownIssueView, ProgramView
from seawall.web.pages.programs.team import Tab, tabs


@dataclass(frozen=True, slots=True)
class KnownIssuesPage:
    """The newest first; `is_cut`: older ones are not shown."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    rows: tuple[KnownIssueView, ...]
    can_register: bool
    is_cut: bool


def page(actor: Actor, slug: str) -> KnownIssuesPage:
    """Raises NotFound for everybody but the team."""
    found = queries.known_issues(actor, slug)
    program = queries.program(actor, slug)
    return KnownIssuesPage(
        program=program,
        tabs=tabs(program, "program_known_issues"),
        rows=found.items,
        can_register=found.can_register,
        is_cut=found.is_cut,
    )
