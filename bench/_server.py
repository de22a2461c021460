"""A server of its own for a benchmark: fresh home, fresh database, load from another process.

Figures are ratios to a limit measured in the same run, since machines differ. CPU is read from
/proc: the application's processes and, on PostgreSQL, all of the database server's.
"""

import contextlib
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from seawall.cli import postgresql

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Site:
    """A running server and what prepare() said about its data."""

    port: int
    pid: int
    database: str
    facts: dict
    environment: dict

    def cpu_seconds(self) -> float:
        """CPU used so far by the application and the database server together."""
        total = _cpu(self.pid)
        for pid in _postgres_pids(self.environment.get("SEAWALL_DATABASE_URL", "")):
            total += _cpu(pid, with_children=True)
        return total


@contextlib.contextmanager
def site(database: str, prepare: str, *arguments: str) -> Iterator[Site]:
    """Prepare data by running bench/_prepare.py in its own process, then serve it."""
    with contextlib.ExitStack() as stack:
        home = tempfile.mkdtemp(prefix="sw-bench-")
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        environment = {
            **os.environ,
            "SEAWALL_HOME": home,
            "SEAWALL_DATABASE_URL": "",
            "SEAWALL_API_PER_MINUTE": "100000000",
            "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
            "SEAWALL_LOG_LEVEL": "WARNING",
        }
        if database == "postgresql":
            environment["SEAWALL_DATABASE_URL"] = stack.enter_context(postgresql.server())
        script = str(Path(__file__).with_name("_prepare.py"))
        done = subprocess.run(
            [sys.executable, script, prepare, *arguments],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        facts = json.loads(done.stdout.strip().splitlines()[-1])
        port = _free_port()
        environment["SEAWALL_BASE_URL"] = f"http://localhost:{port}"
        process = subprocess.Popen(
            [sys.executable, "-m", "seawall", "up", "--port", str(port)],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        stack.callback(_stop, process)
        _wait(port, process)
        yield Site(port, process.pid, database, facts, environment)


def load(
    served: Site,
    concurrency: int,
    seconds: float,
    send: Callable[[http.client.HTTPConnection], int],
) -> dict:
    """Call `send` from so many threads for so long. Returns rate, latencies and CPU per request."""
    latencies: list[list[float]] = [[] for _ in range(concurrency)]
    sizes: list[int] = []
    failures: list[Exception] = []
    begin = threading.Barrier(concurrency + 1)

    def client(mine: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        begin.wait()
        try:
            while time.perf_counter() < until[0]:
                start = time.perf_counter()
                sizes.append(send(connection))
                mine.append(time.perf_counter() - start)
        except Exception as error:
            failures.append(error)

    until = [0.0]
    threads = [threading.Thread(target=client, args=(mine,)) for mine in latencies]
    for thread in threads:
        thread.start()
    until[0] = time.perf_counter() + seconds
    cpu = served.cpu_seconds()
    began = time.perf_counter()
    begin.wait()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    used = served.cpu_seconds() - cpu
    if failures:
        raise failures[0]
    every = sorted(one for mine in latencies for one in mine)
    return {
        "requests_per_s": round(len(every) / took, 1),
        "p50_ms": round(statistics.median(every) * 1000, 2),
        "p99_ms": round(every[min(len(every) - 1, int(len(every) * 0.99))] * 1000, 2),
        "cpu_ms_per_request": round(used * 1000 / len(every), 2),
        "bytes": round(statistics.mean(sizes)),
    }


def show(name: str, **figures: object) -> None:
    """Print one figure as a JSON line, names in a fixed order."""
    order = ("name", "database", "concurrency", "reports", "requests_per_s", "p50_ms", "p99_ms",
             "cpu_ms_per_request", "sql_statements", "bytes", "ratio_to_raw")  # fmt: skip
    row = {"name": name, **figures}
    print(json.dumps({key: row.get(key) for key in order} | row), flush=True)


def databases(arguments: list[str]) -> list[str]:
    """`--database X` narrows both to one."""
    if "--database" in arguments:
        return [arguments[arguments.index("--database") + 1]]
    return ["sqlite", "postgresql"]


def option(arguments: list[str], name: str, default: str) -> str:
    """The word after `name`."""
    return arguments[arguments.index(name) + 1] if name in arguments else default


def _cpu(pid: int, *, with_children: bool = False) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    ticks = int(fields[11]) + int(fields[12])
    if with_children:
        ticks += int(fields[13]) + int(fields[14])
    return ticks / TICKS


def _postgres_pids(url: str) -> list[int]:
    """The throwaway server of this run and its backends, found by its socket's folder."""
    if "host=" not in url:
        return []
    folder = url.split("host=")[1].split("&")[0].replace("%2F", "/")
    postmasters, children = set(), {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            pid = int(stat.parent.name)
            children[pid] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            line = (stat.parent / "cmdline").read_bytes().decode("utf-8", "replace")
            if "postgres" in line and folder.rstrip("/") in line:
                postmasters.add(pid)
    return sorted(postmasters | {pid for pid, parent in children.items() if parent in postmasters})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("The server ended before it served.")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("The server did not answer within a minute.")


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(15)
    process.kill()
