"""Who opened a report."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import ROLE_LABELS, Role
from seawall.domain.actor import Actor
from seawall.domain.readings.rules import DOOR_LABELS
from seawall.domain.reports import queries
from seawall.domain.reports.queries import Reading
from seawall.domain.reports.rules.guesting import GUEST
from seawall.domain.reports.rules.workflow import Party


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One opening in words. `name` is empty where names are hidden."""

    at: datetime
    who: str
    name: str
    door: str
    file: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ListingLine:
    """How often a role was shown the title in a list."""

    who: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ReadsPage:
    """The openings of one report, the newest first."""

    public_id: str
    url: str
    has_names: bool
    lines: tuple[ReadingLine, ...]
    listings: tuple[ListingLine, ...]
    is_cut: bool


def reads(actor: Actor, public_id: str) -> ReadsPage:
    """Raises NotFound for what the actor may not see."""
    found = queries.reads(actor, public_id)
    route = "inbox-report" if found.is_team else "report"
    return ReadsPage(
        public_id=found.public_id,
        url=reverse(route, args=[found.public_id]),
        has_names=found.has_names,
        lines=tuple(_line(one) for one in found.items),
        listings=tuple(
            ListingLine(_role(one.role), one.times, one.last_at) for one in found.listings
        ),
        is_cut=found.is_cut,
    )


def _line(one: Reading) -> ReadingLine:
    return ReadingLine(
        at=one.at,
        who=_who(one),
        name=one.handle,
        door=_(DOOR_LABELS[one.door]),
        file=one.file,
        is_mine=one.is_mine,
    )


def _who(one: Reading) -> str:
    if one.side == Party.REPORTER:
        return _("Reporter")
    if one.side == GUEST:
        return _("Guest")
    return _role(one.role) if one.side == Party.TEAM else _("Collaborator")


def _role(role: str) -> str:
    return _(ROLE_LABELS[Role(role)]) if role in frozenset(Role) else _("Team")
