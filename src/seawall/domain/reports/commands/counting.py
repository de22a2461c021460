"""How many reports of a program are in each state: counters changed in the same transaction."""

import secrets
from collections.abc import Mapping

from django.db import connection

from seawall.domain.reports.models import StateCount

SHARDS = 8

_TABLE = StateCount._meta.db_table
_ONE = "(%s, %s, %s, %s)"


def add(program_id: int, changes: Mapping[str, int]) -> None:
    """Add to the counters of the states, in one statement. Drafts are not counted by anybody.

    Call it last in the transaction: the rows stay locked until commit. A random shard keeps
    submissions to one program from waiting for each other; a shard may be negative, sums never.
    """
    shard = secrets.randbelow(SHARDS)
    rows = [(program_id, state, shard, n) for state, n in sorted(changes.items()) if n]
    if not rows:
        return
    sql = (
        f"INSERT INTO {_TABLE} (program_id, state, shard, reports)"  # noqa: S608  # own names
        f" VALUES {', '.join([_ONE] * len(rows))}"
        " ON CONFLICT (program_id, state, shard)"
        f" DO UPDATE SET reports = {_TABLE}.reports + excluded.reports"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
