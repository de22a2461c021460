"""Who may reset what was learnt, and who has which saved views. What one may find and compare is
the reports' own policy: a view shows nobody more than its filter would.
"""

from django.db.models import Q, QuerySet

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports
from seawall.domain.search.models import SavedView

# A name of accounts.rules.PLATFORM_PERMISSIONS.
_TUNE = "platform.settings"


def can_reset(actor: Actor) -> bool:
    """Whether the actor may throw away what was learnt: it serves all organizations."""
    return actor.may_on_platform(_TUNE)


def can_have_views(actor: Actor) -> bool:
    """Whether the actor reads reports of some team, which views are for."""
    return reports.may_read(actor) and bool(actor.organizations_with(Permission.REPORT_VIEW))


def visible_views(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own, and those shared with the teams whose reports they read."""
    if not can_have_views(actor):
        return SavedView.objects.none()
    organizations = actor.organizations_with(Permission.REPORT_VIEW)
    programs = reports.team_programs(actor).values("pk")
    shared = Q(organization__in=organizations) & (Q(program=None) | Q(program__in=programs))
    return SavedView.objects.filter(Q(organization=None, owner=actor.user_id) | shared)


def can_share(actor: Actor, organization_id: int) -> bool:
    """Whether the actor may share views with the organization's team, and change shared ones."""
    return reports.may_write(actor) and actor.may(Permission.VIEW_SHARE, organization_id)


def can_change(actor: Actor, view: SavedView) -> bool:
    """Whether the actor may change this view, which they see."""
    if view.organization_id is not None:
        return can_share(actor, view.organization_id)
    return reports.may_write(actor) and view.owner_id == actor.user_id
