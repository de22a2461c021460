"""`./run web`: pages and API only; run `./run worker` beside it (PostgreSQL mode)."""

import argparse

from seawall.cli import serving, setup


def run(arguments: list[str]) -> int:
    """Serve until interrupted. Several of these may run on PostgreSQL, one on SQLite."""
    parser = argparse.ArgumentParser(prog="./run web", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args(arguments)
    setup.use_address(options.host, options.port)
    setup.start_django()
    from django.db import connection

    if connection.vendor == "sqlite":
        print("SQLite mode is one process: use ./run up. For ./run web set SEAWALL_DATABASE_URL.")
        return 1
    setup.collect_static()
    serving.serve(options.host, options.port, with_worker=False)
    return 0
