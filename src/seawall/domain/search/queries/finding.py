"""Reports by one filter: terms, words, and an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db.models import Q

from seawall.domain.actor import Actor
from seawall.domain.reports import queries as lists
from seawall.domain.reports.queries import NO_FILTERS, Filters, Page, ReportRow
from seawall.domain.reports.queries.inbox import own_places, team_places, visible_places
from seawall.domain.reports.queries.keyset import DUE, NEWEST, OLDEST, TOUCHED, Order
from seawall.domain.reports.queries.opening import note_listed
from seawall.domain.reports.queries.rows import rows_of
from seawall.domain.reports.rules.workflow import State
from seawall.domain.search.queries.conditions import conditions
from seawall.domain.search.queries.hits import Hit, hits
from seawall.domain.search.queries.ranking import Ranked, ranked
from seawall.domain.search.rules.grammar import FIELDS, OWN_FIELDS, Parsed, is_for_team, parse

_ORDERS = {"due": DUE, "newest": NEWEST, "oldest": OLDEST, "updated": TOUCHED}
_NOTHING = Q(pk__in=[])
_SENT = frozenset(State) - {State.DRAFT}


class Side(StrEnum):
    """Among which reports somebody looks."""

    TEAM = "team"  # as a member of organizations
    OWN = "own"  # what one reported or shares
    ALL = "all"  # both


_USUAL = {Side.TEAM: DUE, Side.OWN: TOUCHED, Side.ALL: NEWEST}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of reports and how the filter was read.

    `filters` are its terms as the lists know them. `is_cut`: older reports were not looked at,
    because more than MOST_FOUND hold the words. `hits` by public id: where the words stand.
    """

    page: Page[ReportRow]
    parsed: Parsed
    filters: Filters
    is_cut: bool = False
    hits: Mapping[str, Hit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A filter that was read, for one reader."""

    actor: Actor
    side: Side
    parsed: Parsed
    team: Filters
    own: Filters

    @property
    def order(self) -> Order:
        return _ORDERS.get(self.parsed.sort, _USUAL[self.side])


def find(
    actor: Actor,
    text: str,
    *,
    side: Side = Side.TEAM,
    base: Filters = NO_FILTERS,
    cursor: str | None = None,
    limit: int = 50,
) -> Found:
    """What the actor reads on that side and the filter lets through.

    `base` narrows as well. A filter with words looks through the newest MOST_FOUND that hold
    them, and without `sort:` shows what fits best first. Terms that cannot be read are left out
    and told. Raises Invalid for a cursor of another list.
    """
    asked = _asked(actor, text, side, base)
    if asked.parsed.said:
        return _by_words(asked, cursor, limit)
    parsed, filters = asked.parsed, asked.team
    match side:
        case Side.TEAM:
            page = lists.inbox(actor, filters, order=asked.order, cursor=cursor, limit=limit)
        case Side.OWN:
            filters = asked.own
            page = lists.my_reports(actor, filters, order=asked.order, cursor=cursor, limit=limit)
        case Side.ALL:
            page = lists.all_visible(
                actor, filters, own=asked.own, order=asked.order, cursor=cursor, limit=limit
            )
    return Found(page, parsed, filters)


def find_ids(actor: Actor, text: str, *, side: Side = Side.TEAM, most: int) -> list[int]:
    """Ids of the first `most` reports that `find` would show, in its order. Names nobody."""
    asked = _asked(actor, text, side, NO_FILTERS)
    if asked.parsed.said:
        return list(_ranked(asked, None).ids[:most])
    match side:
        case Side.TEAM:
            places = team_places(actor, asked.team, asked.order, None, most)
        case Side.OWN:
            places = own_places(actor, asked.own, asked.order, None, most)
        case Side.ALL:
            places = visible_places(actor, asked.team, asked.own, asked.order, None, most)
    return [pk for _order, pk in places]


def readable(actor: Actor, text: str, side: Side) -> Parsed:
    """The filter as it is read for this reader on this side: asks the database nothing."""
    return parse(text, OWN_FIELDS if side is Side.OWN else FIELDS)


def _asked(actor: Actor, text: str, side: Side, base: Filters) -> _Asked:
    parsed = readable(actor, text, side)
    team = conditions(parsed.terms, base, actor)
    own = team if team.states else replace(team, states=_SENT)
    if any(is_for_team(term) for term in parsed.terms):
        own = replace(own, where=own.where & _NOTHING)
    return _Asked(actor, side, parsed, team, own)


def _ranked(asked: _Asked, cursor: str | None) -> Ranked:
    return ranked(
        asked.actor,
        asked.parsed.said,
        team=None if asked.side is Side.OWN else asked.team,
        own=None if asked.side is Side.TEAM else asked.own,
        order=_ORDERS.get(asked.parsed.sort),
        cursor=cursor,
    )


def _by_words(asked: _Asked, cursor: str | None, limit: int) -> Found:
    found = _ranked(asked, cursor)
    ids = list(found.ids[:limit])
    rows = rows_of(ids, asked.actor)
    note_listed(asked.actor, rows)
    shown = dict(zip(ids, rows, strict=True)) if len(ids) == len(rows) else {}
    return Found(
        Page(rows, found.cursor(limit)),
        asked.parsed,
        asked.own if asked.side is Side.OWN else asked.team,
        is_cut=found.is_cut,
        hits=hits(asked.actor, shown, asked.parsed.said),
    )
