"""Who uses and who keeps a team's canned responses."""

from django.db.models import Q, QuerySet

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.automation.models import CannedResponse
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
