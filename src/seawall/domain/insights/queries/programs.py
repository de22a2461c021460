"""The figures of one programme: what everybody may read, and what its team reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.insights import policies
from seawall.domain.insights.models import ReportFigures
from seawall.domain.insights.queries.log import FIELDS, counted
from seawall.domain.insights.rules.figures import LEAST_REPORTS, Figures, Span
from seawall.domain.insights.rules.timing import ReportNumbers
from seawall.domain.programs import queries as programs
from seawall.domain.programs.queries import ProgramView
from seawall.domain.programs.rules.figures import PublicFigure


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """What the programme shows of its last 90 days, and of all time under `ever`.

    `shown` are the figures that may be shown; the others are not to be. Empty while too few
    reports came.
    """

    shown: tuple[PublicFigure, ...]
    recent: Figures
    ever: Figures
    currency: str
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """All figures by span. `sees_sums`: this reader may read awards."""

    program: ProgramView
    spans: Mapping[Span, Figures]
    currency: str
    counted_at: datetime | None
    sees_sums: bool


def public_figures(program: ProgramView) -> PublicFigures | None:
    """For who reads the brief; None where nothing is shown. One statement."""
    if program.brief is None or not program.public_figures:
        return None
    row = counted(program.id)
    if row is None:
        return None
    spans = _spans(row.numbers)
    recent, ever = spans[Span.QUARTER], spans[Span.EVER]
    shown = tuple(name for name in program.public_figures if _tells_enough(name, recent, ever))
    if not shown:
        return None
    return PublicFigures(shown, recent, ever, program.brief.currency, row.counted_at)


def public_efficiency(spans: Mapping[Span, Figures]) -> int | None:
    """The share of answers in time that anybody may read, in percent; None for too few reports."""
    recent, ever = spans[Span.QUARTER], spans[Span.EVER]
    return recent.efficiency if _tells_enough(PublicFigure.EFFICIENCY, recent, ever) else None


def team_figures(actor: Actor, slug: str) -> TeamFigures:
    """For members of the programme's organization; NotFound for all others."""
    program = programs.program(actor, slug)
    if not policies.can_read(actor, program.organization_id):
        raise NotFound
    row = counted(program.id)
    return TeamFigures(
        program=program,
        spans=_spans(row.numbers) if row else {},
        currency=program.brief.currency if program.brief else "",
        counted_at=row.counted_at if row else None,
        sees_sums=policies.can_read_sums(actor, program.organization_id),
    )


def rows_of(program_id: int) -> list[ReportNumbers]:
    """The numbers of all sent reports of a programme. One statement."""
    found = ReportFigures.objects.filter(program_id=program_id).order_by("pk")
    rows = found.values_list(*FIELDS)
    return [ReportNumbers(*row) for row in rows.iterator(chunk_size=2000)]


def _tells_enough(name: PublicFigure, recent: Figures, ever: Figures) -> bool:
    """Whether the figure speaks of a programme and not of one report, or of what one earned."""
    match name:
        case PublicFigure.TOTALS:
            return ever.reports >= LEAST_REPORTS
        case PublicFigure.BOUNTIES:
            return recent.rewarded >= LEAST_REPORTS
        case _:
            return recent.reports >= LEAST_REPORTS


def _spans(numbers: Mapping[str, Any]) -> dict[Span, Figures]:
    return {span: Figures(**numbers[span]) for span in Span if span in numbers}
