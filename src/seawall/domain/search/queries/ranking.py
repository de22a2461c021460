"""Reports that hold words: the newest that do, those that the reader may see, the best first."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import Filters
from seawall.domain.reports.queries.inbox import narrowed
from seawall.domain.reports.queries.keyset import Order
from seawall.domain.search.queries.fulltext import (
    holding,
    holding_any,
    own_scope,
    team_scope,
)
from seawall.domain.search.rules.fulltext import relevance
from seawall.domain.search.rules.grammar import Said

_LONGEST_CURSOR = 200
_NEVER = 2**62

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids behind the cursor with their places in the list. `is_cut` as in Found."""

    name: str
    places: tuple[tuple[Place, int], ...]
    is_cut: bool

    @property
    def ids(self) -> tuple[int, ...]:
        """The reports in their order."""
        return tuple(pk for _place, pk in self.places)

    def cursor(self, limit: int) -> str | None:
        """Where the page behind the first `limit` begins; None at the end."""
        if len(self.places) <= limit:
            return None
        text = json.dumps([self.name, *self.places[limit - 1][0]])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def ranked(
    actor: Actor,
    said: Sequence[Said],
    *,
    team: Filters | None,
    own: Filters | None,
    order: Order | None,
    cursor: str | None,
) -> Ranked:
    """`team` and `own`: what narrows either side; None leaves it out. Without an order the ones
    whose titles fit best come first, then the newest. Raises Invalid(field="cursor").
    """
    name = f"words-{order.name}" if order else "words"
    after = _after(cursor, name)
    titles: dict[int, tuple[str, datetime | None]] = {}
    is_cut = False
    column = order.column if order else "submitted_at"
    for filters, seen in ((team, _team), (own, _own)):
        if filters is None:
            continue
        queryset, cut = seen(actor, said)
        is_cut |= cut
        rows = narrowed(queryset, filters, actor).values_list("pk", "title", column)
        titles |= {pk: (title, at) for pk, title, at in rows}
    places = sorted((_place(pk, *row, said, order), pk) for pk, row in titles.items())
    left = tuple(one for one in places if after is None or one[0] > after)
    return Ranked(name, left, is_cut)


def _team(actor: Actor, said: Sequence[Said]) -> tuple[QuerySet[Report], bool]:
    """What the actor reads through a role. What only the team reads does not count where the
    actor is on the reporter's side.
    """
    scope = team_scope(actor)
    held = holding([one for one in said if not one.excludes], scope)
    unwanted_open, unwanted_team = holding_any((one for one in said if one.excludes), scope, held)
    mine = reports.on_reporters_side(actor)
    seen = reports.seen_by_team(actor).filter(pk__in=held.all - unwanted_open)
    if only_team := held.team - held.open:
        seen = seen.filter(~Q(pk__in=only_team) | ~mine)
    if unwanted_team:
        seen = seen.filter(~Q(pk__in=unwanted_team) | mine)
    return seen, held.is_cut


def _own(actor: Actor, said: Sequence[Said]) -> tuple[QuerySet[Report], bool]:
    scope = own_scope(actor)
    held = holding([one for one in said if not one.excludes], scope)
    unwanted, _none = holding_any((one for one in said if one.excludes), scope, held)
    seen = reports.visible_to(actor).filter(reports.on_reporters_side(actor))
    return seen.filter(pk__in=held.open - unwanted), held.is_cut


def _place(
    pk: int, title: str, at: datetime | None, said: Sequence[Said], order: Order | None
) -> Place:
    if order is None:
        return -relevance(title, said), -pk
    moment = int(at.timestamp() * 1_000_000) if at else _NEVER
    return (-moment if at else moment, -pk) if order.descending else (moment, pk)


def _after(cursor: str | None, name: str) -> Place | None:
    if not cursor:
        return None
    try:
        padded = cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4)
        given: Any = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        mine, first, second = given
    except (ValueError, TypeError, binascii.Error, RecursionError):
        mine = first = second = None
    if mine != name or type(first) is not int or type(second) is not int:
        raise Invalid(_("This cursor is not one of ours; begin without it."), field="cursor")
    return first, second
