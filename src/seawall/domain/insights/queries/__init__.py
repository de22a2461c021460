"""Figures of a programme for who may read them, and what the log says of reports."""

from seawall.domain.insights.queries.log import checked, numbers_from_log, stale_programs
from seawall.domain.insights.queries.programs import (
    PublicFigures,
    TeamFigures,
    public_efficiency,
    public_figures,
    rows_of,
    team_figures,
)

__all__ = [
    "PublicFigures",
    "TeamFigures",
    "checked",
    "numbers_from_log",
    "public_efficiency",
    "public_figures",
    "rows_of",
    "stale_programs",
    "team_figures",
]
