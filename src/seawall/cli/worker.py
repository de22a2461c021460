"""`./run worker`: jobs, sequencer and notices only (PostgreSQL mode)."""

import signal
import threading

from seawall.cli import setup


def run(arguments: list[str]) -> int:
    """Work until SIGINT or SIGTERM."""
    setup.start_django()
    from django.db import connection

    from seawall.domain.jobs_queue.worker import Worker

    if connection.vendor == "sqlite":
        print("SQLite mode is one process: ./run up works too. Set SEAWALL_DATABASE_URL.")
        return 1
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    Worker(stop=stop).run()
    return 0
