"""Who sees a report, on which side of it, and with which rights."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts.rules import Permission, TokenScope
from seawall.domain.actor import Actor
from seawall.domain.programs.models import Program
from seawall.domain.programs.rules import lifecycle
from seawall.domain.reports.models import Collaborator, CollaboratorState, Guest, Report
from seawall.domain.reports.rules.workflow import Party, State
from seawall.lib import clock


def visible_to(actor: Actor) -> QuerySet[Report]:
    """Every report that the actor may see. `can_view` is the same rule for one."""
    if not may_read(actor):
        return Report.objects.none()
    shared = Collaborator.objects.filter(
        report=OuterRef("pk"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    return Report.objects.filter(Q(reporter=actor.user_id) | Exists(shared) | team_filter(actor))


def seats(actor: Actor) -> QuerySet[Guest]:
    """Where the actor is a guest now: never in a list, a search or a figure, by its number only."""
    if not may_read(actor):
        return Guest.objects.none()
    found = Guest.objects.filter(
        user=actor.user_id, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).exclude(report__state=State.DRAFT)
    if actor.second_factor:
        return found
    return found.filter(report__program__requires_second_factor=False)


def openable_by(actor: Actor) -> QuerySet[Report]:
    """What the actor may open by its number: `visible_to`, and where they are a guest."""
    seat = seats(actor).filter(report=OuterRef("pk"))
    return visible_to(actor) | Report.objects.filter(Exists(seat))


def seat_on(actor: Actor, report: Report) -> Guest | None:
    """The actor's seat as a guest of this report; None for whoever stands on one of its sides."""
    if not report.has_guests or side_of(actor, report) is not None:
        return None
    return seats(actor).filter(report=report).first()


def seen_by_team(actor: Actor) -> QuerySet[Report]:
    """The part of `visible_to` that the actor sees as a member of an organization."""
    if not may_read(actor):
        return Report.objects.none()
    return Report.objects.filter(team_filter(actor))


def team_programs(actor: Actor) -> QuerySet[Program]:
    """The programs whose sent reports the actor sees through a role: `seen_by_team` by program."""
    if not may_read(actor):
        return Program.objects.none()
    found = Program.objects.filter(
        organization__in=actor.organizations_with(Permission.REPORT_VIEW)
    )
    return found if actor.second_factor else found.filter(requires_second_factor=False)


def team_filter(actor: Actor) -> Q:
    """The condition of a report being seen through a role. No token scope is asked here."""
    organizations = actor.organizations_with(Permission.REPORT_VIEW)
    condition = Q(program__organization__in=organizations) & ~Q(state=State.DRAFT)
    condition &= limit_filter(actor)
    if not actor.second_factor:
        condition &= Q(program__requires_second_factor=False)
    return condition


def limit_filter(actor: Actor) -> Q:
    """What narrows the reports of organizations where the actor sees only those of their groups."""
    condition = Q()
    for organization, groups in actor.limits.items():
        condition &= ~Q(program__organization=organization) | Q(group__in=groups)
    return condition


def within_limits(actor: Actor, report: Report) -> bool:
    """The same rule for one report."""
    groups = actor.limits.get(report.program.organization_id)
    return groups is None or report.group_id in groups


def shared_with(actor: Actor) -> QuerySet[Collaborator]:
    """The actor's accepted shares in reports of others."""
    return Collaborator.objects.filter(user=actor.user_id, state=CollaboratorState.ACCEPTED)


def on_reporters_side(actor: Actor) -> Q:
    """The condition of a report being the actor's own or shared by them: `side_of` for many."""
    shared = shared_with(actor).filter(report=OuterRef("pk"))
    return Q(reporter=actor.user_id) | Q(Exists(shared))


def can_view(actor: Actor, report: Report) -> bool:
    """Whether the actor may see this report."""
    return may_read(actor) and side_of(actor, report) is not None


def side_of(actor: Actor, report: Report) -> Party | None:
    """On which side of the report the actor stands; None for a stranger."""
    if not actor.is_person:
        return None
    if report.reporter_id == actor.user_id or is_collaborator(actor, report):
        return Party.REPORTER
    return Party.TEAM if _is_on_team(actor, report) else None


def is_collaborator(actor: Actor, report: Report) -> bool:
    """Whether the actor accepted to share this report."""
    return any(
        row.user_id == actor.user_id and row.state == CollaboratorState.ACCEPTED
        for row in report.collaborators.all()
    )


def may_read(actor: Actor) -> bool:
    """Whether the actor may read any report at all: a person, by browser or a token for it."""
    return actor.is_person and actor.has_scope(TokenScope.REPORTS_READ)


def may_write(actor: Actor) -> bool:
    """Whether the actor may write to any report at all."""
    return actor.is_person and actor.has_scope(TokenScope.REPORTS_WRITE)


def is_open_to_reporters(report: Report) -> bool:
    """Whether those who are not of the team may write here at all now."""
    may = lifecycle.may_comment(lifecycle.ProgramState(report.program.state))
    return may and report.locked_at is None


def holds(actor: Actor, report: Report, permission: Permission) -> bool:
    """Whether the actor's role in the report's organization carries this, whatever their side."""
    return actor.may(permission, report.program.organization_id)


def _is_on_team(actor: Actor, report: Report) -> bool:
    return (
        report.state != State.DRAFT
        and (actor.second_factor or not report.program.requires_second_factor)
        and holds(actor, report, Permission.REPORT_VIEW)
        and within_limits(actor, report)
    )


def acts_for_team(actor: Actor, report: Report, permission: Permission) -> bool:
    """Whether the actor does this to the report as one of its team, on no other side of it."""
    return (
        may_write(actor)
        and side_of(actor, report) == Party.TEAM
        and holds(actor, report, permission)
    )
