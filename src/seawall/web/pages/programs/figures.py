"""Figures of a programme: a few for everybody beside the brief, all of them for its team."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.actor import Actor
from seawall.domain.insights import queries
from seawall.domain.insights.queries import TeamFigures
from seawall.domain.insights.rules.figures import SPAN_LABELS, Figures, Level
from seawall.domain.programs.queries import ProgramView
from seawall.domain.programs.rules.figures import FIGURE_LABELS, PublicFigure
from seawall.lib.money import format_money
from seawall.web.pages.programs import team
from seawall.web.pages.programs.team import Tab

_TONES = {Level.GREEN: "ok", Level.YELLOW: "warn", Level.RED: "danger"}
_HOUR, _DAY = 3600, 86400
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what it is and how much. `tone` colours it; empty for no colour."""

    name: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class BriefFigures:
    """What stands beside a brief."""

    lines: tuple[Figure, ...]
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One figure over all spans, in their order."""

    name: str
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """All figures of a programme. `lines` is empty before the first count."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    spans: tuple[str, ...]
    lines: tuple[Line, ...]
    counted_at: datetime | None


def beside_brief(program: ProgramView) -> BriefFigures | None:
    """What the programme shows to everybody; None for nothing."""
    found = queries.public_figures(program)
    if found is None:
        return None
    lines = []
    for name in found.shown:
        one = found.ever if name is PublicFigure.TOTALS else found.recent
        text = _public(name, one, found.currency)
        if text:
            tone = _tone(one) if name is PublicFigure.EFFICIENCY else ""
            lines.append(Figure(_(FIGURE_LABELS[name]), text, tone))
    return BriefFigures(tuple(lines), found.counted_at) if lines else None


def metrics(actor: Actor, slug: str) -> MetricsPage:
    """The team's page. Raises NotFound for who is no member."""
    found = queries.team_figures(actor, slug)
    return MetricsPage(
        program=found.program,
        tabs=team.tabs(found.program, "program_metrics"),
        spans=tuple(_(SPAN_LABELS[span]) for span in found.spans),
        lines=tuple(_lines(found)),
        counted_at=found.counted_at,
    )


def csv_rows(actor: Actor, slug: str) -> Iterator[list[str]]:
    """The same as plain numbers: seconds, percent, minor units."""
    found = queries.team_figures(actor, slug)
    yield ["figure", *(span.value for span in found.spans)]
    for name in CSV_FIGURES:
        if found.sees_sums or name not in _SUMS:
            cells = (getattr(one, name) for one in found.spans.values())
            yield [name, *("" if cell is None else str(cell) for cell in cells)]
    yield ["currency", *(found.currency for _span in found.spans)]


CSV_FIGURES = (
    "reports",
    "violators",
    "efficiency",
    "valid",
    "resolved",
    "duplicates",
    "duplicate_rate",
    "rated",
    "downgraded",
    "downgrade_rate",
    "appeals",
    "appeal_rate",
    "appeals_decided",
    "appeals_upheld",
    "upheld_rate",
    "response_seconds",
    "triage_seconds",
    "reward_seconds",
    "resolution_seconds",
    "rewarded",
    "awarded_minor",
    "bounty_usual",
    "bounty_top",
)
_SUMS = frozenset({"rewarded", "awarded_minor", "bounty_usual", "bounty_top"})


def _public(name: PublicFigure, one: Figures, currency: str) -> str:
    match name:
        case PublicFigure.EFFICIENCY:
            return _percent(one.efficiency)
        case PublicFigure.RESPONSE:
            return duration(one.response_seconds)
        case PublicFigure.TRIAGE:
            return duration(one.triage_seconds)
        case PublicFigure.REWARD:
            return duration(one.reward_seconds)
        case PublicFigure.RESOLUTION:
            return duration(one.resolution_seconds)
        case PublicFigure.BOUNTIES:
            return _bounties(one, currency)
        case PublicFigure.TOTALS:
            return str(one.resolved)
        case PublicFigure.DUPLICATES:
            return _percent(one.duplicate_rate)
        case PublicFigure.DOWNGRADES:
            return _percent(one.downgrade_rate)
        case PublicFigure.APPEALS:
            return _appeals(one)


def _lines(found: TeamFigures) -> Iterator[Line]:
    spans = tuple(found.spans.values())
    if not spans:
        return
    currency = found.currency
    rows = [
        (_("Reports"), [str(one.reports) for one in spans]),
        (_("Response efficiency"), [_percent(one.efficiency) for one in spans]),
        (_("Reports that missed a promise"), [str(one.violators) for one in spans]),
        (_("Time to the first response"), [duration(one.response_seconds) for one in spans]),
        (_("Time to triage"), [duration(one.triage_seconds) for one in spans]),
        (_("Time to the reward"), [duration(one.reward_seconds) for one in spans]),
        (_("Time to resolution"), [duration(one.resolution_seconds) for one in spans]),
        (_("Valid"), [str(one.valid) for one in spans]),
        (_("Resolved"), [str(one.resolved) for one in spans]),
        (_("Duplicates"), [_of(one.duplicates, one.duplicate_rate) for one in spans]),
        (_("Downgraded"), [_of(one.downgraded, one.downgrade_rate) for one in spans]),
        (_("Objections"), [_of(one.appeals, one.appeal_rate) for one in spans]),
        (
            _("Objections that were right"),
            [_of(one.appeals_upheld, one.upheld_rate) for one in spans],
        ),
    ]
    if found.sees_sums:
        rows += [
            (_("Rewarded reports"), [str(one.rewarded) for one in spans]),
            (_("Awarded"), [_money(one.awarded_minor, currency) for one in spans]),
            (_("Usual bounty"), [_money(one.bounty_usual, currency) for one in spans]),
            (_("Highest bounties"), [_money(one.bounty_top, currency) for one in spans]),
        ]
    tones = [_tone(one) for one in spans]
    for number, (name, cells) in enumerate(rows):
        colours = tones if number == 1 else [""] * len(cells)
        yield Line(
            name,
            tuple(
                Figure(name, cell or _NOTHING, tone)
                for cell, tone in zip(cells, colours, strict=True)
            ),
        )


def duration(seconds: int | None) -> str:
    """Business time in words, such as "5 hours" or "3 days"; empty for none."""
    if seconds is None:
        return ""
    if seconds < 2 * _DAY:
        hours = max(1, round(seconds / _HOUR))
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(seconds / _DAY)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _percent(value: int | None) -> str:
    return "" if value is None else _("%(rate)s %%") % {"rate": value}


def _of(count: int, rate: int | None) -> str:
    if rate is None:
        return str(count)
    return _("%(count)s (%(rate)s %%)") % {"count": count, "rate": rate}


def _tone(one: Figures) -> str:
    return _TONES[one.level] if one.level else ""


def _money(amount: int | None, currency: str) -> str:
    return format_money(amount, currency, short=True) if amount and currency else ""


def _bounties(one: Figures, currency: str) -> str:
    usual, top = _money(one.bounty_usual, currency), _money(one.bounty_top, currency)
    return usual if usual == top else f"{usual} · {top}"


def _appeals(one: Figures) -> str:
    if one.upheld_rate is None:
        return _percent(one.appeal_rate)
    return _("%(rate)s %% of reports, %(upheld)s %% right") % {
        "rate": one.appeal_rate,
        "upheld": one.upheld_rate,
    }
