"""Pages by keyset: where a page ended is a place in an index, never a number of rows to skip."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from seawall.domain.errors import Invalid
from seawall.domain.replicas import connection_to_read
from seawall.domain.reports.models import Report

Row = TypeVar("Row")

MOST_ROWS = 100
_CURSOR = re.compile(r"([a-z]{1,20})-([0-9a-f]{1,14})-([0-9a-f]{1,16})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and where the next page begins; None at the end."""

    items: tuple[Row, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """One unique order of reports: by `column`, then by id, both in the same direction."""

    name: str
    column: str
    descending: bool

    @property
    def keys(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}pk"

    def after(self, place: "Place | None") -> Q:
        """The rows behind a place. This form lets both databases walk the index."""
        if place is None:
            return Q()
        here = Q(**{self.column: place.at})
        if self.descending:
            return Q(**{f"{self.column}__lte": place.at}) & ~(here & Q(pk__gte=place.pk))
        return Q(**{f"{self.column}__gte": place.at}) & ~(here & Q(pk__lte=place.pk))


DUE = Order("due", "next_due_at", descending=False)
NEWEST = Order("newest", "submitted_at", descending=True)
OLDEST = Order("oldest", "submitted_at", descending=False)
TOUCHED = Order("touched", "updated_at", descending=True)
_ORDERS = {order.name: order for order in (DUE, NEWEST, OLDEST, TOUCHED)}


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page in its order."""

    order: Order
    at: datetime
    pk: int

    def cursor(self) -> str:
        """The place as an opaque word; a short one, for every row of a page carries it."""
        return f"{self.order.name}-{(self.at - _EPOCH) // _TICK:x}-{self.pk:x}"


def place_of(cursor: str | None, *orders: Order) -> Place | None:
    """The place that a cursor means. Raises Invalid(field="cursor") for one of another list."""
    if not cursor:
        return None
    found = _CURSOR.fullmatch(cursor)
    order = _ORDERS.get(found[1]) if found else None
    pk = int(found[3], 16) if found else 0
    if found is None or order is None or order not in orders or pk >= 2**63:
        raise Invalid(_("This cursor is not one of ours; begin without it."), field="cursor")
    return Place(order, _EPOCH + int(found[2], 16) * _TICK, pk)


def limited(limit: int) -> int:
    """A page size that may be asked for. Raises Invalid(field="limit")."""
    if not 1 <= limit <= MOST_ROWS:
        raise Invalid(_("Ask for 1 to %(most)s rows.") % {"most": MOST_ROWS}, field="limit")
    return limit


@dataclass(frozen=True, slots=True)
class Branch:
    """Reports that one index holds together: `template` with each of `fillings` put in.

    The template compares with the placeholders `PROGRAM`, `GROUP`, `STATE` and `PRIORITY`, so that
    it is compiled once for all programs.
    """

    template: QuerySet[Report]
    fillings: Sequence[Mapping[Any, Any]] = ({},)


# Values that no column holds and that fit its type.
PROGRAM, GROUP, STATE, PRIORITY = -9_000_001, -9_000_002, "any state", 32_001


def first_ids(
    branches: Iterable[Branch], order: Order, place: Place | None, limit: int
) -> list[int]:
    """Ids of the first rows of all branches together, in one statement.

    Each branch is cut to `limit` by its own index, so the cost does not grow with the number of
    reports. A row of two branches comes once.
    """
    parts, values = _parts(branches, order, place, limit)
    if not parts:
        return []
    direction = "DESC" if order.descending else "ASC"
    joined = " UNION ".join(parts)
    with connection_to_read().cursor() as cursor:
        cursor.execute(f"{joined} ORDER BY 2 {direction}, 1 {direction} LIMIT {int(limit)}", values)
        return [row[0] for row in cursor.fetchall()]


def first_counts(lists: Sequence[Iterable[Branch]], order: Order, most: int) -> list[int]:
    """How many rows each list of branches has, at most `most`; one statement for all lists."""
    statements: list[str] = []
    values: list[Any] = []
    for number, branches in enumerate(lists):
        parts, given = _parts(branches, order, None, most)
        if parts:
            joined = " UNION ".join(parts)
            statements.append(
                f"SELECT {number}, COUNT(*) FROM "  # noqa: S608  # made by the ORM
                f"(SELECT * FROM ({joined}) AS found LIMIT {int(most)}) AS counted"
            )
            values.extend(given)
    found: dict[int, int] = {}
    if statements:
        with connection_to_read().cursor() as cursor:
            cursor.execute(" UNION ALL ".join(statements), values)
            found = dict(cursor.fetchall())
    return [found.get(number, 0) for number in range(len(lists))]


def _parts(
    branches: Iterable[Branch], order: Order, place: Place | None, limit: int
) -> tuple[list[str], list[Any]]:
    """Each branch cut to `limit` in its order, as a statement of (id, column), and its values."""
    parts: list[str] = []
    values: list[Any] = []
    for branch in branches:
        cut = (
            branch.template.filter(order.after(place))
            .order_by(*order.keys)
            .values_list("pk", order.column)[:limit]
        )
        try:
            sql, given = cut.query.sql_with_params()
        except EmptyResultSet:
            continue
        for filling in branch.fillings:
            parts.append(f"SELECT * FROM ({sql}) AS part")  # noqa: S608  # made by the ORM
            values.extend(filling.get(value, value) for value in given)
    return parts, values
