"""Rules on events: a team's list, one of them with its runs, and what it would have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event
from seawall.domain.automation import policies
from seawall.domain.automation.models import Rule, RuleRun
from seawall.domain.automation.queries.matching import matching
from seawall.domain.automation.rules.ruling import EVENTS, Then, is_meant
from seawall.domain.errors import NotFound
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Report
from seawall.lib import clock, ids

MOST_RUNS = 100
MOST_TRIED = 10_000
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule. `program` is empty where it is for all; `off_reason` while it is on."""

    public_id: str
    name: str
    triggers: tuple[str, ...]
    condition: str
    then: Then
    program: str
    program_name: str
    most_per_hour: int
    version: int
    acts_for: str
    off_reason: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run. `outcomes` are pairs of an act and why it was refused, empty for done."""

    report: str
    event: str
    version: int
    at: datetime
    is_done: bool
    outcomes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What the rule said from a moment on."""

    number: int
    condition: str
    acts: tuple[str, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One report that a rule would have acted on, and when it last would have."""

    report: str
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done. `is_cut`: only the newest events were looked through."""

    reports: tuple[Tried, ...]
    events: int
    days: int
    is_cut: bool


def rules(actor: Actor, organization_id: int) -> tuple[RuleRow, ...]:
    """In their order. One statement; NotFound for who keeps none there."""
    if not policies.can_manage_rules(actor, organization_id):
        raise NotFound
    found = policies.visible_rules(actor).filter(organization=organization_id)
    rows = found.select_related("program", "acts_for").order_by("place", "pk")
    return tuple(map(_row, rows))


def rule(actor: Actor, public_id: str) -> RuleRow:
    """One of them. Raises NotFound."""
    return _row(_one(actor, public_id))


def runs(actor: Actor, public_id: str) -> tuple[RunRow, ...]:
    """Its newest 100 runs, for reports that the actor reads. Raises NotFound."""
    rows = (
        RuleRun.objects.filter(
            rule=_one(actor, public_id), report__in=reports.seen_by_team(actor).values("pk")
        )
        .annotate(number=F("report__public_id"))
        .order_by("-id")[:MOST_RUNS]
    )
    return tuple(
        RunRow(
            report=row.number,
            event=row.event_name,
            version=row.version,
            at=row.done_at or row.made_at,
            is_done=row.done_at is not None,
            outcomes=tuple((one["act"], one["refusal"]) for one in row.outcomes),
        )
        for row in rows
    )


def versions(actor: Actor, public_id: str) -> tuple[VersionRow, ...]:
    """What it said so far, the newest first. Raises NotFound."""
    rows = _one(actor, public_id).versions.select_related("written_by").order_by("-number")
    return tuple(
        VersionRow(
            number=row.number,
            condition=row.condition,
            acts=Then.from_document(row.then).acts,
            at=row.written_at,
            by=row.written_by.handle,
        )
        for row in rows[:MOST_RUNS]
    )


def trial(
    actor: Actor,
    organization_id: int,
    *,
    triggers: Sequence[str],
    condition: str,
    program: str = "",
    days: int,
) -> Trial:
    """What such a rule would have acted on in the last days, by the log; it writes nothing.

    The condition reads each report as it stands now. Raises NotFound for who keeps no rules.
    """
    if not policies.can_manage_rules(actor, organization_id):
        raise NotFound
    days = max(1, min(days, MOST_DAYS))
    events = Event.objects.filter(
        organization_id=organization_id,
        name__in=EVENTS,
        at__gte=clock.now() - timedelta(days=days),
    )
    if program:
        its = reports.team_programs(actor).filter(slug=program).values("pk")
        events = events.filter(program_id__in=its)
    rows = events.exclude(report_id=None).order_by("-id")
    newest = list(rows.only("report_id", "name", "at", "payload")[: MOST_TRIED + 1])
    meant = [
        (one.report_id or 0, one)
        for one in newest[:MOST_TRIED]
        if is_meant(triggers, one.name, one.payload)
    ]
    fit = matching(actor, condition, {report_id for report_id, _one in meant})
    numbers = dict(Report.objects.filter(pk__in=fit).values_list("pk", "public_id"))
    last: dict[int, Tried] = {}
    for report_id, one in meant:
        if report_id in fit and report_id not in last:
            last[report_id] = Tried(numbers[report_id], one.name, one.at)
    count = sum(1 for report_id, _one in meant if report_id in fit)
    return Trial(tuple(last.values()), count, days, len(newest) > MOST_TRIED)


def _one(actor: Actor, public_id: str) -> Rule:
    row = (
        policies.visible_rules(actor)
        .select_related("program", "acts_for")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if row is None or not policies.can_manage_rules(actor, row.organization_id):
        raise NotFound
    return row


def _row(row: Rule) -> RuleRow:
    return RuleRow(
        public_id=row.public_id,
        name=row.name,
        triggers=tuple(row.triggers),
        condition=row.condition,
        then=Then.from_document(row.then),
        program=row.program.slug if row.program else "",
        program_name=row.program.name if row.program else "",
        most_per_hour=row.most_per_hour,
        version=row.version,
        acts_for=row.acts_for.handle,
        off_reason=row.off_reason or "",
    )
