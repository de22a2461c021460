"""Who reads decisions, objects to them and answers objections."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts.rules import Permission, TokenScope
from seawall.domain.actor import Actor
from seawall.domain.reports.models import Appeal, Collaborator, CollaboratorState, Decision, Report
from seawall.domain.reports.policies.seeing import (
    acts_for_team,
    holds,
    is_open_to_reporters,
    may_read,
    may_write,
    seen_by_team,
    side_of,
)
from seawall.domain.reports.rules.deciding import DecisionKind
from seawall.domain.reports.rules.workflow import Party


def can_read_sums(actor: Actor, report: Report) -> bool:
    """Whether the actor reads what the report earned and what was promised."""
    match side_of(actor, report):
        case Party.REPORTER:
            return actor.has_scope(TokenScope.AWARDS_READ)
        case Party.TEAM:
            return holds(actor, report, Permission.AWARD_VIEW)
        case _:
            return False


def can_appeal(actor: Actor, report: Report) -> bool:
    """Whether the actor may object to what was decided: who wrote the report, and no other."""
    return may_write(actor) and report.reporter_id == actor.user_id and is_open_to_reporters(report)


def took(actor: Actor, decision: Decision) -> bool:
    """Whether the actor took the decision, or proposed what it decided on."""
    return actor.user_id in (decision.made_by_id, decision.proposed_by_id)


def can_decide_appeal(actor: Actor, report: Report, decision: Decision) -> bool:
    """Whether the actor may answer an objection: with the rights of what may follow from it."""
    needed = [Permission.APPEAL_DECIDE]
    if decision.kind == DecisionKind.SEVERITY:
        needed.append(Permission.SEVERITY_SET)
    if decision.kind == DecisionKind.SCOPE:
        needed.append(Permission.REPORT_MOVE)
    return not took(actor, decision) and all(acts_for_team(actor, report, one) for one in needed)


def visible_decisions(actor: Actor, report: Report) -> QuerySet[Decision]:
    """The decisions on the report that the actor may read: sums only by who reads awards."""
    if not may_read(actor) or side_of(actor, report) is None:
        return Decision.objects.none()
    found = Decision.objects.filter(report=report)
    sees_sums = can_read_sums(actor, report)
    return found if sees_sums else found.exclude(kind=DecisionKind.REWARD)


def appeals_of_team(actor: Actor) -> QuerySet[Appeal]:
    """Objections on reports that the actor sees as one of the team, their own reports left out."""
    if not may_read(actor):
        return Appeal.objects.none()
    its_report = {"pk": OuterRef("decision__report")}
    shared = Collaborator.objects.filter(
        report=OuterRef("decision__report"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    found = Appeal.objects.filter(
        Exists(seen_by_team(actor).filter(~Q(reporter=actor.user_id), **its_report)),
        ~Exists(shared),
    )
    sums = actor.organizations_with(Permission.AWARD_VIEW)
    return found.filter(
        ~Q(decision__kind=DecisionKind.REWARD) | Q(decision__report__program__organization__in=sums)
    )
