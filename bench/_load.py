"""Load from processes of their own, and one JSON line for what it showed."""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from _server import BENCH, Site

_FIRST = ("name", "database", "concurrency", "reports", "requests_per_s", "p50_ms", "p99_ms",
          "cpu_ms_per_request", "sql_statements", "bytes", "ratio_to_raw")  # fmt: skip


def get(path: str, cookie: str) -> str:
    """A page as a signed-in browser asks for it."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"


def post(path: str, body: str, token: str) -> str:
    """A call of the API."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    )


def load(
    served: Site, request: str, *, status: int, concurrency: int, seconds: float
) -> dict[str, Any]:
    """Send the request from so many connections for so long.

    `cpu_ms_per_request` is what the requests used, in the application and the database server;
    `worker_cpu_ms_per_request` what the worker used meanwhile, in both. `machine_load` is what was
    waiting for a CPU before it began: above 0.5 the latencies say little.
    """
    meter, machine_load = served.meter(), os.getloadavg()[0]
    clients = [
        _client(served.port, request, status, threads, seconds)
        for threads in _shared_out(concurrency)
    ]
    for client in clients:
        assert client.stdout is not None
        client.stdout.readline()
    before, began = meter.read(), time.perf_counter()
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    answers = [json.loads(client.communicate()[0]) for client in clients]
    took, used = time.perf_counter() - began, meter.read().since(before)
    latencies = sorted(one for answer in answers for one in answer["latencies"])
    count = len(latencies)
    return {
        "requests_per_s": round(count / took, 1),
        "p50_ms": round(statistics.median(latencies) * 1000, 2),
        "p99_ms": round(latencies[min(count - 1, int(count * 0.99))] * 1000, 2),
        "cpu_ms_per_request": round(used.requests * 1000 / count, 2),
        "worker_cpu_ms_per_request": round(used.worker * 1000 / count, 2),
        "bytes": round(sum(answer["bytes"] for answer in answers) / count),
        "machine_load": round(machine_load, 2),
    }


def show(name: str, **figures: object) -> None:
    """Print one figure as a JSON line, names in a fixed order."""
    row = {"name": name, **figures}
    print(json.dumps({key: row.get(key) for key in _FIRST} | row), flush=True)


def databases(arguments: list[str]) -> list[str]:
    """`--database X` narrows both to one."""
    if "--database" in arguments:
        return [arguments[arguments.index("--database") + 1]]
    return ["sqlite", "postgresql"]


def option(arguments: list[str], name: str, default: str) -> str:
    """The word after `name`."""
    return arguments[arguments.index(name) + 1] if name in arguments else default


def _shared_out(concurrency: int) -> list[int]:
    """Two processes where there is more than one connection: one alone would be the limit."""
    return [part for part in ((concurrency + 1) // 2, concurrency // 2) if part]


def _client(
    port: int, request: str, status: int, threads: int, seconds: float
) -> subprocess.Popen[str]:
    told = {"port": port, "request": request, "status": status, "threads": threads,
            "seconds": seconds}  # fmt: skip
    client = subprocess.Popen(
        [sys.executable, str(BENCH / "_client.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert client.stdin is not None
    client.stdin.write(json.dumps(told) + "\n")
    client.stdin.flush()
    return client
