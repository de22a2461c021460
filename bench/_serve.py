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


signal.signal(signal.SIGHUP, note_readings)
signal.signal(signal.SIGUSR2, note_readings)
signal.signal(signal.SIGUSR1, write_threads)
sys.argv[0] = "seawall"
main()
