"""CPU time from /proc: of requests, and of the work behind them.

A request pays for the web threads, the database server's processes and whatever cannot be told
apart. The worker's part is: on SQLite its threads in the one process; on PostgreSQL its process
and the database backends that serve it, known by their application name.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

WORKER_NAME = "seawall-worker"
_TICKS = os.sysconf("SC_CLK_TCK")
_WORKER_THREADS = ("worker", "beat", "jobs-")


@dataclass(frozen=True)
class Cpu:
    """Seconds used so far."""

    requests: float
    worker: float

    def since(self, before: "Cpu") -> "Cpu":
        """What was used in between."""
        return Cpu(self.requests - before.requests, self.worker - before.worker)


class Meter:
    """Reads the clocks of one site."""

    def __init__(self, home: Path, web: int, worker: int | None, database_url: str) -> None:
        self._home, self._web, self._worker, self._url = home, web, worker, database_url
        self._worker_threads = () if worker else tuple(_threads_of_worker(home, web))

    def read(self) -> Cpu:
        """What was used until now."""
        web = _seconds(Path(f"/proc/{self._web}"))
        if self._worker is None:
            worker = sum(
                _seconds(Path(f"/proc/{self._web}/task/{t}")) for t in self._worker_threads
            )
            return Cpu(web - worker, worker)
        backends = sum(_seconds(Path(f"/proc/{pid}")) for pid in _worker_backends(self._url))
        server = sum(
            _seconds(Path(f"/proc/{pid}"), with_children=True) for pid in _server_pids(self._url)
        )
        worker = _seconds(Path(f"/proc/{self._worker}")) + backends
        return Cpu(web + server - backends, worker)


def _seconds(folder: Path, *, with_children: bool = False) -> float:
    try:
        fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    ticks = int(fields[11]) + int(fields[12])
    if with_children:
        ticks += int(fields[13]) + int(fields[14])
    return ticks / _TICKS


def _threads_of_worker(home: Path, pid: int) -> Iterator[str]:
    file = home / "threads.json"
    os.kill(pid, signal.SIGUSR1)
    for _ in range(100):
        if file.exists():
            break
        time.sleep(0.05)
    for thread, name in json.loads(file.read_text()).items():
        if name.startswith(_WORKER_THREADS):
            yield thread


def _worker_backends(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s", (WORKER_NAME,)
        )
        return [pid for (pid,) in rows]


def _server_pids(url: str) -> list[int]:
    """The throwaway server of this run and its backends, found by its socket's folder."""
    if "host=" not in url:
        return []
    folder = url.split("host=")[1].split("&")[0].replace("%2F", "/")
    postmasters, parents = set(), {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            pid = int(stat.parent.name)
            parents[pid] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            line = (stat.parent / "cmdline").read_bytes().decode("utf-8", "replace")
            if "postgres" in line and folder.rstrip("/") in line:
                postmasters.add(pid)
    return sorted(postmasters | {pid for pid, parent in parents.items() if parent in postmasters})
