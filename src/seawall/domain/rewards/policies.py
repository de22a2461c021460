"""Who may see sums and decide on them. Finance sees awards, never the report's words.

Whoever shares a report is paid for it, so they neither propose nor decide there and see no
proposal, whatever their role in the organization is.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seawall.domain.accounts.rules import Permission, TokenScope
from seawall.domain.actor import Actor
from seawall.domain.leaks.models import Leak
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Collaborator, CollaboratorState, Report
from seawall.domain.rewards.models import Award, LedgerEntry
from seawall.domain.rewards.rules.awarding import AwardState


def visible_to(actor: Actor) -> QuerySet[Award]:
    """Awards the actor may see: the team's with award.view; one's own once approved."""
    if not _may_read(actor):
        return Award.objects.none()
    mine = LedgerEntry.objects.filter(transaction__award=OuterRef("pk"), user=actor.user_id)
    return Award.objects.filter(_team_filter(actor) | Exists(mine))


def seen_by_team(actor: Actor) -> QuerySet[Award]:
    """The part of `visible_to` that the actor sees through a role."""
    if not _may_read(actor):
        return Award.objects.none()
    return Award.objects.filter(_team_filter(actor))


def is_seen_by_team(actor: Actor, award: Award) -> bool:
    """The same rule for one award, whose report, program and collaborators are at hand."""
    return can_see_offer(actor, award.subject)


def can_view(actor: Actor, award: Award) -> bool:
    """The same rule for one award."""
    return visible_to(actor).filter(pk=award.pk).exists()


def can_see_offer(actor: Actor, about: Report | Leak) -> bool:
    """Whether the actor reads, as one of the team, what it earned and could earn."""
    return (
        _may_read(actor)
        and not _is_reporter_side(actor, about)
        and _in_sight(actor, about)
        and actor.may(Permission.AWARD_VIEW, about.program.organization_id)
    )


def can_propose(actor: Actor, about: Report | Leak) -> bool:
    """Somebody on the team's side of what they can read, with award.propose."""
    return (
        actor.has_scope(TokenScope.AWARDS_WRITE)
        and not _is_reporter_side(actor, about)
        and _in_sight(actor, about)
        and actor.may(Permission.AWARD_PROPOSE, about.program.organization_id)
    )


def can_decide(actor: Actor, award: Award) -> bool:
    """With award.approve, not the proposer, and not who would be paid."""
    about = award.subject
    return (
        actor.has_scope(TokenScope.AWARDS_WRITE)
        and actor.user_id != award.proposed_by_id
        and not _is_reporter_side(actor, about)
        and _in_sight(actor, about)
        and actor.may(Permission.AWARD_APPROVE, about.program.organization_id)
    )


def can_pay(actor: Actor, award: Award) -> bool:
    """With payout.record, after a second factor; nobody records a payout to themselves."""
    about = award.subject
    return (
        actor.has_scope(TokenScope.AWARDS_WRITE)
        and actor.second_factor
        and not _is_reporter_side(actor, about)
        and actor.may(Permission.PAYOUT_RECORD, about.program.organization_id)
    )


def lacks_second_factor_to_pay(actor: Actor, award: Award) -> bool:
    """Whether a second factor is all that is missing to `can_pay`."""
    return (
        not actor.second_factor
        and actor.has_scope(TokenScope.AWARDS_WRITE)
        and not _is_reporter_side(actor, award.subject)
        and actor.may(Permission.PAYOUT_RECORD, award.subject.program.organization_id)
    )


def can_view_ledger(actor: Actor, organization_id: int) -> bool:
    """Whether the actor reads the books of the organization."""
    return actor.has_scope(TokenScope.AWARDS_READ) and actor.may(
        Permission.LEDGER_VIEW, organization_id
    )


def ledger_of_organization(actor: Actor, organization_id: int) -> QuerySet[LedgerEntry]:
    """Every entry of the programmes of the organization that the actor's sign-in opens."""
    if not can_view_ledger(actor, organization_id):
        return LedgerEntry.objects.none()
    entries = LedgerEntry.objects.filter(program__organization=organization_id)
    if not actor.second_factor:
        entries = entries.filter(program__requires_second_factor=False)
    return entries


def ledger_lacks_programs(actor: Actor, organization_id: int) -> bool:
    """Whether programmes are left out of the ledger until the actor passes a second factor."""
    if actor.second_factor:
        return False
    closed = Program.objects.filter(organization=organization_id, requires_second_factor=True)
    return closed.exists()


def own_ledger(actor: Actor) -> QuerySet[LedgerEntry]:
    """The lines that concern the actor as a payee."""
    if not _may_read(actor):
        return LedgerEntry.objects.none()
    return LedgerEntry.objects.filter(user=actor.user_id)


def decidable(state: str) -> bool:
    """Whether an award in this state waits for a decision."""
    return state == AwardState.PROPOSED


def _may_read(actor: Actor) -> bool:
    return actor.is_person and actor.has_scope(TokenScope.AWARDS_READ)


def _team_filter(actor: Actor) -> Q:
    organizations = actor.organizations_with(Permission.AWARD_VIEW)
    if not organizations:
        return Q(pk__in=[])
    shares = Collaborator.objects.filter(
        report=OuterRef("report"), user=actor.user_id, state=CollaboratorState.ACCEPTED
    )
    team = Q(
        ~Exists(shares),
        ~Q(report__reporter=actor.user_id),
        report__program__organization__in=organizations,
    )
    # An anonymous leak has no reporter and so no award; NULL needs no care here.
    keys = ~Q(leak__reporter=actor.user_id) & Q(leak__program__organization__in=organizations)
    for organization, groups in actor.limits.items():
        team &= ~Q(report__program__organization=organization) | Q(report__group__in=groups)
        keys &= ~Q(leak__program__organization=organization)
    if not actor.second_factor:
        team &= Q(report__program__requires_second_factor=False)
        keys &= Q(leak__program__requires_second_factor=False)
    return team | keys


def _is_reporter_side(actor: Actor, about: Report | Leak) -> bool:
    if isinstance(about, Leak):
        return about.reporter_id == actor.user_id
    return about.reporter_id == actor.user_id or reports.is_collaborator(actor, about)


def _in_sight(actor: Actor, about: Report | Leak) -> bool:
    """By the second factor, and by the groups that the actor is limited to: no leak is in one."""
    if not actor.second_factor and about.program.requires_second_factor:
        return False
    if isinstance(about, Leak):
        return about.program.organization_id not in actor.limits
    return reports.within_limits(actor, about)
