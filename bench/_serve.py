"""The seawall command, and on SIGUSR1 a file in the home that says which thread is which.

The system shows the CPU time of each thread but not its name. SIGHUP ends the noting of what is
read, SIGUSR2 begins it again: bench/reads.py compares the two.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

from seawall.cli import main


def write_threads(_number: int, _frame: object) -> None:
    """Names by native id; written aside and renamed, so that nobody reads half of it."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    file = Path(os.environ["SEAWALL_HOME"]) / "threads.json"
    file.with_suffix(".part").write_text(json.dumps(names))
    file.with_suffix(".part").rename(file)


def note_readings(number: int, _frame: object) -> None:
    """Switch the trace of readings; the product has no such switch."""
    from seawall.domain.readings.commands import BUFFER

    vars(BUFFER).pop("add", None)
    if number == signal.SIGHUP:
        BUFFER.add = lambda entry: None  # type: ignore[method-assign]


def leave_out_the_tree() -> None:
    """Record and order events without commitments, leaf hashes, tree and checkpoints.

    For bench/log.py alone; the product has no such switch, and such a log proves nothing.
    """
    from seawall.domain.audit import jobs
    from seawall.domain.audit.rules import leaves
    from seawall.domain.audit.rules.merkle import Frontier

    nothing = bytes(32)
    leaves.commit_all = lambda values, salt: {}  # type: ignore[assignment]
    leaves.Leaf.hash = lambda leaf: nothing  # type: ignore[method-assign]
    Frontier.extend = lambda tree, added: _of(tree.size + sum(1 for _ in added))  # type: ignore
    jobs._store_tiles = lambda before, size: None
    jobs.queries.latest_checkpoint = lambda: jobs.Checkpoint(size=2**60)  # type: ignore
    jobs.queries.tree = lambda: _of(2**60)  # type: ignore

    def _of(size: int) -> Frontier:
        return Frontier(size, (nothing,) * size.bit_count())


if os.environ.get("SEAWALL_BENCH_WITHOUT_TREE"):
    import django

    django.setup()
    leave_out_the_tree()
signal.signal(signal.SIGHUP, note_readings)
signal.signal(signal.SIGUSR2, note_readings)
signal.signal(signal.SIGUSR1, write_threads)
sys.argv[0] = "seawall"
main()
