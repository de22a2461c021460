"""The hall of fame of a programme."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.disclosure.queries import hall_of_fame


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One researcher; who is not named has neither handle nor address."""

    rank: int
    name: str
    is_named: bool
    url: str
    reports: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class HallPage:
    """Everybody to thank."""

    slug: str
    program: str
    organization: str
    researchers: int
    reports: int
    lines: tuple[CreditLine, ...]
    is_cut: bool


def hall_page(actor: Actor, slug: str) -> HallPage:
    """Raises NotFound for a programme that the actor may not know of."""
    found = hall_of_fame(actor, slug)
    lines = tuple(
        CreditLine(
            rank=rank,
            name=credit.name or _("Not named"),
            is_named=credit.name is not None,
            url=f"/researchers/{credit.profile}" if credit.profile else "",
            reports=credit.reports,
            first_at=credit.first_at,
        )
        for rank, credit in enumerate(found.credits, start=1)
    )
    return HallPage(
        slug=found.program_slug,
        program=found.program_name,
        organization=found.organization_name,
        researchers=found.researchers,
        reports=found.reports,
        lines=lines,
        is_cut=len(lines) < found.researchers,
    )
