"""The team's reports by one filter: terms, words, and an order."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports
from seawall.domain.reports import queries as lists
from seawall.domain.reports.queries import NO_FILTERS, Filters, Page, ReportRow
from seawall.domain.reports.queries.inbox import narrowed
from seawall.domain.reports.queries.keyset import DUE, NEWEST, OLDEST, TOUCHED
from seawall.domain.reports.queries.opening import note_listed
from seawall.domain.reports.queries.rows import rows_of
from seawall.domain.search.queries.conditions import conditions
from seawall.domain.search.queries.fulltext import (
    MOST_FOUND,
    own_scope,
    report_ids,
    team_scope,
)
from seawall.domain.search.rules.fulltext import relevance
from seawall.domain.search.rules.grammar import Parsed, parse

_ALL = 10**9
_ORDERS = {"": DUE, "due": DUE, "newest": NEWEST, "oldest": OLDEST, "updated": TOUCHED}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of reports and how the filter was read. `is_cut`: older reports were not looked at,
    because more than MOST_FOUND hold the words.
    """

    page: Page[ReportRow]
    parsed: Parsed
    is_cut: bool = False


def find(
    actor: Actor,
    text: str,
    *,
    base: Filters = NO_FILTERS,
    cursor: str | None = None,
    limit: int = 50,
) -> Found:
    """What the actor reads as a member of organizations and the filter lets through.

    `base` narrows as well. A filter with words ranks the newest MOST_FOUND that hold them and
    gives one page; others turn pages by cursor. Terms that cannot be read are left out and told.
    """
    parsed = parse(text)
    filters = conditions(parsed.terms, base, actor)
    if parsed.said:
        return _by_words(actor, parsed, filters, limit)
    page = lists.inbox(actor, filters, order=_ORDERS[parsed.sort], cursor=cursor, limit=limit)
    return Found(page, parsed)


def _by_words(actor: Actor, parsed: Parsed, filters: Filters, limit: int) -> Found:
    scope = team_scope(actor)
    candidates = report_ids([one for one in parsed.said if not one.excludes], scope)
    unwanted: set[int] = set()
    for one in parsed.said if candidates else ():
        if one.excludes:
            unwanted.update(report_ids([one], scope, limit=_ALL, since=min(candidates)))
    left = (
        narrowed(reports.seen_by_team(actor), filters, actor)
        .filter(pk__in=[pk for pk in candidates if pk not in unwanted])
        .values_list("pk", "title")
    )
    ranked = sorted(left, key=lambda row: (-relevance(row[1], parsed.said), -row[0]))
    rows = rows_of([pk for pk, _ in ranked[:limit]])
    note_listed(actor, rows)
    return Found(Page(tuple(rows), None), parsed, is_cut=len(candidates) >= MOST_FOUND)


def find_own(actor: Actor, text: str, *, limit: int = 50) -> tuple[ReportRow, ...]:
    """The actor's own sent reports that hold all words of the text, the best first."""
    said = [one for one in parse(text).said if not one.excludes]
    own = reports.visible_to(actor).filter(reporter=actor.user_id)
    found = own.filter(pk__in=report_ids(said, own_scope(actor)) if said else [])
    ranked = sorted(
        found.values_list("pk", "title"), key=lambda row: (-relevance(row[1], said), -row[0])
    )
    rows = tuple(rows_of([pk for pk, _ in ranked[:limit]]))
    note_listed(actor, rows)
    return rows
