"""What the desk asks, one request at a time in process; the last line is a JSON list.

Usage: _ask_desk.py SECONDS. Every case asks again and again for so long, but at least 60 times.
`server_*_ms` is the time in the application with its database, `cpu_*_ms` the CPU of this process
in it, which a busy machine changes less. `cpu_ms_per_request` adds that of its backend at
PostgreSQL, whose share is `database_cpu_ms`.
"""

import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import django

django.setup()

import _desk_texts as texts  # noqa: E402
from _cpu import _seconds  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from seawall.cli.serving import collect_rarely  # noqa: E402
from seawall.domain.accounts import queries as people  # noqa: E402
from seawall.domain.accounts.models import User  # noqa: E402
from seawall.domain.readings.commands import BUFFER  # noqa: E402
from seawall.domain.reports import queries as reports  # noqa: E402
from seawall.domain.reports.models import Report  # noqa: E402
from seawall.domain.search import queries as search  # noqa: E402
from seawall.domain.search.models import TermStatistics  # noqa: E402
from seawall.domain.search.queries.views import ViewRow, counts_of  # noqa: E402

LEAST, DEEP = 60, 40
VIEWS = (
    "state:open assignee:none", "clock:overdue", "assignee:me", "state:triaged priority:1..2",
    "weakness:CWE-79 state:closed", "program:bench-3 has:comment", "created:>2026-06-01",
    "target:*.example.org state:resolved",
)  # fmt: skip
Ask = Callable[[], int]


class Pages:
    """Asks as a browser that is signed in, or as a token. Gives bytes."""

    def __init__(self, cookie: str, token: str) -> None:
        self._client, self._machine = Client(), Client()
        name, _, self._client.cookies[name] = cookie.partition("=")
        self._token = token

    def get(self, path: str) -> bytes:
        """The body of an answer that must be good."""
        headers = {"Authorization": f"Bearer {self._token}"} if path.startswith("/api/") else {}
        client = self._machine if headers else self._client
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    def deep(self, path: str) -> str:
        """Follow "older" forty times, or as far as it goes."""
        for _ in range(DEEP):
            page = self.get(path).decode()
            found = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
            if found is None:
                break
            following = (found[1] or found[2]).replace("&amp;", "&")
            path = following if following.startswith("/") else f"/inbox{following}"
        return path


def cases(pages: Pages) -> Iterator[tuple[str, Ask]]:
    """Every case by its name, in the order of the lines."""
    owner = User.objects.get(handle="owner-bench")
    actor = people.actor_for_user(owner.pk, second_factor=True)
    newest = Report.objects.order_by("-pk").values_list("public_id", flat=True)
    some = random.Random(3).sample(list(newest[:20_000]), 300)
    rare = range(1, newest.count() // texts.RARE_EACH)
    marks = [f"zq{number}x" for number in random.Random(4).sample(rare, min(300, len(rare)))]
    paths = {
        "queue first page": ["/inbox"],
        "queue filtered page": ["/inbox?q=state:resolved+priority:2", "/inbox?q=state:triaged"],
        "queue deep page": [pages.deep("/inbox?q=state:resolved")],
        "report page": [f"/inbox/{one}" for one in some],
        "report thread": [f"/reports/{one}" for one in some],
        "json list": ["/api/v1/reports?limit=50"],
    }
    for name, asked in paths.items():
        yield name, _each(pages.get, asked)
    yield "counts", lambda: len(reports.counts(actor))
    kept = [
        ViewRow(str(number), str(number), query, "", "", "", "", can_change=True)
        for number, query in enumerate(VIEWS)
    ]
    yield "saved-view counts", lambda: len(counts_of(actor, kept))
    words = {
        "search common word": ["request"],
        "search rare word": marks,
        "search phrase": [f'"{texts.PHRASE}"'],
        "search two words + programme": ["export cache program:bench-3"],
        "search by filter": ["weakness:CWE-79 priority:1 sort:newest"],
    }
    for name, asked in words.items():
        yield name, _each(lambda text: search.find(actor, text).page.items, asked)
    if TermStatistics.objects.exists():
        yield "similar", _each(lambda one: search.similar(actor, one).items, some)


def _each(ask: Callable[[str], Any], asked: list[str]) -> Ask:
    turn = cycle(asked)
    return lambda: len(ask(next(turn)))


def backend() -> Path | None:
    """The database's process that serves this one; None on SQLite."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}")


def measured(ask: Ask, seconds: float) -> dict[str, float]:
    """One case."""
    ask()
    with CaptureQueriesContext(connection) as caught:
        size = ask()
    statements = [one for one in caught if not one["sql"].startswith(("BEGIN", "SAVE", "RELEASE"))]
    BUFFER.forget()
    times: list[float] = []
    own: list[float] = []
    place = backend()
    served = _seconds(place) if place else 0.0
    used, until = time.process_time(), time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < LEAST:
        start, began = time.perf_counter(), time.thread_time()
        ask()
        own.append(time.thread_time() - began)
        times.append(time.perf_counter() - start)
        BUFFER.forget()
    used = time.process_time() - used
    served = (_seconds(place) if place else 0.0) - served
    count = len(times)
    return {
        "requests": count,
        **_shares("server", times),
        **_shares("cpu", own),
        "cpu_ms_per_request": round((used + served) * 1000 / count, 2),
        "database_cpu_ms": round(served * 1000 / count, 2),
        "sql_statements": len(statements),
        "bytes": size,
    }


def _shares(name: str, times: list[float]) -> dict[str, float]:
    times.sort()
    last = len(times) - 1
    return {
        f"{name}_p50_ms": round(times[last // 2] * 1000, 2),
        f"{name}_p99_ms": round(times[min(last, int(last * 0.99))] * 1000, 2),
    }


def main(cookie: str, token: str, seconds: float, only: str) -> None:
    """One dict for each case."""
    pages, lines = Pages(cookie, token), []
    collect_rarely()
    for name, ask in cases(pages):
        if only in name:
            load = round(os.getloadavg()[0], 2)
            lines.append({"name": name, "machine_load": load, **measured(ask, seconds)})
            print(lines[-1], file=sys.stderr, flush=True)
    print(json.dumps(lines))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4])
