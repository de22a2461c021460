"""`./run move --to postgresql://…`: copy this SQLite installation to an empty PostgreSQL database.

Secrets and files stay where they are. All rows are copied, compared and checked in one transaction,
so the target holds everything or nothing; what was stopped is begun again by the same command.
"""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from seawall.cli import copying, dumps, setup
from seawall.config import environment
from seawall.lib import clock

if TYPE_CHECKING:
    from seawall.domain.recovery import Inventory

# Stands in the target from the first table until the last row.
MARK = "seawall_move"


class Refused(Exception):
    """Why nothing is moved, in words for the operator."""


def run(arguments: list[str]) -> int:
    """Status 0 only if the target holds all of it and nothing contradicts anything."""
    parser = argparse.ArgumentParser(prog="./run move", description=__doc__)
    parser.add_argument(
        "--to", metavar="URL", default="", help="the empty database; default: SEAWALL_DATABASE_URL"
    )
    parser.add_argument(
        "--without-lost-files",
        action="store_true",
        help="go on although files that reports name are gone from the store",
    )
    options = parser.parse_args(arguments)
    try:
        return _move(options.to, without_lost=options.without_lost_files)
    except (Refused, copying.Unfit) as refusal:
        print(refusal)
        print("Nothing was moved.")
        return 1


def _move(to: str, *, without_lost: bool) -> int:
    home = environment.path("SEAWALL_HOME")
    source = home / dumps.SQLITE
    address = _address(to)
    _refuse_if_served(home, source)
    os.environ["SEAWALL_DATABASE_URL"] = address
    setup.start_django()
    _prepare_target(home, _named(address))
    with dumps.opened(source, locked=True) as alias, _nobody_writes(alias):
        copying.compare_migrations(alias)
        lost = _lost_files(alias)
        if lost and not without_lost:
            raise Refused("\n".join([*lost, "--without-lost-files goes on without them."]))
        found = _copy(alias, home, _named(address))
    copying.analyze()
    _say(found, lost, _named(address), source)
    return 0


def _address(to: str) -> str:
    configured = environment.text("SEAWALL_DATABASE_URL")
    if to and configured and to != configured:
        raise Refused(
            "SEAWALL_DATABASE_URL names another database than --to. Moving starts from SQLite: "
            "unset it, or name the same one."
        )
    address = to or configured
    if not urlsplit(address).scheme.startswith("postgres"):
        raise Refused("Name the empty database: ./run move --to postgresql://user@host/name")
    return address


def _refuse_if_served(home: Path, source: Path) -> None:
    if not source.exists():
        raise Refused(f"{home} holds no SQLite database.")
    try:
        pid = int(json.loads((home / "serving.json").read_text("utf-8"))["pid"])
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        is_ours = not command.exists() or b"seawall" in command.read_bytes()
    except (OSError, ValueError, KeyError):
        return
    if is_ours:
        raise Refused(
            f"This installation is served by process {pid}: what it accepts from now on would be "
            "lost. Stop it, then run this again."
        )


def _prepare_target(home: Path, name: str) -> None:
    """Bring the tables into a database that is empty, or that an earlier move began to fill."""
    from django.db import connection

    tables = connection.introspection.table_names()
    if tables and MARK not in tables:
        moved = home / setup.MOVED
        if moved.exists():
            raise Refused(moved.read_text("utf-8").strip())
        raise Refused(f"{name} holds tables. Name an empty database.")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARK} (began_at timestamptz NOT NULL)")
    setup.migrate()
    copying.make_cache_table()
    setup.grant_application_role()
    copying.refuse_used_target()


@contextmanager
def _nobody_writes(alias: str) -> Iterator[None]:
    """Holds the write lock of the SQLite file, so that no process can add to it meanwhile."""
    from django.db import OperationalError, connections, transaction

    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
            yield
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Refused("Another process writes into this installation. Stop it.") from None


def _lost_files(alias: str) -> list[str]:
    """Sentences about files that reports name and the store does not hold as they were."""
    from seawall.domain import recovery
    from seawall.domain.reports.commands import storing
    from seawall.lib.blobs import sha256_of

    store, lost = storing.blobs(), []
    for sha256 in sorted(recovery.inventory(alias).files):
        try:
            with store.open(sha256) as stream:
                if sha256_of(stream) != sha256:
                    lost.append(f"The file {sha256} has other content.")
        except FileNotFoundError:
            lost.append(f"The file {sha256} is not in the store.")
    return lost


def _copy(alias: str, home: Path, name: str) -> "Inventory":
    """All of it in one transaction of the target; what it holds then."""
    from django.db import connection, transaction

    from seawall.domain import recovery

    expected = recovery.inventory(alias)
    # What contradicts itself here would there, too: better known before an hour of copying.
    _check(expected, alias)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(f"LOCK TABLE {MARK} IN ACCESS EXCLUSIVE MODE")
        copying.copy_all(alias, say=print)
        copying.index_words(say=print)
        _check(expected)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {MARK}")
        # Before the commit: there must be no moment in which both databases may be served.
        mark = home / setup.MOVED
        mark.write_text(
            f"This installation moved to {name} at {clock.now():%Y-%m-%d %H:%M} UTC. Set "
            f"SEAWALL_DATABASE_URL. If it is to be served from SQLite after all, remove {mark}: "
            "what was written to PostgreSQL meanwhile is not there.\n",
            "utf-8",
        )
    return expected


def _check(expected: "Inventory", using: str = "default") -> None:
    """Rows, files, ledger and the log's root are as expected; each leaf is computed anew."""
    from seawall.domain import recovery

    found = recovery.inventory(using)
    wrong = [] if found == expected else ["The target does not hold what the source holds."]
    wrong += recovery.contradictions(found, using)
    if wrong:
        raise Refused("\n".join(wrong[:20]))


def _named(address: str) -> str:
    """The address without its password."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")
    user = host[0].partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}{host[1]}{host[2]}", query=""))


def _say(found: "Inventory", lost: list[str], name: str, source: Path) -> None:
    for sentence in lost:
        print(sentence)
    print(f"Moved to {name}: {sum(found.rows.values())} rows, {len(found.files)} files checked.")
    print(f"The log of {found.log_size} events holds. Root: {found.log_root}")
    print(f"Ledger: {len(found.ledger)} balances are the same. secrets.json and files stay.")
    print("Set SEAWALL_DATABASE_URL and start again. Sessions and tokens stay good.")
    print("./run verify log checks every checkpoint and word against the log once more.")
    print(f"{source} is not served any more; delete it when a backup of PostgreSQL is made.")
