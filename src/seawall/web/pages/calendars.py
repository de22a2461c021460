"""The calendar of a team."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries import OrganizationView
from seawall.domain.accounts.rules import DAY_LABELS, DayKind
from seawall.domain.actor import Actor
from seawall.lib import clock


@dataclass(frozen=True, slots=True)
class DaysLine:
    """Days of one member. `url` removes them; empty for who may not."""

    name: str
    handle: str
    kind: DayKind
    kind_label: str
    first: date
    last: date
    is_now: bool
    url: str


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`people` are those for whom the actor may enter days: oneself first."""

    organization: OrganizationView
    lines: tuple[DaysLine, ...]
    people: tuple[tuple[str, str], ...]


def page(actor: Actor, slug: str) -> CalendarPage:
    """Raises NotFound for who reads none of its reports."""
    organization = accounts.organization(slug, actor=actor)
    today = clock.now().date()
    lines = tuple(
        DaysLine(
            name=row.name,
            handle=row.handle,
            kind=row.kind,
            kind_label=_(DAY_LABELS[row.kind]),
            first=row.first,
            last=row.last,
            is_now=row.first <= today <= row.last,
            url=reverse("calendar_remove", args=[slug, row.id]) if row.can_remove else "",
        )
        for row in accounts.calendar(actor, organization.id)
    )
    people = [(actor.handle, _("Me"))]
    if policies.can_manage_groups(actor, organization.id):
        rows = accounts.members_of(organization.id, actor=actor)
        people += [(one.handle, one.name) for one in rows if one.handle != actor.handle]
    return CalendarPage(organization, lines, tuple(people))
