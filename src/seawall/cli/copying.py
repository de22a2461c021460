"""The rows of all tables from a SQLite database into the configured PostgreSQL database."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Field, Model

# Written by migrations, not by people: they are replaced by the rows of the source.
_MADE_BY_MIGRATING = frozenset({"django_content_type", "auth_permission", "domain_loghead"})
_CACHE = "seawall_cache"
_WORDS_AT_ONCE = 500
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
_GUARDED = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
"""


class Unfit(Exception):
    """What does not fit, in words for the operator."""


def compare_migrations(alias: str) -> None:
    """Both databases must have been brought to this very release."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    ours = set(MigrationRecorder(connections["default"]).applied_migrations())
    theirs = set(MigrationRecorder(connections[alias]).applied_migrations())
    if theirs - ours:
        raise Unfit("A newer release wrote this database. Move it with that release.")
    if ours - theirs:
        raise Unfit("This database is of an older release. Run ./run migrate on it first.")


def make_cache_table() -> None:
    """Limits and used codes live there. Nothing happens when it is there already."""
    from django.core.management import call_command

    with redirect_stdout(io.StringIO()):
        call_command("createcachetable", verbosity=0)


def refuse_used_target() -> None:
    """A target that was begun to be filled holds nothing that a person made."""
    from django.db import connection

    for model in _models():
        table = model._meta.db_table
        if table not in _MADE_BY_MIGRATING and model._base_manager.exists():
            raise Unfit(f"{connection.settings_dict['NAME']} is in use: {table} holds rows.")


def copy_all(alias: str, *, say: Callable[[str], None]) -> None:
    """Every table, and a proof for each that both sides hold the same rows. In a transaction."""
    from django.core.management.color import no_style
    from django.db import connection

    with unguarded():
        for model in _models():
            rows = _copy_table(alias, model)
            if rows:
                say(f"{model._meta.db_table}: {rows} rows")
        _copy_cache(alias)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def index_words(*, say: Callable[[str], None]) -> None:
    """The search index is of another kind on each database, so it is made anew."""
    from seawall.domain.search import commands

    say("search index")
    last: int | None = 0
    while last is not None:
        last = commands.index_words_after(last, _WORDS_AT_ONCE)


def analyze() -> None:
    """Without it PostgreSQL plans as if the tables were empty, until it looks by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _models() -> list[type["Model"]]:
    from django.apps import apps

    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


@contextmanager
def unguarded() -> Iterator[None]:
    """Without triggers; and foreign keys are laid anew afterwards, which checks every row."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        keys = cursor.fetchall()
        cursor.execute(_GUARDED)
        guarded = [table for (table,) in cursor.fetchall()]
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _copy_table(alias: str, model: type["Model"]) -> int:
    """How many rows. Unfit when the target then holds others than were sent."""
    from django.db import DataError, connection

    fields = [field for field in model._meta.local_concrete_fields if field.column]
    names = [field.attname for field in fields]
    columns = [connection.ops.quote_name(str(field.column)) for field in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    if model._meta.db_table in _MADE_BY_MIGRATING:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    sent, received = _Digest(), _Digest()
    rows = model._base_manager.using(alias).order_by().values_list(*names)
    converted = [_converter(field) for field in fields]
    row: Sequence[Any] = ()
    try:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows.iterator(chunk_size=5000):
                sent.add(row)
                copy.write_row([turn(value) for turn, value in zip(converted, row, strict=True)])
    except (DataError, ValueError) as error:
        raise Unfit(f"{model._meta.db_table}: PostgreSQL does not take a row: {error}") from error
    for row in model._base_manager.order_by().values_list(*names).iterator(chunk_size=5000):
        received.add(row)
    if sent != received:
        raise Unfit(f"{model._meta.db_table}: the rows that arrived are not those that were sent.")
    return sent.rows


def _converter(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    from django.db.models import JSONField
    from psycopg.types.json import Jsonb

    if isinstance(field, JSONField):
        return lambda value: None if value is None and field.null else Jsonb(value)
    return lambda value: value


def _copy_cache(alias: str) -> None:
    """Django has no model of it. On SQLite its times are texts without a zone, in UTC."""
    from django.db import connection, connections

    with connections[alias].cursor() as source, connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_CACHE}")  # noqa: S608
        source.execute(f"SELECT cache_key, value, expires FROM {_CACHE}")  # noqa: S608
        with cursor.copy(f"COPY {_CACHE} (cache_key, value, expires) FROM STDIN") as copy:
            for key, value, expires in source:
                at = expires if isinstance(expires, datetime) else datetime.fromisoformat(expires)
                copy.write_row([key, value, at.replace(tzinfo=UTC)])


class _Digest:
    """Of rows in any order: the number of them and the sum of their hashes."""

    def __init__(self) -> None:
        self.rows = self.sum = 0

    def add(self, row: Sequence[Any]) -> None:
        """One row, as Django gives it."""
        said = "\x1f".join(map(_said, row)).encode("utf-8", "surrogatepass")
        self.rows += 1
        self.sum += int.from_bytes(hashlib.blake2b(said, digest_size=16).digest(), "big")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Digest) and (self.rows, self.sum) == (other.rows, other.sum)

    __hash__ = None  # type: ignore[assignment]


def _said(value: Any) -> str:
    """The same words for the same value, whichever database it came from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(_whole(value), sort_keys=True)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return repr(value)


def _whole(value: Any) -> Any:
    """PostgreSQL gives 1.0 in JSON back as 1.0 or as 1, by how it was written."""
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
