"""Rules at work: which of them an event sets off, and what they do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.models import User
from seawall.domain.actor import SYSTEM, Actor, ActorKind
from seawall.domain.audit.commands import record
from seawall.domain.audit.models import Event
from seawall.domain.automation import policies
from seawall.domain.automation.commands.checking import ASSIGNEE
from seawall.domain.automation.commands.rules import switch_off
from seawall.domain.automation.events import RuleRan, RuleTold
from seawall.domain.automation.models import CannedResponse, Rule, RuleRun, RuleVersion
from seawall.domain.automation.queries.matching import matching
from seawall.domain.automation.queries.responses import values_of
from seawall.domain.automation.rules.filling import fill
from seawall.domain.automation.rules.ruling import (
    EVENTS,
    MOST_DEEP,
    OffReason,
    Then,
    is_meant,
    role_of,
)
from seawall.domain.errors import DomainError, NotFound
from seawall.domain.reports import commands as reports
from seawall.domain.reports.commands.assigning import KEPT
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.lib import clock

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SetOff:
    """What events set off, not stored yet, and rules whose writer lost the rights."""

    runs: Sequence[RuleRun]
    powerless: Sequence[Rule]


# ── setting off ──────────────────────────────────────────────────────────────
def prepare(events: Sequence[Event]) -> SetOff:
    """Which rules these events set off, as the reports stand now. Writes nothing; one statement
    where no organization has a rule.
    """
    told = [one for one in events if one.name in EVENTS and one.organization_id and one.report_id]
    if not told:
        return SetOff((), ())
    rows = Rule.objects.filter(
        organization_id__in={one.organization_id for one in told}, off_at=None
    ).order_by("place", "pk")
    pairs = [(rule, [one for one in told if _is_for(rule, one)]) for rule in rows]
    causes = _causes({one for _rule, meant in pairs for one in meant}) if pairs else {}
    runs: list[RuleRun] = []
    powerless = []
    for rule, meant in pairs:
        if not meant:
            continue
        actor = actor_of(rule, rule.version, Then.from_document(rule.then))
        if actor is None:
            powerless.append(rule)
            continue
        fit = matching(actor, rule.condition, {one.report_id or 0 for one in meant})
        runs += [_run(rule, one, causes.get(one.pk)) for one in meant if one.report_id in fit]
    return SetOff([run for run in runs if run.depth <= MOST_DEEP], powerless)


def set_off(found: SetOff) -> list[int]:
    """Store the runs, each once, and switch off rules that are too busy or without rights.

    Returns the ids of the runs that wait, for a job each. In the caller's transaction.
    """
    switch_off(found.powerless, OffReason.RIGHTS, actor=SYSTEM)
    by_rule: dict[int, list[RuleRun]] = {}
    for run in found.runs:
        by_rule.setdefault(run.rule_id, []).append(run)
    waiting: list[int] = []
    for runs in by_rule.values():
        rule = runs[0].rule
        recent = RuleRun.objects.filter(rule=rule, made_at__gt=clock.now() - _HOUR).count()
        left = max(rule.most_per_hour - recent, 0)
        RuleRun.objects.bulk_create(runs[:left], ignore_conflicts=True)
        kept = RuleRun.objects.filter(rule=rule, event_id__in=[run.event_id for run in runs[:left]])
        waiting += kept.filter(done_at=None).order_by("pk").values_list("pk", flat=True)
        if len(runs) > left:
            switch_off([rule], OffReason.BUSY, actor=SYSTEM)
    return waiting


def actor_of(rule: Rule, version: int, then: Then) -> Actor | None:
    """Who acts: the system for who wrote the rule, in its organization alone, with no more than
    the acts need and this person has. None when they may not keep rules any more.
    """
    organization_id = rule.organization_id
    try:
        person = accounts.actor_for_user(rule.acts_for_id, second_factor=True)
    except NotFound:
        return None
    if not policies.can_manage_rules(person, organization_id):
        return None
    held = person.grants.get(organization_id, frozenset()) & then.permissions
    # What narrows the person narrows the rule: only rights are taken away.
    return replace(
        person,
        kind=ActorKind.SYSTEM,
        platform=frozenset(),
        roles={organization_id: role_of(rule.public_id, version)},
        grants={organization_id: held},
    )


def _is_for(rule: Rule, event: Event) -> bool:
    return (
        event.organization_id == rule.organization_id
        and rule.program_id in (None, event.program_id)
        and event.at >= rule.since
        and is_meant(rule.triggers, event.name, event.payload)
    )


def _causes(events: set[Event]) -> dict[int, RuleRun]:
    """By event, the run that caused it; most are of people."""
    made = [one for one in events if one.actor_kind == ActorKind.SYSTEM]
    if not made:
        return {}
    runs = RuleRun.objects.filter(
        report__in={one.report_id for one in made},
        last_event_id__gte=min(one.pk for one in made),
        first_event_id__lte=max(one.pk for one in made),
    )
    return {
        event.pk: run
        for run in runs
        for event in made
        if event.report_id == run.report_id
        and (run.first_event_id or 0) <= event.pk <= (run.last_event_id or 0)
    }


def _run(rule: Rule, event: Event, cause: RuleRun | None) -> RuleRun:
    return RuleRun(
        rule=rule,
        version=rule.version,
        report_id=event.report_id or 0,
        event_id=event.pk,
        event_name=event.name,
        root_event_id=cause.root_event_id if cause else event.pk,
        depth=cause.depth + 1 if cause else 1,
        made_at=clock.now(),
    )


# ── acting ───────────────────────────────────────────────────────────────────
@transaction.atomic
def run_rule(run_id: int, *, actor: Actor) -> RuleRun | None:
    """Do what the rule says, each act for itself: one that is refused stops no other.

    All of it is one transaction with the note that it is done; a second time does nothing. None
    when the run is gone with its rule. `actor` is the system, which started it.
    """
    run = RuleRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.done_at is not None:
        return run
    rule = Rule.objects.select_related("organization").get(pk=run.rule_id)
    report = _report(run.report_id)
    said = RuleVersion.objects.get(rule=rule, number=run.version)
    then = Then.from_document(said.then)
    acting = actor_of(rule, run.version, then) if rule.off_at is None else None
    if acting is None:
        run.outcomes = [{"act": act, "refusal": "off"} for act in then.acts]
    else:
        before = Event.objects.filter(report_id=report.pk).aggregate(last=Max("id"))["last"] or 0
        acts = _Acts(report, rule, then, acting)
        run.outcomes = [_outcome(act, acts.of(act)) for act in then.acts]
        _record(run, rule, report, acting)
        made = Event.objects.filter(report_id=report.pk, id__gt=before)
        numbers = list(made.order_by("id").values_list("id", flat=True))
        run.first_event_id, run.last_event_id = numbers[0], numbers[-1]
    run.done_at = clock.now()
    run.save()
    return run


def _report(report_id: int) -> Report:
    # Held: runs on one report come one after the other, so that their events do not mix.
    found = Report.objects.select_for_update(of=("self",))
    return found.select_related("program__organization", "reporter", "assignee").get(pk=report_id)


def _outcome(act: str, do: Callable[[], object]) -> dict[str, str]:
    try:
        with transaction.atomic():
            do()
    except NotFound:
        return {"act": act, "refusal": NotFound().message}
    except DomainError as refusal:
        return {"act": act, "refusal": str(refusal.message)}
    return {"act": act, "refusal": ""}


def _record(run: RuleRun, rule: Rule, report: Report, actor: Actor) -> None:
    cause = Event.objects.only("public_id").get(pk=run.event_id)
    record(
        RuleRan(
            report=report.public_id,
            rule=rule.public_id,
            version=run.version,
            cause=str(cause.public_id),
            done=tuple(one["act"] for one in run.outcomes if not one["refusal"]),
            failed=tuple(one["act"] for one in run.outcomes if one["refusal"]),
        ),
        actor=actor,
        organization_id=rule.organization_id,
        program_id=report.program_id,
        report_id=report.pk,
    )


@dataclass(frozen=True, slots=True)
class _Acts:
    """What a rule can do to its report, by the words of `Then.acts`."""

    report: Report
    rule: Rule
    then: Then
    actor: Actor

    def of(self, act: str) -> Callable[[], object]:
        known: Mapping[str, Callable[[], object]] = {
            "rate": self.rate,
            "tag": self.tag,
            "assign": self.assign,
            "comment": self.comment,
            "move": self.move,
            "notify": self.notify,
        }
        return known[act]

    def rate(self) -> None:
        reports.set_severity(
            self.report.public_id,
            side="triage",
            priority=self.then.priority,
            reason_code=self.then.reason_code,
            reason=self.then.reason,
            actor=self.actor,
        )

    def tag(self) -> None:
        reports.tag(self.report.public_id, add=self.then.tags, actor=self.actor)

    def assign(self) -> None:
        reports.assign(
            self.report.public_id,
            assignee=self.then.assignee or KEPT,
            group=self.then.group or KEPT,
            actor=self.actor,
        )

    def comment(self) -> None:
        then = self.then
        reports.comment(
            self.report.public_id,
            body=self._filled(then.comment),
            audience=then.audience,
            actor=self.actor,
        )

    def move(self) -> None:
        note = self._filled(self.then.note) if self.then.note else ""
        number = self.report.public_id
        reports.make_move(number, self.then.move, actor=self.actor, given=MoveInput(note=note))

    def notify(self) -> None:
        told = tuple(sorted(set(self._people())))
        record(
            RuleTold(report=self.report.public_id, rule=self.rule.public_id, told=told),
            actor=self.actor,
            organization_id=self.rule.organization_id,
            program_id=self.report.program_id,
            report_id=self.report.pk,
        )

    def _people(self) -> Iterator[int]:
        handles = [one for one in self.then.notify if one != ASSIGNEE]
        members = User.objects.filter(
            handle__in=handles, memberships__organization=self.rule.organization_id
        )
        yield from members.values_list("pk", flat=True)
        # As it is now: another act may have assigned it.
        assignee_id = Report.objects.values_list("assignee_id", flat=True).get(pk=self.report.pk)
        if ASSIGNEE in self.then.notify and assignee_id:
            yield assignee_id

    def _filled(self, response: str) -> str:
        row = CannedResponse.objects.filter(
            public_id=response, organization=self.rule.organization_id
        ).first()
        if row is None or row.program_id not in (None, self.report.program_id):
            raise NotFound
        fresh = Report.objects.select_related("program__organization", "reporter", "assignee").get(
            pk=self.report.pk
        )
        return fill(row.text, values_of(fresh, self.rule.organization.name))
