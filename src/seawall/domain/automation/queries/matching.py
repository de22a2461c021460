"""Which of some reports the condition of a rule lets through, as they stand now."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Revision
from seawall.domain.reports.queries import NO_FILTERS
from seawall.domain.reports.queries.inbox import team_places
from seawall.domain.reports.queries.keyset import NEWEST
from seawall.domain.search.queries.conditions import conditions
from seawall.domain.search.rules.grammar import Said, parse

_AT_ONCE = 500
_WORDS = ("title", "target", "description", "impact")


def matching(actor: Actor, condition: str, report_ids: Collection[int]) -> set[int]:
    """Those that fit and that the actor works on for the team: never their own.

    A word or phrase must stand, as it is written, in title, target, description or impact: the
    index of the search may be behind what just happened. A statement for every 500 reports.
    """
    parsed = parse(condition)
    found: set[int] = set()
    wanted = sorted(report_ids)
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        where = Q(pk__in=some) & _hold(parsed.said) & ~reports.on_reporters_side(actor)
        filters = conditions(parsed.terms, replace(NO_FILTERS, where=where), actor)
        found |= {pk for _place, pk in team_places(actor, filters, NEWEST, None, len(some))}
    return found


def _hold(said: Iterable[Said]) -> Q:
    condition = Q()
    for one in said:
        anywhere = Q()
        for field in _WORDS:
            anywhere |= Q(**{f"{field}__icontains": one.text})
        newest = Revision.objects.filter(
            anywhere, report=OuterRef("pk"), number=OuterRef("revision_count")
        )
        held = Q(Exists(newest))
        condition &= ~held if one.excludes else held
    return condition
