"""Wide queries that are asked again and again, compiled once.

Django builds and compiles such a query anew each time, which costs ten times what the database
needs to answer it. What is kept here are statements and parameters, never rows.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import QuerySet

_MOST = 512


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]
    columns: tuple[Any, ...]


class ByIds:
    """What `make(about, ids)` says: a `values()` whose only condition is `pk__in=ids`, and which
    otherwise depends on `about` alone.

    `about` stands in `key_of(about)` with all that the statement depends on: neither the time nor
    anything that is in the database.
    """

    def __init__(
        self,
        make: Callable[[Any, Sequence[int]], QuerySet[Any, dict[str, Any]]],
        key_of: Callable[[Any], Hashable],
    ) -> None:
        self._make, self._key_of = make, key_of
        self._kept = lru_cache(maxsize=_MOST)(_Kept)

    def __call__(self, about: Any, ids: Sequence[int], *, using: str) -> Iterator[dict[str, Any]]:
        """The rows, in no order. One statement."""
        wanted = tuple(dict.fromkeys(ids))
        kept = self._kept(self._key_of(about), len(wanted), using)
        if kept.statement is None:
            kept.statement = _compiled(self._make(about, wanted).using(using), wanted)
        return _rows(kept.statement, wanted, using)


class _Kept:
    """A place for a statement; two threads that fill it at once write the same."""

    def __init__(self, *_key: Hashable) -> None:
        self.statement: _Statement | None = None


def _compiled(query: QuerySet[Any, dict[str, Any]], ids: tuple[int, ...]) -> _Statement:
    compiler = query.query.get_compiler(query.db)
    sql, params = compiler.as_sql()
    if tuple(params[-len(ids) :]) != ids:
        raise ValueError("The ids must be the last parameters of the statement.")
    names = [alias for _expression, _sql, alias in compiler.select]
    return _Statement(
        sql,
        tuple(params[: -len(ids)]),
        tuple(name or "" for name in names),
        tuple(expression for expression, _sql, _alias in compiler.select),
    )


def _rows(said: _Statement, ids: tuple[int, ...], using: str) -> Iterator[dict[str, Any]]:
    connection = connections[using]
    converted = [
        (name, expression, converters)
        for name, expression in zip(said.names, said.columns, strict=True)
        if (
            converters := [
                *connection.ops.get_db_converters(expression),
                *expression.get_db_converters(connection),
            ]
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(said.sql, (*said.params, *ids))
        found = cursor.fetchall()
    for values in found:
        row = dict(zip(said.names, values, strict=True))
        for name, expression, converters in converted:
            for convert in converters:
                row[name] = convert(row[name], expression, connection)
        yield row
