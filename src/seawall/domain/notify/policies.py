"""Notices and preferences are one's own business, in a browser; webhooks their organization's."""

from django.db.models import Q, QuerySet

from seawall.domain.accounts.models import Organization
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit.models import Event
from seawall.domain.leaks import policies as leaks
from seawall.domain.notify.models import Delivery, Notice, Preference, Webhook
from seawall.domain.notify.rules.hooks import TYPES
from seawall.domain.notify.rules.topics import Topic
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies as reports
from seawall.domain.reports.rules.workflow import Party
from seawall.domain.rewards import policies as rewards


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices; a token has none. Those of a locked organization wait."""
    if actor.kind is not ActorKind.PERSON:
        return Notice.objects.none()
    mine = Notice.objects.filter(user=actor.user_id)
    if actor.limits:
        mine = _within_limits(actor, mine)
    if not actor.locked:
        return mine
    organizations = Organization.objects.filter(pk__in=actor.locked)
    programs_of = Program.objects.filter(organization__in=organizations)
    hidden = Q(program_id__in=list(programs_of.values_list("pk", flat=True)))
    for slug in organizations.values_list("slug", flat=True):
        hidden |= Q(program_id=None, payload__organization=slug)
    return mine.exclude(pk__in=mine.filter(hidden).values("pk"))


def _within_limits(actor: Actor, mine: QuerySet[Notice]) -> QuerySet[Notice]:
    """Without those of reports that are in none of the actor's groups any more, and of leaks."""
    programs_of = Program.objects.filter(organization__in=actor.limits)
    limited = Q(program_id__in=programs_of.values("pk"))
    seen = reports.visible_to(actor).values("pk")
    hidden = limited & Q(report_id__isnull=False) & ~Q(report_id__in=seen)
    return mine.exclude(hidden).exclude(limited & Q(topic=Topic.LEAK))


def can_view(actor: Actor, notice: Notice) -> bool:
    """The same rule for one."""
    return visible_to(actor).filter(pk=notice.pk).exists()


def own_preferences(actor: Actor) -> QuerySet[Preference]:
    """The choices that the actor made."""
    if actor.kind is not ActorKind.PERSON:
        return Preference.objects.none()
    return Preference.objects.filter(user=actor.user_id)


def webhooks_visible_to(actor: Actor) -> QuerySet[Webhook]:
    """Those of the organizations whose webhooks the actor manages: their addresses are secrets."""
    managed = actor.organizations_with(Permission.WEBHOOK_MANAGE)
    return Webhook.objects.filter(organization_id__in=managed)


def can_manage_webhooks(actor: Actor, organization_id: int) -> bool:
    """The same rule for one organization."""
    return actor.may(Permission.WEBHOOK_MANAGE, organization_id)


def deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    """What was sent to those."""
    return Delivery.objects.filter(webhook__in=webhooks_visible_to(actor))


def can_choose(actor: Actor, kind: str, organization_id: int) -> bool:
    """Nobody sets up a webhook that is told more than they may see, nor does their token."""
    return actor.may(TYPES[kind].needs, organization_id)


def can_be_told(actor: Actor, event: Event) -> bool:
    """Whether the actor, as one of the team, sees what the event is about, as things stand now."""
    organization_id = event.organization_id or 0
    if event.name not in TYPES or not can_choose(actor, event.name, organization_id):
        return False
    if event.name.startswith(("award.", "payout.")):
        awards = rewards.seen_by_team(actor).filter(public_id=event.payload.get("award", ""))
        return awards.exists()
    if event.name.startswith("leak."):
        named = leaks.seen_by_team(actor).filter(public_id=event.payload.get("leak", ""))
        return named.exists()
    if event.report_id is not None:
        found = reports.seen_by_team(actor).filter(pk=event.report_id)
        report = found.select_related("program").prefetch_related("collaborators").first()
        return report is not None and reports.side_of(actor, report) is Party.TEAM
    if event.program_id is not None:
        return programs.visible_to(actor).filter(pk=event.program_id).exists()
    return True
