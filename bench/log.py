"""The log of a million entries, and what it costs a submit.

./run bench log [--database sqlite|postgresql] [--events 1000000] [--rounds 6] [--seconds 4]

`log`: entries of chance are filled in by one statement and entered by the real sequencer
(`entered_per_s`); then events are recorded by the real command and entered, in transactions of 50
as the worker records (`append_per_s`) and one by one (`append_alone_per_s`); proofs are made and
checked anywhere in the tree. `restart` is what the first entry costs a new process: the right edge
is read, nothing is built again.

`log submit`: two sites serve the same; the one makes no commitments, leaf hashes, tree and
checkpoints (events are recorded and ordered all the same, or nobody would be told of anything).
Rounds of load take turns, so that a busy machine slows both alike; `on_to_off` is with : without.
"""

import json
import os
import statistics
import sys
from collections.abc import Mapping
from typing import Any

import submit
from _load import databases, load, option, post, show
from _server import Site, home, site

WITHOUT = {"SEAWALL_BENCH_WITHOUT_TREE": "1"}


def main() -> None:
    """One line for each database and part."""
    events = int(option(sys.argv, "--events", "1000000"))
    rounds = int(option(sys.argv, "--rounds", "6"))
    seconds = float(option(sys.argv, "--seconds", "4"))
    for database in databases(sys.argv):
        with home(database) as run:
            grown = run("_log_tree.py", "grow", str(events))
            again = run("_log_tree.py", "restart")
        show("log", database=database, machine_load=_machine_load(), **grown, **again)
        _submit(database, rounds, seconds)


def _submit(database: str, rounds: int, seconds: float) -> None:
    with site(database, "world") as on, site(database, "world", variables=WITHOUT) as off:
        sides: tuple[tuple[Site, list[Mapping[str, Any]]], ...] = ((on, []), (off, []))
        for number in range(rounds + 1):
            # Who begins changes, and the first round warms up.
            for served, rows in sides if number % 2 else sides[::-1]:
                body, token = json.dumps(submit.BODY), served.facts["tokens"]["hunter"]
                request = post("/api/v1/programs/bench/reports", body, token)
                row = load(served, request, status=201, concurrency=8, seconds=seconds)
                if number:
                    rows.append(row)
        with_, without = (_middle(rows) for _served, rows in sides)
        show(
            "log submit", database=database, concurrency=8, machine_load=_machine_load(),
            per_s_with=with_["requests_per_s"], per_s_without=without["requests_per_s"],
            on_to_off=round(with_["requests_per_s"] / without["requests_per_s"], 3),
            cpu_ms_with=with_["cpu_ms_per_request"], cpu_ms_without=without["cpu_ms_per_request"],
            worker_cpu_ms_with=with_["worker_cpu_ms_per_request"],
            worker_cpu_ms_without=without["worker_cpu_ms_per_request"],
        )  # fmt: skip


def _middle(rows: list[Mapping[str, Any]]) -> dict[str, float]:
    return {
        name: round(statistics.median(row[name] for row in rows), 2)
        for name in ("requests_per_s", "cpu_ms_per_request", "worker_cpu_ms_per_request")
    }


def _machine_load() -> float:
    return round(os.getloadavg()[0], 2)


main()
