"""What the terms of a filter mean as conditions on reports."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef, Q

from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Attachment, Audience, Report, ReportTag, SeverityOpinion
from seawall.domain.reports.queries import Filters
from seawall.domain.reports.rules.tags import NONE
from seawall.domain.reports.rules.workflow import CLOSED, OPEN, State
from seawall.domain.search.queries import fields
from seawall.domain.search.rules.grammar import Range, Term, is_for_team, is_of_program
from seawall.domain.taxonomy import queries as taxonomy
from seawall.lib import clock, ids

_SENT = frozenset(State) - {State.DRAFT}
_GROUPS: Mapping[str, frozenset[State]] = {"open": OPEN, "closed": CLOSED}
_DAYS = {
    "created": "submitted_at",
    "updated": "updated_at",
    "closed": "closed_at",
    "due": "next_due_at",
}


def conditions(terms: Iterable[Term], base: Filters, actor: Actor) -> Filters:
    """The base narrowed by all terms. Where a filter has its own index, it is used.

    Names that do not exist (or may not be known) simply match nothing.
    """
    found = base
    for term in terms:
        if is_of_program(term.field):
            found = _and(found, fields.answering(term, actor), term)
            continue
        found = _BY_FIELD.get(term.field, _plain)(found, term, actor)
        if is_for_team(term):
            # Whether one's own report is found would tell what only its team may know.
            found = replace(found, where=found.where & ~reports.on_reporters_side(actor))
    return found


def _states(found: Filters, term: Term, actor: Actor) -> Filters:
    named = frozenset().union(*(_GROUPS.get(word) or {State(word)} for word in term.values))
    wanted = _SENT - named if term.excludes else named
    left = wanted & found.states if found.states else wanted
    # Nothing is left: a draft is in no list of a team.
    return replace(found, states=left or frozenset({State.DRAFT}))


def _priorities(found: Filters, term: Term, actor: Actor) -> Filters:
    numbers = {int(value) for value in term.values if value != "none"}
    for each in term.ranges:
        numbers |= set(range(int(each.low or 1), min(int(each.high or 5), 5) + 1))
    numbers &= set(range(1, 6))
    if term.excludes or "none" in term.values or found.priorities or not numbers:
        wanted = Q(priority__in=sorted(numbers))
        wanted |= Q(priority__isnull=True) if "none" in term.values else Q()
        return _and(found, wanted, term)
    return replace(found, priorities=frozenset(numbers))


def _assignee(found: Filters, term: Term, actor: Actor) -> Filters:
    if len(term.values) == 1 and not term.excludes and found.assignee is None:
        return replace(found, assignee=term.values[0])
    wanted = Q(assignee__handle__in=[name.lower() for name in term.values])
    wanted |= Q(assignee=actor.user_id) if "me" in term.values else Q()
    wanted |= Q(assignee__isnull=True) if "none" in term.values else Q()
    # Without the second part "not somebody" would leave out what nobody has.
    if term.excludes and "none" not in term.values:
        return replace(found, where=found.where & (~wanted | Q(assignee__isnull=True)))
    return _and(found, wanted, term)


def _group(found: Filters, term: Term, actor: Actor) -> Filters:
    if len(term.values) == 1 and not term.excludes and found.group is None:
        return replace(found, group=term.values[0])
    names = [name.lower() for name in term.values if name != "none"]
    wanted = Q(group__isnull=False, group__handle__in=names)
    wanted |= Q(group__isnull=True) if "none" in term.values else Q()
    # Without the second part "not a group" would leave out what is in none.
    if term.excludes and "none" not in term.values:
        return replace(found, where=found.where & (~wanted | Q(group__isnull=True)))
    return _and(found, wanted, term)


def _program(found: Filters, term: Term, actor: Actor) -> Filters:
    if len(term.values) == 1 and not term.excludes and found.program is None:
        return replace(found, program=term.values[0].lower())
    return _and(found, Q(program__slug__in=[name.lower() for name in term.values]), term)


def _clock(found: Filters, term: Term, actor: Actor) -> Filters:
    if term.values in (("risk",), ("overdue",)) and not term.excludes:
        found = replace(found, at_risk=True)
    now = clock.now()
    meanings = {
        "overdue": Q(next_due_at__lt=now),
        "risk": Q(next_due_at__isnull=False),
        "running": Q(next_due_at__isnull=False),
        "paused": Q(paused_at__isnull=False),
        "none": Q(next_due_at__isnull=True, paused_at__isnull=True),
    }
    return _and(found, _any(meanings[value] for value in term.values), term)


def _day(found: Filters, term: Term, actor: Actor) -> Filters:
    column = _DAYS[term.field]
    ranges = [*term.ranges, *(Range(value, value) for value in term.values)]
    return _and(found, _any(_within(column, each) for each in ranges), term)


def _within(column: str, each: Range) -> Q:
    wanted = Q(**{f"{column}__isnull": False})
    if each.low:
        wanted &= Q(**{f"{column}__gte": clock.beginning_of(date.fromisoformat(each.low))})
    if each.high:
        wanted &= Q(**{f"{column}__lt": clock.end_of(date.fromisoformat(each.high))})
    return wanted


def _target(found: Filters, term: Term, actor: Actor) -> Filters:
    return _and(found, _any(_like(value) for value in term.values), term)


def _like(pattern: str) -> Q:
    """`*` stands for anything; the pattern may stand anywhere in the target."""
    pieces = [re.escape(piece) for piece in pattern.strip("*").split("*")]
    if len(pieces) == 1:
        return Q(target__icontains=pattern.strip("*")) | Q(target_id=pattern)
    return Q(target__iregex=".*".join(pieces))


def _weakness(found: Filters, term: Term, actor: Actor) -> Filters:
    wanted = {f"CWE-{value.upper().removeprefix('CWE-')}" for value in term.values}
    nodes = taxonomy.release().nodes.values()
    entries = [node.id for node in nodes if wanted & set(node.cwe)]
    return _and(found, Q(vrt__in=entries), term)


def _vrt(found: Filters, term: Term, actor: Actor) -> Filters:
    below = (Q(vrt=value) | Q(vrt__startswith=f"{value}.") for value in term.values)
    return _and(found, _any(below), term)


def _has(found: Filters, term: Term, actor: Actor) -> Filters:
    of_report = OuterRef("pk")
    files = Attachment.objects.filter(
        report=of_report, removed_at__isnull=True, audience=Audience.PARTICIPANTS
    )
    opinions = SeverityOpinion.objects.filter(report=of_report).exclude(cvss="")
    meanings: Mapping[str, Callable[[], Q]] = {
        "bounty": lambda: Q(rewarded_at__isnull=False),
        "file": lambda: Q(Exists(files)),
        "comment": lambda: Q(comment_count__gt=0),
        "original": lambda: Q(original__isnull=False),
        "duplicate": lambda: Q(
            Exists(Report.objects.filter(reports.limit_filter(actor), original=of_report))
        ),
        "fix": lambda: ~Q(fix=""),
        "cvss": lambda: Q(Exists(opinions)),
    }
    return _and(found, _any(meanings[value]() for value in term.values), term)


def _tag(found: Filters, term: Term, actor: Actor) -> Filters:
    names = [name.lower() for name in term.values if name != NONE]
    # By number, the database may begin with the few that have a tag.
    wanted = Q(pk__in=ReportTag.objects.filter(tag__name__in=names).values("report"))
    if NONE in term.values:
        wanted |= ~Q(Exists(ReportTag.objects.filter(report=OuterRef("pk"))))
    return _and(found, wanted, term)


def _plain(found: Filters, term: Term, actor: Actor) -> Filters:
    values = term.values
    meanings: Mapping[str, Callable[[], Q]] = {
        "turn": lambda: Q(turn__in=values),
        "kind": lambda: Q(kind__in=values),
        "reporter": lambda: Q(reporter__handle__in=[name.lower() for name in values]),
        "id": lambda: Q(public_id__in=[ids.normalize(name) for name in values]),
    }
    return _and(found, meanings[term.field](), term)


def _and(found: Filters, wanted: Q, term: Term) -> Filters:
    return replace(found, where=found.where & (~wanted if term.excludes else wanted))


def _any(parts: Iterable[Q]) -> Q:
    """Any of them; of none, nothing."""
    found = Q(pk__in=[])
    for part in parts:
        found |= part
    return found


_BY_FIELD: Mapping[str, Callable[[Filters, Term, Actor], Filters]] = {
    "state": _states,
    "priority": _priorities,
    "assignee": _assignee,
    "group": _group,
    "program": _program,
    "clock": _clock,
    "created": _day,
    "updated": _day,
    "closed": _day,
    "due": _day,
    "target": _target,
    "weakness": _weakness,
    "tag": _tag,
    "vrt": _vrt,
    "has": _has,
}
