"""Clocks as they are shown: a short text, a state by colour, a bar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.reports.queries import ReportRow
from seawall.domain.reports.rules.clocks import Clock, ClockState, at_risk
from seawall.web.pages.reports import wording

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One promise beside a report. `used` of `total` fills the bar."""

    label: str
    state: str
    text: str
    due: datetime | None
    note: str
    used: int
    total: int


@dataclass(frozen=True, slots=True)
class ClockChip:
    """The nearest promise in a list; `text` is business time, as beside the report."""

    label: str
    state: str
    text: str
    due: datetime | None


def compact(seconds: float) -> str:
    """How long, in the largest unit that fits: "38m", "5h", "3d"; late is negative."""
    sign = "-" if seconds < 0 else ""
    size = abs(seconds)
    if size < _HOUR:
        return f"{sign}{max(1, int(size // _MINUTE))}m"
    if size < 2 * _DAY:
        return f"{sign}{int(size // _HOUR)}h"
    return f"{sign}{int(size // _DAY)}d"


def cards(clocks: Iterable[Clock]) -> tuple[ClockCard, ...]:
    """The clocks that were promised and have begun."""
    return tuple(_card(one) for one in clocks if one.due_at is not None)


def chip(row: ReportRow) -> ClockChip | None:
    """The clock of a list row; None where none runs."""
    if row.is_paused:
        return ClockChip(_("Clocks stand still"), "paused", "", None)
    if row.left_seconds is None or row.next_clock is None:
        return None
    state = "breach" if row.is_late else "soon" if row.is_at_risk else "ok"
    text = compact(row.left_seconds)
    return ClockChip(wording.clock(row.next_clock), state, text, row.next_due_at)


def business_days(days: int | None) -> str:
    """A promised time in words; empty where nothing is promised."""
    if days is None:
        return ""
    return ngettext("%(n)d business day", "%(n)d business days", days) % {"n": days}


def _card(one: Clock) -> ClockCard:
    left = one.remaining_seconds or 0
    state, text, note = "ok", compact(left), _("Business time left")
    match one.state:
        case ClockState.LATE:
            state, note = "breach", _("Later than promised")
        case ClockState.PAUSED:
            state, text, note = "paused", _("paused"), _("Stands still until the reporter answers")
        case ClockState.MET:
            state, text, note = "met", _("done"), _("In time")
        case ClockState.MISSED:
            state, text, note = "breach", _("done late"), _("Later than promised")
        case _ if at_risk(one):
            state = "soon"
    return ClockCard(
        label=wording.clock(one.name),
        state=state,
        text=text,
        due=one.due_at,
        note=note,
        used=min(_WHOLE, round(one.fraction_used * _WHOLE)),
        total=_WHOLE if one.is_running else 0,
    )
