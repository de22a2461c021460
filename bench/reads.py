"""What the trace of readings costs: pages, files of the API and lists, with and without it.

./run bench reads [--database sqlite|postgresql] [--rounds 10] [--requests 100]

One server; rounds with and without the trace take turns, so that a busy machine slows both alike.
Every request opens another of 400 reports: each leaves an event of its own. `p99_ratio` and
`cpu_ratio` are with : without; the CPU is that of the requests and of the work behind them.
"""

import itertools
import os
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from _client import Connection
from _load import databases, get, option, show
from _server import Site, site

SETTLED = 1.5


@dataclass
class Measured:
    """One side of the comparison."""

    latencies: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def figures(self, name: str) -> dict[str, float]:
        """Milliseconds."""
        ordered, count = sorted(self.latencies), len(self.latencies)
        return {
            f"p50_ms_{name}": round(statistics.median(ordered) * 1000, 2),
            f"p99_ms_{name}": round(ordered[int(count * 0.99)] * 1000, 2),
            f"cpu_ms_{name}": round(self.cpu * 1000 / count, 2),
        }


def main() -> None:
    """One line for each database and kind of page."""
    rounds = int(option(sys.argv, "--rounds", "10"))
    requests = int(option(sys.argv, "--requests", "100"))
    for database in databases(sys.argv):
        with site(database, "readings", "400") as served:
            for name, asked in _pages(served):
                _compare(served, asked, 1, requests)
                without, traced = _compare(served, asked, rounds, requests)
                before, after = without.figures("without"), traced.figures("with")
                show(
                    f"reads {name}", database=database, concurrency=1, requests=requests * rounds,
                    machine_load=round(os.getloadavg()[0], 2), **before, **after,
                    p99_ratio=round(after["p99_ms_with"] / before["p99_ms_without"], 3),
                    p50_ratio=round(after["p50_ms_with"] / before["p50_ms_without"], 3),
                    cpu_ratio=round(after["cpu_ms_with"] / before["cpu_ms_without"], 3),
                )  # fmt: skip


def _pages(served: Site) -> Iterator[tuple[str, list[bytes]]]:
    cookie = f"seawall_s={served.facts['session']}"
    token = served.facts["tokens"]["owner"]
    ids = served.facts["reports"]
    yield "report page", [get(f"/reports/{one}", cookie).encode() for one in ids]
    yield (
        "report by API",
        [
            f"GET /api/v1/reports/{one} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {token}\r\n\r\n".encode()
            for one in ids
        ],
    )
    yield "inbox page", [get("/inbox", cookie).encode()]


def _compare(
    served: Site, asked: list[bytes], rounds: int, requests: int
) -> tuple[Measured, Measured]:
    connection, turn = Connection(served.port), itertools.cycle(asked)
    sides = (Measured(), Measured())
    idle = _idle(served)
    for _round in range(rounds):
        for is_traced, side in enumerate(sides):
            _switch(served, on=bool(is_traced))
            meter = served.meter()
            before, round_began = meter.read(), time.perf_counter()
            for _ in range(requests):
                began = time.perf_counter()
                status, _body = connection.ask(next(turn))
                side.latencies.append(time.perf_counter() - began)
                assert status == 200, status
            # What was noted is written, ordered and followed within a second.
            time.sleep(SETTLED)
            used = meter.read().since(before)
            side.cpu += used.requests + used.worker - idle * (time.perf_counter() - round_began)
    return sides


def _idle(served: Site) -> float:
    """Seconds of CPU that a second without requests costs."""
    meter = served.meter()
    before = meter.read()
    time.sleep(4)
    used = meter.read().since(before)
    return (used.requests + used.worker) / 4


def _switch(served: Site, *, on: bool) -> None:
    os.kill(served.processes[0].pid, signal.SIGUSR2 if on else signal.SIGHUP)
    time.sleep(0.1)


main()
