"""Who may see sums and decide on them. Finance sees awards, never the report's words."""

from django.db.models import Q, QuerySet

from seawall.domain.accounts.rules import Permission, TokenScope
from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Report
from seawall.domain.rewards.models import Award, LedgerEntry
from seawall.domain.rewards.rules.awarding import AwardState


def visible_to(actor: Actor) -> QuerySet[Award]:
    """Awards the actor may see: the team's with award.view; one's own once approved."""
    if not actor.is_person or not actor.has_scope(TokenScope.AWARDS_READ):
        return Award.objects.none()
    team = Q(report__program__organization__in=actor.organizations_with(Permission.AWARD_VIEW))
    if not actor.second_factor:
        team &= Q(report__program__requires_second_factor=False)
    mine = Q(transactions__entries__user=actor.user_id)
    ids = Award.objects.filter(team | mine).values("pk").distinct()
    return Award.objects.filter(pk__in=ids)


def can_view(actor: Actor, award: Award) -> bool:
    """The same rule for one award."""
    return visible_to(actor).filter(pk=award.pk).exists()


def can_propose(actor: Actor, report: Report) -> bool:
    """Somebody on the team's side of a report they can read, with award.propose."""
    return (
        actor.has_scope(TokenScope.AWARDS_WRITE)
        and not _is_reporter_side(actor, report)
        and _second_factor_ok(actor, report)
        and actor.may(Permission.AWARD_PROPOSE, report.program.organization_id)
    )


def can_decide(actor: Actor, award: Award) -> bool:
    """With award.approve, not the proposer, and not who would be paid."""
    report = award.report
    return (
        actor.has_scope(TokenScope.AWARDS_WRITE)
        and actor.user_id != award.proposed_by_id
        and not _is_reporter_side(actor, report)
        and _second_factor_ok(actor, report)
        and actor.may(Permission.AWARD_APPROVE, report.program.organization_id)
    )


def can_pay(actor: Actor, award: Award) -> bool:
    """With payout.record; nobody records a payout to themselves."""
    report = award.report
    return (
        actor.has_scope(TokenScope.AWARDS_WRITE)
        and not _is_reporter_side(actor, report)
        and _second_factor_ok(actor, report)
        and actor.may(Permission.PAYOUT_RECORD, report.program.organization_id)
    )


def ledger_of_organization(actor: Actor, organization_id: int) -> QuerySet[LedgerEntry]:
    """Every entry of the organization's programmes, for ledger.view."""
    if not actor.has_scope(TokenScope.AWARDS_READ):
        return LedgerEntry.objects.none()
    if not actor.may(Permission.LEDGER_VIEW, organization_id):
        return LedgerEntry.objects.none()
    return LedgerEntry.objects.filter(program__organization=organization_id)


def own_ledger(actor: Actor) -> QuerySet[LedgerEntry]:
    """The lines that concern the actor as a payee."""
    if not actor.is_person or not actor.has_scope(TokenScope.AWARDS_READ):
        return LedgerEntry.objects.none()
    return LedgerEntry.objects.filter(user=actor.user_id)


def decidable(state: str) -> bool:
    """Whether an award in this state waits for a decision."""
    return state == AwardState.PROPOSED


def _is_reporter_side(actor: Actor, report: Report) -> bool:
    return report.reporter_id == actor.user_id or reports.is_collaborator(actor, report)


def _second_factor_ok(actor: Actor, report: Report) -> bool:
    return actor.second_factor or not report.program.requires_second_factor
