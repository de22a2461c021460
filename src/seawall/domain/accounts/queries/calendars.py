"""Who is away and who is on call."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from seawall.domain.accounts import policies
from seawall.domain.accounts.models import MemberDays
from seawall.domain.accounts.rules import DayKind
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.lib import clock

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysRow:
    """Days of one member. `can_remove`: by this reader."""

    id: int
    handle: str
    name: str
    kind: DayKind
    first: date
    last: date
    can_remove: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """How a member stands today, where they are. `absent_until` is None for who is there."""

    absent_until: date | None = None
    is_on_call: bool = False


def calendar(actor: Actor, organization_id: int) -> tuple[DaysRow, ...]:
    """What is not over, by day: all of it, or one's own. Raises NotFound for strangers."""
    if not policies.can_see_groups(actor, organization_id):
        raise NotFound
    may = policies.can_manage_groups(actor, organization_id)
    rows = (
        policies.days_visible_to(actor)
        .filter(membership__organization=organization_id)
        .filter(last_date__gte=clock.now().date() - _DAY)
        .select_related("membership__user")
        .order_by("first_date", "pk")
    )
    return tuple(
        DaysRow(
            id=row.pk,
            handle=row.membership.user.handle,
            name=row.membership.user.display_name or row.membership.user.handle,
            kind=DayKind(row.kind),
            first=row.first_date,
            last=row.last_date,
            can_remove=may
            or (row.membership.user_id == actor.user_id and row.kind == DayKind.ABSENT),
        )
        for row in rows
    )


def duties(organization_id: int, user_ids: Collection[int], now: datetime) -> dict[int, Duty]:
    """How these members stand at the moment, each in their own zone. One statement."""
    around = (now - _DAY).date(), (now + _DAY).date()
    rows = MemberDays.objects.filter(
        membership__organization=organization_id,
        membership__user__in=user_ids,
        first_date__lte=around[1],
        last_date__gte=around[0],
    ).values_list(
        "membership__user_id", "membership__user__time_zone", "kind", "first_date", "last_date"
    )
    found: dict[int, Duty] = {}
    for user_id, zone, kind, first, last in rows:
        if not first <= now.astimezone(_zone(zone)).date() <= last:
            continue
        known = found.get(user_id, Duty())
        if kind == DayKind.ON_CALL:
            found[user_id] = Duty(known.absent_until, is_on_call=True)
        else:
            until = max(last, known.absent_until or last)
            found[user_id] = Duty(until, is_on_call=known.is_on_call)
    return found


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name) if name else ZoneInfo("UTC")
