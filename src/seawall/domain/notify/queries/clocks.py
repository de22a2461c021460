"""Which running clocks, of reports and of objections, are about to run out or did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from seawall.domain.audit.models import Event
from seawall.domain.notify.events import AppealAtRisk, AppealBroken, ClockAtRisk, ClockBroken
from seawall.domain.reports.models import Appeal, Report
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
    """One clock of one report, and when it runs out, or ran out (`is_broken`)."""

    report_id: int
    clock: ClockName
    due_at: datetime
    is_broken: bool

    @property
    def event(self) -> str:
        """The name of the event that tells of it."""
        return ClockBroken.name if self.is_broken else ClockAtRisk.name


@dataclass(frozen=True, slots=True)
class DueAppeal:
    """One objection whose answer is due, or is late (`is_broken`)."""

    appeal_id: int
    is_broken: bool


def due_soon(now: datetime) -> list[DueClock]:
    """Clocks at risk or broken that nobody was told of yet, at most 500 reports."""
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
        if (due.report_id, due.clock, due.event) not in told
    ]


def was_told(report_id: int, clock: str, event: str) -> bool:
    """Whether the log has this of this clock of this report already."""
    return (report_id, clock, event) in _told((report_id,))


def appeals_due(now: datetime) -> list[DueAppeal]:
    """Objections whose answer is at risk or late, and nobody was told so yet; at most 500."""
    rows = list(
        Appeal.objects.filter(
            decided_at__isnull=True, due_at__gt=now - _BEHIND, due_at__lte=now + _AHEAD
        )
        .select_related("decision__report__brief")
        .order_by("due_at", "pk")[:MOST]
    )
    told = appeals_told(row.decision.report_id for row in rows)
    found = []
    for row in rows:
        brief = row.decision.report.brief
        if brief is None:
            continue
        judge = kept(brief.pk, brief.version, brief.content_sha256)
        is_broken = row.due_at < now
        event = AppealBroken.name if is_broken else AppealAtRisk.name
        is_near = row.due_at <= risk_horizon(now, judge.calendar)
        if is_near and (row.decision.report_id, row.decision.public_id, event) not in told:
            found.append(DueAppeal(row.pk, is_broken))
    return found


def appeals_told(report_ids: Iterable[int]) -> set[tuple[int, str, str]]:
    """Report, decision and event of what the log has of these reports' objections."""
    rows = Event.objects.filter(
        report_id__in=list(report_ids), name__in=(AppealAtRisk.name, AppealBroken.name)
    )
    return {
        (report_id or 0, payload.get("decision", ""), name)
        for report_id, name, payload in rows.values_list("report_id", "name", "payload")
    }


def _at_risk(report: Report, now: datetime) -> Iterator[DueClock]:
    if report.brief is None:
        return
    judge = kept(report.brief.pk, report.brief.version, report.brief.content_sha256)
    horizon = risk_horizon(now, judge.calendar)
    for clock, column in COLUMNS.items():
        due_at = getattr(report, column)
        if due_at is not None and now - _BEHIND < due_at <= horizon:
            yield DueClock(report.pk, clock, due_at, is_broken=due_at < now)


def _told(report_ids: Iterable[int]) -> set[tuple[int, str, str]]:
    rows = Event.objects.filter(
        report_id__in=list(report_ids), name__in=(ClockAtRisk.name, ClockBroken.name)
    )
    return {
        (report_id or 0, payload.get("clock", ""), name)
        for report_id, name, payload in rows.values_list("report_id", "name", "payload")
    }
