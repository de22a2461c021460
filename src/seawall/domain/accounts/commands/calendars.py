"""The calendar of a team: who is away, and who is on call."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.events import DaysEntered, DaysRemoved
from seawall.domain.accounts.models import MemberDays, Membership
from seawall.domain.accounts.rules import DayKind
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock

_LONGEST = timedelta(days=366)
_MOST = 60


@transaction.atomic
def enter_days(
    organization_id: int, *, kind: str, first: date, last: date, handle: str = "", actor: Actor
) -> MemberDays:
    """Note days of a member, oneself without a handle, both ends included.

    Everybody says when they are away; who manages groups says it of others, and who is on call.
    Raises NotFound for strangers, NotAllowed, Invalid, Conflict for too many.
    """
    if not policies.can_see_groups(actor, organization_id):
        raise NotFound
    wanted = _kind(kind)
    member = _member(organization_id, handle, actor)
    is_own = member.user_id == actor.user_id and wanted is DayKind.ABSENT
    if not is_own and not policies.can_manage_groups(actor, organization_id):
        raise NotAllowed(_("Your role may enter only when you are away yourself."))
    if last < first:
        raise Invalid(_("The last day is before the first."), field="last")
    if last - first > _LONGEST or last < clock.now().date() - timedelta(days=1):
        raise Invalid(_("Enter days to come, of one year at most."), field="last")
    if member.days.filter(last_date__gte=clock.now().date()).count() >= _MOST:
        raise Conflict(_("There are many entries of this member already. Remove one."))
    row = MemberDays.objects.create(
        membership=member, kind=wanted, first_date=first, last_date=last
    )
    event = DaysEntered(
        user_id=member.user_id,
        days_id=row.pk,
        kind=wanted,
        first_date=first.isoformat(),
        last_date=last.isoformat(),
    )
    audit.record(event, actor=actor, organization_id=organization_id)
    return row


@transaction.atomic
def remove_days(organization_id: int, days_id: int, *, actor: Actor) -> None:
    """By whom they could be entered. Raises NotFound, NotAllowed."""
    found = policies.days_visible_to(actor).select_related("membership")
    row = found.filter(pk=days_id, membership__organization=organization_id).first()
    if row is None:
        raise NotFound
    is_own = row.membership.user_id == actor.user_id and row.kind == DayKind.ABSENT
    if not is_own and not policies.can_manage_groups(actor, organization_id):
        raise NotAllowed(_("Your role may remove only when you are away yourself."))
    event = DaysRemoved(user_id=row.membership.user_id, days_id=row.pk)
    row.delete()
    audit.record(event, actor=actor, organization_id=organization_id)


def _member(organization_id: int, handle: str, actor: Actor) -> Membership:
    name = handle.strip().lower().removeprefix("@") or actor.handle
    members = Membership.objects.filter(organization=organization_id, user__handle=name)
    member = members.first()
    if member is None:
        said = _("@%(name)s is no member of this organisation.")
        raise Invalid(said % {"name": name[:40]}, field="handle")
    return member


def _kind(word: str) -> DayKind:
    try:
        return DayKind(word)
    except ValueError as refusal:
        raise Invalid(_("Choose away or on call."), field="kind") from refusal
