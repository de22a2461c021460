"""One request by one person, undone afterwards, and what it did."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from seawall.domain.readings.commands import BUFFER
from seawall.domain.readings.events import ReportOpened, ReportsListed
from tests.matrix.world import World

# What a refused request may leave: who asked how often, and that somebody was here.
NOISE = {"domain_session", "domain_ratebucket", "domain_idempotencyrecord", "seawall_cache"}
REFUSED = {401, 403, 404, 405}


@dataclass(frozen=True)
class Outcome:
    """What came back. `text` is everything that somebody could read, headers included."""

    status: int
    refused: bool
    text: str
    changed: tuple[str, ...]
    traced: frozenset[str]


@cache
def domain_tables() -> tuple[str, ...]:
    """Every table of the domain, of sign-in and of second factors that may hold something."""
    found = [
        model._meta.db_table
        for label in ("domain", "account", "mfa")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return tuple(sorted(set(found) - NOISE))


def contents(tables: Iterable[str] = ()) -> dict[str, int]:
    """A number per table (all, if none is named) that changes with any of its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables or domain_tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hash(tuple(sorted(repr(row) for row in cursor.fetchall())))
    return found


class Person:
    """Signs in once; every request starts from there."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        self.token = world.tokens.get(name, "")
        self.client = Client(raise_request_exception=False)
        if name in world.people:
            self.client.force_login(world.people[name])
        self.cookies = dict(self.client.cookies.items())
        # The first use of a token is noted at once, later ones now and then.
        self._send("GET", "/api/v1/me", {})

    def ask(self, method: str, path: str, body: object, before: dict[str, int]) -> Outcome:
        """The whole request happens, and none of it stays; `before` are the contents until now."""
        writes: list[str] = []
        BUFFER.forget()
        with undone():
            with connection.execute_wrapper(listener(writes)):
                answer = self._send(method, path, body)
                content = answer.getvalue() if answer.streaming else answer.content
            changed = _changed(before, writes)
        self.client.cookies.clear()
        self.client.cookies.update(self.cookies)
        text = content.decode("utf-8", "replace")
        text += "".join(f"\n{key}: {value}" for key, value in answer.headers.items())
        return Outcome(answer.status_code, _is_refused(answer), text, changed, _traced())

    def _send(self, method: str, path: str, body: object):
        headers = {"Sec-Fetch-Site": "same-origin"}
        client = self.client
        if path.startswith("/api/"):
            client = Client(raise_request_exception=False)
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method == "GET":
            return client.get(path, headers=headers)
        return client.generic(method, path, *_encoded(path, body), headers=headers)


def _encoded(path: str, body: object) -> tuple[bytes | str, str]:
    """A form with files as it is; JSON for the API and for the scripts of the pages."""
    is_form = isinstance(body, dict) and "file" in body
    if is_form:
        # Somebody else sent it already.
        body["file"].seek(0)
    if not is_form and (path.startswith("/api/") or path.endswith("uploads")):
        return json.dumps(body), "application/json"
    return encode_multipart(BOUNDARY, body), MULTIPART_CONTENT


def _traced() -> frozenset[str]:
    """The reports of which the request noted that they were read."""
    events = [entry.event for entry in BUFFER.waiting()]
    opened = {event.report for event in events if isinstance(event, ReportOpened)}
    listed = {one for event in events if isinstance(event, ReportsListed) for one in event.reports}
    return frozenset(opened | listed)


def _changed(before: dict[str, int], writes: list[str]) -> tuple[str, ...]:
    """The tables that are not as they were; nobody wrote, nothing changed."""
    written = written_tables(writes)
    now = contents(written) if written else {}
    return tuple(table for table in now if now[table] != before[table])


def written_tables(writes: list[str]) -> set[str]:
    """The tables that these statements write to."""
    return {table for table in domain_tables() for sql in writes if _names(sql, table)}


def _names(sql: str, table: str) -> bool:
    return re.search(rf"\b{table}\b", sql) is not None


def _is_refused(answer) -> bool:
    to = answer.headers.get("Location", "")
    return answer.status_code in REFUSED or to.startswith("/sign-in")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def listener(writes: list[str]):
    """An execute wrapper that keeps the beginning of every write that is no noise."""

    def listen(execute, sql, params, many, context):
        words = sql.split(maxsplit=3)
        is_write = words and words[0].upper() in {"INSERT", "UPDATE", "DELETE"}
        if is_write and not any(table in sql[:200] for table in NOISE):
            writes.append(sql[:80])
        return execute(sql, params, many, context)

    return listen
