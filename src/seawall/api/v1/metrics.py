"""Figures of a programme: what it shows to everybody, and all of them for its team."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, TokenOrNobody, actor_of
from seawall.api.v1.shapes.common import Out
from seawall.domain.errors import NotAllowed
from seawall.domain.insights import queries as insights
from seawall.domain.insights.rules.figures import Figures
from seawall.domain.programs import queries as programs
from seawall.domain.programs.rules.figures import PublicFigure
from seawall.lib.text import gettext_noop

router = Router(tags=["programs"])


class MetricsOut(Out):
    """Figures of the last 90 days; null for what the programme hides or has too few reports for.

    Times are medians in seconds of business time; rates are whole percentages of the reports,
    `upheld_rate` of the objections that were answered. Bounties are in minor units.
    """

    program: str
    counted_at: datetime | None
    efficiency: int | None = None
    level: str | None = None
    response_seconds: int | None = None
    triage_seconds: int | None = None
    reward_seconds: int | None = None
    resolution_seconds: int | None = None
    currency: str | None = None
    bounty_usual: int | None = None
    bounty_top: int | None = None
    resolved_ever: int | None = None
    duplicate_rate: int | None = None
    downgrade_rate: int | None = None
    appeal_rate: int | None = None
    upheld_rate: int | None = None


class FiguresOut(Out):
    """One span in numbers. What is made of awards is null for who may not read them."""

    reports: int
    violators: int
    efficiency: int | None
    level: str | None
    valid: int
    resolved: int
    duplicates: int
    duplicate_rate: int | None
    rated: int
    downgraded: int
    downgrade_rate: int | None
    appeals: int
    appeal_rate: int | None
    appeals_decided: int
    appeals_upheld: int
    upheld_rate: int | None
    response_seconds: int | None
    triage_seconds: int | None
    reward_seconds: int | None
    resolution_seconds: int | None
    rewarded: int | None
    awarded_minor: int | None
    bounty_usual: int | None
    bounty_top: int | None


class TeamMetricsOut(Out):
    """All figures by span: 30, 90, 365 (days) and ever. Empty before the first count."""

    program: str
    counted_at: datetime | None
    currency: str
    spans: dict[str, FiguresOut]


_SHOWN: dict[PublicFigure, tuple[str, ...]] = {
    PublicFigure.EFFICIENCY: ("efficiency", "level"),
    PublicFigure.RESPONSE: ("response_seconds",),
    PublicFigure.TRIAGE: ("triage_seconds",),
    PublicFigure.REWARD: ("reward_seconds",),
    PublicFigure.RESOLUTION: ("resolution_seconds",),
    PublicFigure.BOUNTIES: ("bounty_usual", "bounty_top"),
    PublicFigure.DUPLICATES: ("duplicate_rate",),
    PublicFigure.DOWNGRADES: ("downgrade_rate",),
    PublicFigure.APPEALS: ("appeal_rate", "upheld_rate"),
}
_SUMS = ("rewarded", "awarded_minor", "bounty_usual", "bounty_top")


@router.get(
    "/programs/{slug}/metrics",
    response=MetricsOut,
    auth=TokenOrNobody(),
    summary="Read the public figures",
)
def public(request: HttpRequest, slug: str) -> MetricsOut:
    """What stands beside the brief."""
    program = programs.program(actor_of(request), slug)
    if program.hidden is not None:
        raise NotAllowed(
            gettext_noop("Agree to the terms of this programme, or add a second factor, first.")
        )
    found = insights.public_figures(program)
    if found is None:
        return MetricsOut(program=program.slug, counted_at=None)
    values: dict[str, Any] = {}
    for name in found.shown:
        if name is PublicFigure.TOTALS:
            values["resolved_ever"] = found.ever.resolved
        for field in _SHOWN.get(name, ()):
            values[field] = getattr(found.recent, field)
        if name is PublicFigure.BOUNTIES:
            values["currency"] = found.currency
    return MetricsOut(program=program.slug, counted_at=found.counted_at, **values)


@router.get(
    "/programs/{slug}/metrics/team",
    response=TeamMetricsOut,
    auth=Token(),
    summary="Read all figures",
)
def team(request: HttpRequest, slug: str) -> TeamMetricsOut:
    """For members of the programme's organization; 404 for others."""
    found = insights.team_figures(actor_of(request), slug)
    return TeamMetricsOut(
        program=found.program.slug,
        counted_at=found.counted_at,
        currency=found.currency,
        spans={
            span.value: _figures(one, sees_sums=found.sees_sums)
            for span, one in found.spans.items()
        },
    )


def _figures(one: Figures, *, sees_sums: bool) -> FiguresOut:
    values = {name: getattr(one, name) for name in FiguresOut.model_fields}
    if not sees_sums:
        values |= dict.fromkeys(_SUMS)
    return FiguresOut(**values)
