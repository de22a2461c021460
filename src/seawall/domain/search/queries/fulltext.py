"""Which reports hold the words: candidates newest first, of what the reader may look through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from seawall.domain.actor import Actor
from seawall.domain.replicas import connection_to_read
from seawall.domain.reports import policies as reports
from seawall.domain.search.rules.fulltext import fts5, tsquery
from seawall.domain.search.rules.grammar import Said

MOST_FOUND = 500
# Beyond this many programs their organizations are named; the rest is filtered afterwards.
_MOST_PROGRAMS = 50
# So many of one's groups' reports are looked through.
_MOST_GROUPED = 5000

# A report has a document for participants and one for what only its team reads.
TEAM_DOCUMENT = 1
PER_REPORT = 2
_ALL = 10**9


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one may look: `places` as in rules.fulltext; `team`: also what only the team reads.

    `shared`: numbers of reports of others that one shares, looked through besides the places;
    `grouped`: those of one's groups, where one sees no others of the organization.
    """

    places: tuple[str, ...]
    team: bool
    shared: tuple[int, ...] = ()
    grouped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """Ids of reports that hold the words: in what participants read, and in what the team does.

    `is_cut`: older ones were not looked at.
    """

    open: frozenset[int]
    team: frozenset[int]
    is_cut: bool

    @property
    def all(self) -> frozenset[int]:
        """Both."""
        return self.open | self.team


def team_scope(actor: Actor) -> Scope:
    """Everything that the actor may read as a member of organizations."""
    found = reports.team_programs(actor).exclude(organization__in=actor.limits)
    programs = list(found.values_list("pk", "organization_id"))
    grouped = _grouped(actor)
    if len(programs) <= _MOST_PROGRAMS:
        return Scope(tuple(f"p{pk}" for pk, _ in programs), team=True, grouped=grouped)
    places = tuple(f"o{org}" for org in sorted({org for _, org in programs}))
    return Scope(places, team=True, grouped=grouped)


def _grouped(actor: Actor) -> tuple[int, ...]:
    """The newest reports of the groups that the actor is limited to: whether words are found must
    not depend on reports that they do not see.
    """
    if not actor.limits:
        return ()
    seen = reports.seen_by_team(actor).filter(program__organization__in=actor.limits)
    return tuple(seen.order_by("-pk").values_list("pk", flat=True)[:_MOST_GROUPED])


def own_scope(actor: Actor) -> Scope:
    """The actor's own reports, and the newest of those that they share."""
    if not reports.may_read(actor):
        return Scope((), team=False)
    shared = reports.shared_with(actor).order_by("-report").values_list("report", flat=True)
    return Scope((f"r{actor.user_id}",), team=False, shared=tuple(shared[:MOST_FOUND]))


def holding(
    wanted: Sequence[Said], scope: Scope, *, limit: int = MOST_FOUND, since: int = 0
) -> Holding:
    """The newest reports that hold all that is wanted; none below `since`.

    The caller filters by visibility, and what only the team reads by who is on it.
    """
    found = _documents(wanted, scope.places, _since(since), limit) if scope.places else []
    is_cut = len(found) >= limit
    if scope.shared:
        ids = ",".join(str(pk * PER_REPORT) for pk in scope.shared if pk >= since)
        found += _documents(wanted, (), f"{_column()} IN ({ids})", limit) if ids else []
    if scope.grouped:
        both = (pk * PER_REPORT + part for pk in scope.grouped if pk >= since for part in (0, 1))
        ids = ",".join(map(str, both))
        mine = _documents(wanted, (), f"{_column()} IN ({ids})", limit) if ids else []
        is_cut |= len(mine) >= limit or len(scope.grouped) >= _MOST_GROUPED
        found += mine
    open_documents = {one // PER_REPORT for one in found if one % PER_REPORT != TEAM_DOCUMENT}
    team = {one // PER_REPORT for one in found if scope.team and one % PER_REPORT == TEAM_DOCUMENT}
    return Holding(frozenset(open_documents), frozenset(team), is_cut)


def holding_any(
    unwanted: Iterable[Said], scope: Scope, candidates: Holding
) -> tuple[frozenset[int], frozenset[int]]:
    """Which of the candidates hold any of these, for participants and for the team."""
    open_ids, team_ids = frozenset[int](), frozenset[int]()
    for one in unwanted if candidates.all else ():
        found = holding([one], scope, limit=_ALL, since=min(candidates.all))
        open_ids, team_ids = open_ids | found.open, team_ids | found.team
    return open_ids, team_ids


def _documents(wanted: Sequence[Said], places: Sequence[str], where: str, limit: int) -> list[int]:
    """Numbers of the newest documents. `where` is a condition of our own numbers."""
    column = _column()
    if connection.vendor == "sqlite":
        clause, values = "domain_searchtext MATCH %s", [fts5(wanted, places)]
    else:
        expression, values = tsquery(wanted, places)
        clause = f"words @@ ({expression})"
    if not any(values):
        clause, values = "1 = 1", []
    statement = (
        f"SELECT {column} FROM domain_searchtext "  # noqa: S608  # holds no text from outside
        f"WHERE {clause} AND {where} ORDER BY {column} DESC LIMIT {int(limit)}"
    )
    with connection_to_read().cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _since(report_id: int) -> str:
    return f"{_column()} >= {report_id * PER_REPORT}"


def _column() -> str:
    return "rowid" if connection.vendor == "sqlite" else "id"
