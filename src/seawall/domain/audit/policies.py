"""Who may read the log."""

from django.db.models import Q, QuerySet

from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event

# Names of accounts.rules, which is above this subject.
_VIEW = "activity.view"
_EXPORT = "activity.export"
_PLATFORM = "platform.activity"


def can_view_activity(actor: Actor, organization_id: int) -> bool:
    """Whether the actor may read what happened in that organization."""
    return actor.may(_VIEW, organization_id)


def can_export_activity(actor: Actor, organization_id: int) -> bool:
    """Whether the actor may take it away as a file."""
    return actor.may(_EXPORT, organization_id)


def can_view_platform_activity(actor: Actor) -> bool:
    """Whether the actor may read what happened outside all organizations."""
    return actor.may_on_platform(_PLATFORM)


def visible_to(actor: Actor) -> QuerySet[Event]:
    """Events of organizations where the actor may read activity; the administrator also sees
    those that belong to none and to no report.
    """
    allowed = Q(organization_id__in=actor.organizations_with(_VIEW))
    if can_view_platform_activity(actor):
        allowed |= Q(organization_id__isnull=True, report_id__isnull=True)
    return Event.objects.filter(allowed)
