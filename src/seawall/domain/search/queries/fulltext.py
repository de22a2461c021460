"""Which reports hold the words: candidates newest first, of what the reader may look through."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from seawall.domain.actor import Actor
from seawall.domain.reports import policies as reports
from seawall.domain.search.rules.fulltext import fts5, tsquery
from seawall.domain.search.rules.grammar import Said

MOST_FOUND = 500
# Beyond this many programs their organizations are named; the rest is filtered afterwards.
_MOST_PROGRAMS = 50

# A report has a document for participants and one for what only its team reads.
TEAM_DOCUMENT = 1
PER_REPORT = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one may look: `places` as in rules.fulltext; `team`: also what only the team reads."""

    places: tuple[str, ...]
    team: bool


def team_scope(actor: Actor) -> Scope:
    """Everything that the actor may read as a member of organizations."""
    programs = list(reports.team_programs(actor).values_list("pk", "organization_id"))
    if len(programs) <= _MOST_PROGRAMS:
        return Scope(tuple(f"p{pk}" for pk, _ in programs), team=True)
    return Scope(tuple(f"o{org}" for org in sorted({org for _, org in programs})), team=True)


def own_scope(actor: Actor) -> Scope:
    """The actor's own reports."""
    may = reports.may_read(actor)
    return Scope((f"r{actor.user_id}",) if may else (), team=False)


def report_ids(
    wanted: Sequence[Said], scope: Scope, *, limit: int = MOST_FOUND, since: int = 0
) -> list[int]:
    """Ids of the newest reports that hold all that is wanted, each once; none below `since`.

    The caller filters by visibility.
    """
    if not scope.places:
        return []
    if connection.vendor == "sqlite":
        clause, values = "domain_searchtext MATCH %s", [fts5(wanted, scope.places)]
        column = "rowid"
    else:
        expression, values = tsquery(wanted, scope.places)
        clause, column = f"words @@ ({expression})", "id"
    if not scope.team:
        clause += f" AND {column} %% {PER_REPORT} <> {TEAM_DOCUMENT}"
    statement = (
        f"SELECT {column} FROM domain_searchtext "  # noqa: S608  # holds no text from outside
        f"WHERE {clause} AND {column} >= {since * PER_REPORT} "
        f"ORDER BY {column} DESC LIMIT {int(limit)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(dict.fromkeys(row[0] // PER_REPORT for row in cursor.fetchall()))
