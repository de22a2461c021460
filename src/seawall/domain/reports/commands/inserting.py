"""A new row by one prepared statement: what sending a report does five times over."""

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

# Both drivers take the values of these columns as they stand in the row.
_PLAIN = (CharField, TextField, IntegerField, BooleanField, ForeignKey)


def insert(row: Model) -> None:
    """Store a new row and set its id. Columns, conversions and constraints are the model's own.

    Without the work that `save` does around the statement, which costs more than the statement.
    """
    sql, names, converted = _statement(type(row), connection.vendor)
    held = row.__dict__
    values = [held[name] for name in names]
    for place, column in converted:
        if values[place] is not None:
            values[place] = column.get_db_prep_save(values[place], connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = connection.alias


@lru_cache(maxsize=32)
def _statement(
    model: type[Model], _vendor: str
) -> tuple[str, tuple[str, ...], tuple[tuple[int, "Field[Any, Any]"], ...]]:
    """The statement, the attributes that fill it, and those that the driver takes converted."""
    columns = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in columns)
    places = ", ".join(["%s"] * len(columns))
    key = model._meta.pk
    assert key is not None
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({names})"  # noqa: S608  # the model's names
        f" VALUES ({places}) RETURNING {quote(str(key.column))}"
    )
    converted = tuple(
        (place, field) for place, field in enumerate(columns) if not isinstance(field, _PLAIN)
    )
    return sql, tuple(field.attname for field in columns), converted
