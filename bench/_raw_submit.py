"""The limit: the statements of one submit, recorded once, replayed on the bare driver."""

import json
import sys
import time
import uuid
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from seawall.lib import ids  # noqa: E402


def record(token: str, body: str) -> tuple[list[tuple[str, Any]], dict]:
    """One submit through the whole application, with every statement it sends."""
    client = Client(headers={"Authorization": f"Bearer {token}"})
    path = "/api/v1/programs/bench/reports"
    client.post(path, body, content_type="application/json")
    seen: list[tuple[str, Any]] = []

    def wrapper(execute, sql, params, many, context):
        seen.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        answer = client.post(path, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return seen, answer.json()


def replay(seen: list[tuple[str, Any]], answer: dict, seconds: float) -> float:
    """How often per second the bare driver can do the same, in one transaction each."""
    from seawall.domain.reports.models import Report

    old_pk = Report.objects.get(public_id=answer["id"]).pk
    uuids = {str(one) for _, params in seen for one in params if _is_uuid(one)}
    cursor = connection.connection.cursor() if connection.vendor == "sqlite" else None
    is_sqlite = connection.vendor == "sqlite"
    count, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        fresh: dict[Any, Any] = {answer["id"]: ids.public_id("R")}
        new_uuids = {one: uuid.uuid4() for one in uuids}
        if is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor = connection.connection.cursor()
            connection.connection.autocommit or connection.connection.rollback()
            cursor.execute("BEGIN")
        pk = old_pk
        for sql, params in seen:
            given = [_swap(one, fresh, new_uuids, old_pk, pk, is_sqlite) for one in params]
            cursor.execute(sql.replace("%s", "?") if is_sqlite else sql, given)
            if sql.startswith('INSERT INTO "domain_report" '):
                pk = cursor.fetchone()[0]
            elif cursor.description:
                cursor.fetchall()
        cursor.execute("COMMIT")
        count += 1
    return count / seconds


def _is_uuid(one: Any) -> bool:
    if isinstance(one, uuid.UUID):
        return True
    try:
        return isinstance(one, str) and len(one) == 32 and bool(uuid.UUID(one))
    except ValueError:
        return False


def _swap(one, fresh, uuids, old_pk, pk, is_sqlite):
    if isinstance(one, str | int) and not isinstance(one, bool) and one in fresh:
        return fresh[one]
    if str(one) in uuids:
        value = uuids[str(one)]
        return value.hex if is_sqlite else value
    return pk if one == old_pk and isinstance(one, int) and not isinstance(one, bool) else one


if __name__ == "__main__":
    statements, stored = record(sys.argv[1], sys.argv[2])
    usable = [one for one in statements if not one[0].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
    connection.ensure_connection()
    rate = replay(usable, stored, float(sys.argv[3]))
    print(json.dumps({"statements": len(usable), "per_s": round(rate, 1)}))
