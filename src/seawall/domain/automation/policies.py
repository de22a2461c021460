"""Who uses and who keeps a team's canned responses, and its rules on events."""

from django.db.models import Q, QuerySet

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.automation.models import CannedResponse, Rule
from seawall.domain.reports import policies as reports


def can_read(actor: Actor, organization_id: int) -> bool:
    """Whether the actor reads reports of the organization, which responses are for."""
    return reports.may_read(actor) and actor.may(Permission.REPORT_VIEW, organization_id)


def can_manage_responses(actor: Actor, organization_id: int) -> bool:
    """Whether the actor writes the organization's canned responses."""
    return reports.may_write(actor) and actor.may(Permission.RESPONSE_MANAGE, organization_id)


def visible_responses(actor: Actor) -> QuerySet[CannedResponse]:
    """Those of the teams and programs whose reports the actor reads."""
    if not reports.may_read(actor):
        return CannedResponse.objects.none()
    programs = reports.team_programs(actor).values("pk")
    return CannedResponse.objects.filter(
        Q(program=None) | Q(program__in=programs),
        organization__in=actor.organizations_with(Permission.REPORT_VIEW),
    )


def can_manage_rules(actor: Actor, organization_id: int) -> bool:
    """Whether the actor keeps the rules that act for the organization's team."""
    may = actor.may(Permission.RULE_MANAGE, organization_id)
    return may and reports.may_write(actor) and can_read(actor, organization_id)


def visible_rules(actor: Actor) -> QuerySet[Rule]:
    """The rules that the actor keeps: nobody else reads them."""
    if not reports.may_read(actor):
        return Rule.objects.none()
    programs = reports.team_programs(actor).values("pk")
    return Rule.objects.filter(
        Q(program=None) | Q(program__in=programs),
        organization__in=actor.organizations_with(Permission.RULE_MANAGE),
    )
