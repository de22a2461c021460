"""Which running clocks are about to run out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from seawall.domain.audit.models import Event
from seawall.domain.notify.events import ClockAtRisk
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.briefs import kept
from seawall.domain.reports.rules.clocks import ClockName, risk_horizon

COLUMNS = {
    ClockName.FIRST_RESPONSE: "response_due_at",
    ClockName.TRIAGE: "triage_due_at",
    ClockName.REWARD: "reward_due_at",
    ClockName.RESOLUTION: "resolution_due_at",
}
# Four business hours before a Monday morning begin on a Friday.
_AHEAD = timedelta(days=3, hours=4)
# A clock that ran out while no worker was running is still worth telling, once.
_BEHIND = timedelta(days=1)
MOST = 500


@dataclass(frozen=True, slots=True)
class DueClock:
    """One clock of one report, and when it runs out."""

    report_id: int
    clock: ClockName
    due_at: datetime


def due_soon(now: datetime) -> list[DueClock]:
    """Clocks at risk that nobody was told of yet, at most 500."""
    near = Q()
    for column in COLUMNS.values():
        near |= Q(**{f"{column}__gt": now - _BEHIND, f"{column}__lte": now + _AHEAD})
    rows = (
        Report.objects.filter(near, next_due_at__isnull=False, next_due_at__lte=now + _AHEAD)
        .select_related("brief")
        .only(*COLUMNS.values(), "brief__version", "brief__content_sha256")
        .order_by("next_due_at", "pk")[:MOST]
    )
    reports = list(rows)
    told = _told(report.pk for report in reports)
    return [
        due
        for report in reports
        for due in _at_risk(report, now)
        if (due.report_id, due.clock) not in told
    ]


def was_told(report_id: int, clock: str) -> bool:
    """Whether the log has this clock of this report already."""
    return (report_id, clock) in _told((report_id,))


def _at_risk(report: Report, now: datetime) -> Iterator[DueClock]:
    if report.brief is None:
        return
    judge = kept(report.brief.pk, report.brief.version, report.brief.content_sha256)
    horizon = risk_horizon(now, judge.calendar)
    for clock, column in COLUMNS.items():
        due_at = getattr(report, column)
        if due_at is not None and now - _BEHIND < due_at <= horizon:
            yield DueClock(report.pk, clock, due_at)


def _told(report_ids: Iterator[int] | tuple[int, ...]) -> set[tuple[int, str]]:
    rows = Event.objects.filter(report_id__in=list(report_ids), name=ClockAtRisk.name)
    return {
        (report_id or 0, payload.get("clock", ""))
        for report_id, payload in rows.values_list("report_id", "payload")
    }
