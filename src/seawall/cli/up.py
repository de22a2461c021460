"""`./run up`: everything in one process, from an empty folder."""

import argparse
import json
import os
import time
from pathlib import Path

from seawall.cli import serving, setup
from seawall.config import environment as env


def run(arguments: list[str]) -> int:
    """Prepare the home, print how to come in, serve until interrupted."""
    began = time.monotonic()
    parser = argparse.ArgumentParser(prog="./run up", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="fill an empty home with a demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args(arguments)
    if not setup.port_is_free(options.host, options.port):
        print(f"Port {options.port} is taken. Name another: ./run up --port {options.port + 1}")
        return 1
    home = env.path("SEAWALL_HOME")
    if options.demo and not _mark_demo(home):
        print(f"{home} holds real data; a demo is only made in an empty home. Set SEAWALL_HOME.")
        return 1
    base_url = setup.use_address(options.host, options.port)
    setup.start_django()
    from django.conf import settings

    setup.migrate()
    setup.collect_static()
    serving_file = Path(settings.HOME) / "serving.json"
    serving_file.write_text(json.dumps({"base_url": base_url, "pid": os.getpid()}), "utf-8")
    _welcome(base_url, demo=settings.DEMO)
    print(f"\n  Seawall serves at {base_url} ({time.monotonic() - began:.1f} s). Stop: Ctrl-C\n")
    serving.serve(options.host, options.port, with_worker=True)
    return 0


def _mark_demo(home: Path) -> bool:
    """True if the home is a demo now; an existing real home is never touched."""
    mark = home / "demo"
    if mark.exists():
        return True
    if (home / "seawall.sqlite3").exists():
        return False
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.write_text("Made by ./run up --demo. Mail of this home never leaves the machine.\n")
    return True


def _welcome(base_url: str, *, demo: bool) -> None:
    from seawall.domain.accounts import commands, queries
    from seawall.domain.actor import SYSTEM

    if demo:
        from seawall.cli import demo as demo_command

        demo_command.seed_if_empty()
        demo_command.print_links(base_url)
    elif not queries.has_administrator():
        secret = commands.make_one_time_link(
            None, purpose="administrator", minutes=60, actor=SYSTEM
        )
        print(f"\n  Become the administrator (once, within an hour): {base_url}/link/{secret}")
