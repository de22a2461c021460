"""The triage desk at any size: queue, search, similar and report pages, on both databases.

./run bench desk [--reports 10000,100000,1000000] [--database sqlite|postgresql] [--seconds 3]
                 [--keep FOLDER] [--only WORDS] [--without-load] [--without-similar]

First a line for the data itself: what _desk_build.py makes, in reports per second and CPU. Then a
line for each case, asked in process one at a time (_ask_desk.py), then three under load over HTTP
at 8 connections. `growth` is cpu_ms_per_request as times that of the first size.

`--keep` leaves the data in FOLDER (and in databases called desk_N) and takes it from there the
next time: a million reports take a while. With SEAWALL_TEST_PG_URL the databases are made on that
server. `--without-similar` leaves out fingerprints and signatures, two thirds of the time that the
data takes. `--only` asks the cases with these words in their name. Actions on 200 reports at once
are not measured yet.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from _load import databases, get, load, option, post, show
from _server import BENCH, serving
from submit import BODY

from seawall.cli import postgresql


def main() -> None:
    """One line for each database, size and case."""
    sizes = [int(one) for one in option(sys.argv, "--reports", "10000,100000").split(",")]
    for database in databases(sys.argv):
        first: dict[str, float] = {}
        for reports in sizes:
            with place(database, reports) as environment:
                facts = data(environment, reports)
                built = {key: facts[key] for key in facts if key.endswith(("_per_s", "_ms"))}
                show("desk data", database=database, reports=reports, **built)
                for line in asked(environment, facts):
                    cpu = line["cpu_ms_per_request"]
                    growth = round(cpu / first.setdefault(line["name"], cpu), 2)
                    show(database=database, reports=reports, concurrency=1, growth=growth, **line)
                if "--without-load" not in sys.argv:
                    for line in loaded(environment, facts, database):
                        show(database=database, reports=reports, concurrency=8, **line)


@contextmanager
def place(database: str, reports: int) -> Iterator[dict[str, str]]:
    """The environment of a home and a database for so many reports."""
    keep = option(sys.argv, "--keep", "")
    with ExitStack() as stack:
        home = Path(keep) / f"{database}-{reports}" if keep else Path(tempfile.mkdtemp())
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not keep:
            stack.callback(shutil.rmtree, home, ignore_errors=True)
        yield {
            **os.environ,
            "SEAWALL_HOME": str(home),
            "SEAWALL_DATABASE_URL": stack.enter_context(_database(database, reports, keep=keep)),
            "SEAWALL_API_PER_MINUTE": "100000000",
            "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
        }


@contextmanager
def _database(database: str, reports: int, *, keep: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with postgresql.server() as server:
        name = f"desk_{reports}"
        with psycopg.connect(server, autocommit=True) as run:
            found = run.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if found and not keep:
                run.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            if not found or not keep:
                run.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        if not keep:
            with psycopg.connect(server, autocommit=True) as run:
                run.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def data(environment: dict[str, str], reports: int) -> dict[str, Any]:
    """The facts of the data, which is made unless it is there."""
    file = Path(environment["SEAWALL_HOME"]) / "facts.json"
    if not file.exists():
        less = [one for one in sys.argv if one == "--without-similar"]
        file.write_text(_run(environment, "_desk_build.py", str(reports), *less))
    facts: dict[str, Any] = json.loads(file.read_text())
    return facts


def asked(environment: dict[str, str], facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Every case, one request at a time."""
    lines: list[dict[str, Any]] = json.loads(
        _run(
            environment, "_ask_desk.py", f"seawall_s={facts['session']}",
            facts["tokens"]["owner"], option(sys.argv, "--seconds", "3"),
            option(sys.argv, "--only", ""),
        )
    )  # fmt: skip
    return lines


def loaded(
    environment: dict[str, str], facts: dict[str, Any], database: str
) -> Iterator[dict[str, Any]]:
    """Requests per second and CPU of what many ask at once."""
    seconds = float(option(sys.argv, "--seconds", "3"))
    tokens = facts["tokens"]
    bearer = f"Host: localhost\r\nAuthorization: Bearer {tokens['owner']}\r\n\r\n"
    cases = {
        "load json list": (f"GET /api/v1/reports?limit=50 HTTP/1.1\r\n{bearer}", 200),
        "load html list": (get("/inbox", f"seawall_s={facts['session']}"), 200),
        "load create": (
            post("/api/v1/programs/bench/reports", json.dumps(BODY), tokens["hunter"]), 201,
        ),
    }  # fmt: skip
    with serving(environment, facts, database) as served:
        for name, (request, status) in cases.items():
            load(served, request, status=status, concurrency=4, seconds=1)
            yield {"name": name} | load(
                served, request, status=status, concurrency=8, seconds=seconds
            )


def _run(environment: dict[str, str], script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(BENCH / script), *arguments],
        env={**environment, "SEAWALL_LOG_LEVEL": "WARNING"},
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


main()
