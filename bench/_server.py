"""A site of its own for a benchmark: fresh home, fresh database, served as in production.

On SQLite that is one process with web and worker, on PostgreSQL a process for each.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from _client import Connection
from _cpu import WORKER_NAME, Meter

from seawall.cli import postgresql

BENCH = Path(__file__).parent
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass
class Site:
    """What runs, and the facts that _prepare.py printed about its data."""

    port: int
    facts: dict[str, Any]
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]]

    def meter(self) -> Meter:
        """The CPU clocks of this site."""
        web, *worker = (process.pid for process in self.processes)
        home = Path(self.environment["SEAWALL_HOME"])
        url = self.environment["SEAWALL_DATABASE_URL"]
        return Meter(home, web, worker[0] if worker else None, url)

    def run(self, script: str, *arguments: str) -> dict[str, Any]:
        """Run another script of this folder on the same data; its last line is JSON."""
        return _run(self.environment, script, *arguments)

    def stop(self) -> None:
        """End the processes; the data stays."""
        while self.processes:
            process = self.processes.pop()
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()


@contextlib.contextmanager
def home(database: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """A fresh home and database that nothing serves: gives what runs a script of this folder."""
    with contextlib.ExitStack() as stack:
        yield partial(_run, _environment(database, stack))


@contextlib.contextmanager
def site(
    database: str, prepare: str, *arguments: str, variables: Mapping[str, str] = NO_VARIABLES
) -> Iterator[Site]:
    """Prepare data by running _prepare.py in its own process, then serve it, with `variables`."""
    with contextlib.ExitStack() as stack:
        environment = _environment(database, stack) | dict(variables)
        facts = _run(environment, "_prepare.py", prepare, *arguments)
        yield stack.enter_context(serving(environment, facts, database))


@contextlib.contextmanager
def serving(environment: dict[str, str], facts: dict[str, Any], database: str) -> Iterator[Site]:
    """Serve data that is there."""
    with contextlib.ExitStack() as stack:
        port = _free_port()
        environment = {**environment, "SEAWALL_BASE_URL": f"http://localhost:{port}"}
        served = Site(port, facts, environment, [])
        stack.callback(served.stop)
        if database == "postgresql":
            served.processes.append(_start(environment, "web", "--port", str(port)))
            worker = {**environment, "PGAPPNAME": WORKER_NAME}
            served.processes.append(_start(worker, "worker"))
        else:
            served.processes.append(_start(environment, "up", "--port", str(port)))
        _wait(port, served.processes)
        yield served


def _environment(database: str, stack: contextlib.ExitStack) -> dict[str, str]:
    home = tempfile.mkdtemp(prefix="sw-bench-")
    stack.callback(shutil.rmtree, home, ignore_errors=True)
    environment = {
        **os.environ,
        "SEAWALL_HOME": home,
        "SEAWALL_DATABASE_URL": "",
        "SEAWALL_API_PER_MINUTE": "100000000",
        "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
    }
    if database == "postgresql":
        environment["SEAWALL_DATABASE_URL"] = stack.enter_context(postgresql.server())
    return environment


def _run(environment: dict[str, str], script: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(BENCH / script), *arguments],
        env={**environment, "SEAWALL_LOG_LEVEL": "WARNING"},
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _start(environment: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(BENCH / "_serve.py"), *command],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for _ in range(300):
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("The server ended before it served.")
        with contextlib.suppress(OSError):
            if Connection(port).ask(request)[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("The server was not ready within a minute.")
