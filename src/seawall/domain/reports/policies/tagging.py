"""Who sees tags and who may use them. They are the team's alone, like its notes."""

from django.db.models import Exists, OuterRef, QuerySet

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report, ReportTag, Tag


def visible_tags(actor: Actor) -> QuerySet[Tag]:
    """The tags of the organizations whose reports the actor reads."""
    if not policies.may_read(actor):
        return Tag.objects.none()
    return Tag.objects.filter(organization__in=actor.organizations_with(Permission.REPORT_VIEW))


def can_see_tags(actor: Actor, organization_id: int) -> bool:
    """The same rule as `visible_tags`, for one organization."""
    return policies.may_read(actor) and actor.may(Permission.REPORT_VIEW, organization_id)


def seen_on_reports(actor: Actor) -> QuerySet[ReportTag]:
    """Which tags stand on which reports, for the team: nothing of reports that are the actor's own
    or shared by them.
    """
    shared = policies.shared_with(actor).filter(report=OuterRef("report"))
    return ReportTag.objects.filter(~Exists(shared), tag__in=visible_tags(actor)).exclude(
        report__reporter=actor.user_id
    )


def can_tag(actor: Actor, report: Report) -> bool:
    """Whether the actor may put tags on the report and take them off."""
    return policies.acts_for_team(actor, report, Permission.REPORT_TAG)


def can_manage_tags(actor: Actor, organization_id: int) -> bool:
    """Whether the actor may make, rename, archive and delete tags of the organization."""
    return policies.may_write(actor) and actor.may(Permission.TAG_MANAGE, organization_id)
