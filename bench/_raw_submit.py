"""The limit: the statements of one submit, recorded once, replayed on the bare driver.

Each time with a new number, new event id and new keys, in one transaction; so that the same rows
are written, the same keys checked and the same indexes changed.
"""

import json
import re
import sys
import time
import uuid
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from seawall.domain.audit.models import Event  # noqa: E402
from seawall.domain.reports.models import Report  # noqa: E402
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
    old_pk = Report.objects.get(public_id=answer["id"]).pk
    before = Report.objects.count(), Event.objects.count()
    is_sqlite = connection.vendor == "sqlite"
    statements = [
        (sql.replace("%s", "?") if is_sqlite else sql, list(params), _fresh(params, answer, old_pk))
        for sql, params in seen
    ]
    cursor = connection.connection.cursor()
    count, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        number, event, pk = ids.public_id("R"), uuid.uuid4(), 0
        given = {"number": number, "event": event.hex if is_sqlite else event}
        cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
        for sql, params, fresh in statements:
            for place, what in fresh:
                params[place] = pk if what == "key" else given[what]
            cursor.execute(sql, params)
            rows = cursor.fetchall() if cursor.description else ()
            if sql.startswith('INSERT INTO "domain_report" '):
                pk = rows[0][0]
        cursor.execute("COMMIT")
        count += 1
    assert before == (Report.objects.count() - count, Event.objects.count() - count)
    return count / seconds


def _fresh(params: tuple[Any, ...], answer: dict, old_pk: int) -> list[tuple[int, str]]:
    """Places of what differs each time: the report's number and key, the event's id."""
    found = []
    for place, value in enumerate(params):
        if value == answer["id"]:
            found.append((place, "number"))
        elif type(value) is int and value == old_pk:
            found.append((place, "key"))
        elif _is_uuid(value):
            found.append((place, "event"))
    return found


def _is_uuid(value: Any) -> bool:
    return isinstance(value, uuid.UUID) or bool(
        isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value)
    )


if __name__ == "__main__":
    statements, stored = record(sys.argv[1], sys.argv[2])
    usable = [one for one in statements if not one[0].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
    connection.ensure_connection()
    rate = replay(usable, stored, float(sys.argv[3]))
    print(json.dumps({"statements": len(usable), "per_s": round(rate, 1)}))
