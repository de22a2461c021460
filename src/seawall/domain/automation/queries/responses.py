"""Canned responses: a team's list, what is offered beside a report, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import User
from seawall.domain.actor import Actor
from seawall.domain.automation import policies
from seawall.domain.automation.models import CannedResponse
from seawall.domain.automation.rules.filling import fill
from seawall.domain.errors import NotFound
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import STATE_LABELS, Party, State
from seawall.lib import ids


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One response as it was written. `program` is empty where it is for all of them."""

    public_id: str
    name: str
    text: str
    default_for: str
    program: str
    program_name: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One response in the words for one report."""

    public_id: str
    name: str
    default_for: str
    text: str


def responses(actor: Actor, organization_id: int) -> tuple[ResponseRow, ...]:
    """The organization's, by name. One statement; NotFound for who reads no reports of it."""
    if not policies.can_read(actor, organization_id):
        raise NotFound
    rows = (
        policies.visible_responses(actor)
        .filter(organization=organization_id)
        .select_related("program")
        .order_by("name", "pk")
    )
    return tuple(map(_row, rows))


def response(actor: Actor, public_id: str) -> ResponseRow:
    """One as it was written. Raises NotFound."""
    found = policies.visible_responses(actor).select_related("program")
    row = found.filter(public_id=ids.normalize(public_id)).first()
    if row is None:
        raise NotFound
    return _row(row)


def offered(actor: Actor, organization_id: int, program: str) -> tuple[tuple[str, str], ...]:
    """Number and name of those for reports of the program, by its slug. One statement."""
    found = _for_program(actor, organization_id, Q(program__slug=program))
    return tuple(found.order_by("name", "pk").values_list("public_id", "name"))


def filled(actor: Actor, public_id: str) -> tuple[Filled, ...]:
    """All for one report, in its words. Raises NotFound for who is not of its team."""
    report = _report(actor, public_id)
    rows = _of_report(actor, report).order_by("name", "pk")
    return _filled(actor, report, rows)


def filled_one(actor: Actor, public_id: str, response: str) -> Filled:
    """One of them. Raises NotFound for one that is not for this report."""
    report = _report(actor, public_id)
    rows = _of_report(actor, report).filter(public_id=ids.normalize(response))
    for found in _filled(actor, report, rows):
        return found
    raise NotFound


def filled_default(
    actor: Actor, public_id: str, action: str, *, organization_id: int, program: str
) -> str:
    """What the action begins with on this report of the program (its slug), empty for nothing.

    One statement where nothing is kept for it.
    """
    found = _for_program(actor, organization_id, Q(program__slug=program))
    row = found.filter(default_for=action).order_by(F("program").asc(nulls_last=True), "pk").first()
    if row is None:
        return ""
    return _filled(actor, _report(actor, public_id), [row])[0].text


def _row(row: CannedResponse) -> ResponseRow:
    return ResponseRow(
        public_id=row.public_id,
        name=row.name,
        text=row.text,
        default_for=row.default_for,
        program=row.program.slug if row.program else "",
        program_name=row.program.name if row.program else "",
    )


def _filled(actor: Actor, report: Report, rows: Iterable[CannedResponse]) -> tuple[Filled, ...]:
    values = None
    found = []
    for row in rows:
        values = values or values_of(report, _sender(actor))
        found.append(Filled(row.public_id, row.name, row.default_for, fill(row.text, values)))
    return tuple(found)


def values_of(report: Report, sender: str) -> dict[str, str]:
    """Every variable's value for the report, in the words of the reader's language."""
    assignee = report.assignee
    return {
        "report.number": report.public_id,
        "report.title": report.title,
        "report.state": _(STATE_LABELS[State(report.state)]),
        "report.priority": f"P{report.priority}" if report.priority else _("not rated"),
        "report.target": report.target,
        "report.submitted": date_format(report.submitted_at) if report.submitted_at else "",
        "reporter.name": _name(report.reporter),
        "reporter.handle": report.reporter.handle,
        "assignee.name": _name(assignee) if assignee else _("nobody"),
        "program.name": report.program.name,
        "organization.name": report.program.organization.name,
        "sender.name": sender,
    }


def _report(actor: Actor, public_id: str) -> Report:
    report = (
        reports.seen_by_team(actor)
        .select_related("program__organization", "reporter", "assignee")
        .prefetch_related("collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if report is None or reports.side_of(actor, report) is not Party.TEAM:
        raise NotFound
    return report


def _of_report(actor: Actor, report: Report) -> QuerySet[CannedResponse]:
    program = report.program
    return _for_program(actor, program.organization_id, Q(program=program.pk))


def _for_program(actor: Actor, organization_id: int, its: Q) -> QuerySet[CannedResponse]:
    found = policies.visible_responses(actor)
    return found.filter(Q(program=None) | its, organization=organization_id)


def _sender(actor: Actor) -> str:
    if actor.user_id is None:
        return ""
    return _name(User.objects.only("display_name", "handle").get(pk=actor.user_id))


def _name(person: User) -> str:
    return person.display_name or person.handle
