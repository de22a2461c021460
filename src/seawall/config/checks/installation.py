"""What only looking can tell: files, database, clock, backup, log, worker."""

import json
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection

from seawall.config import environment, secrets
from seawall.domain import append_only, readiness, recovery
from seawall.lib import clock
from seawall.lib.embedding import Embedding, EmbeddingError
from seawall.web.actors import TOO_FEW_PROXIES

LAST_BACKUP = "last-backup.json"
OLDEST_BACKUP = timedelta(hours=48)
OLDEST_CHECKPOINT = timedelta(hours=1)
MOST_SKEW_SECONDS = 5.0
LEAST_FREE_BYTES = 1024**3
LITTLE_FREE_BYTES = 5 * 1024**3
FIXED_SQLITE = (3, 51, 3)


def findings() -> Iterator[CheckMessage]:
    """All; what needs the database only if it answers."""
    yield from _private_files()
    yield from _disk()
    yield from _file_system_clock()
    yield from _proxies_seen()
    yield from _meaning()
    not_ready = [check for check in readiness.checks() if not check.ok]
    for check in not_ready:
        yield Error(f"Not ready: {check.name}: {check.detail}.", id=_READY[check.name],
                    hint="Look at the log of the process that should do this.")  # fmt: skip
    if any(check.name in {"database", "migrations"} for check in not_ready):
        return
    yield from _database()
    yield from _append_only()
    yield from _log_and_backup()


_READY = {
    "database": "seawall.E050",
    "migrations": "seawall.E051",
    "worker": "seawall.E052",
    "sequencer": "seawall.E053",
}


def _private_files() -> Iterator[CheckMessage]:
    home = Path(settings.HOME)
    private = [home, home / secrets.NAME, Path(settings.UPLOADS_FOLDER), Path(settings.MAIL_FOLDER)]
    if settings.BLOBS == "local":
        private.append(Path(settings.BLOBS_FOLDER))
    for place in private:
        if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077:
            yield Error(f"{place} can be read by others.", id="seawall.E030",
                        hint=f"Run: chmod go= {place}")  # fmt: skip


def _disk() -> Iterator[CheckMessage]:
    free = shutil.disk_usage(settings.HOME).free
    text = f"{free // 1024**2} MB are free at {settings.HOME}."
    if free < LEAST_FREE_BYTES:
        yield Error(text, hint="Make room: soon nothing can be written.", id="seawall.E040")
    elif free < LITTLE_FREE_BYTES:
        yield checks.Warning(text, hint="Uploads and backups need room.", id="seawall.W040")


def _file_system_clock() -> Iterator[CheckMessage]:
    with tempfile.NamedTemporaryFile(dir=settings.HOME, prefix=".clock-") as file:
        written = os.fstat(file.fileno()).st_mtime
    yield from _skew("file system", abs(written - time.time()))


def _skew(where: str, seconds: float) -> Iterator[CheckMessage]:
    if seconds > MOST_SKEW_SECONDS:
        yield Error(f"The clock of the {where} is {seconds:.0f} s off.", id="seawall.E041",
                    hint="Run a time service (chrony) on every machine.")  # fmt: skip


def _proxies_seen() -> Iterator[CheckMessage]:
    """The web processes leave a mark when a request came through fewer proxies than are trusted."""
    mark = Path(settings.HOME) / TOO_FEW_PROXIES
    if mark.exists() and time.time() - mark.stat().st_mtime < 86_400:
        yield Error("Requests came through fewer proxies than are trusted.", id="seawall.E042",
                    hint="Correct SEAWALL_TRUSTED_PROXIES: addresses can be forged.")  # fmt: skip


def _meaning() -> Iterator[CheckMessage]:
    folder = settings.SEMANTIC_MODEL
    if folder:
        try:
            Embedding(folder)
        except EmbeddingError as error:
            yield Error(str(error), id="seawall.E044",
                        hint="Or unset SEAWALL_SEMANTIC_MODEL.")  # fmt: skip


def _database() -> Iterator[CheckMessage]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            (now,) = cursor.fetchone()
        yield from _skew("database", abs(float(now) - time.time()))
        return
    if sqlite3.sqlite_version_info < FIXED_SQLITE:
        yield checks.Warning(
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug (fixed in 3.51.3).",
            hint="Start one process only, and open the file with nothing else that writes.",
            id="seawall.W043",
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (answer,) = cursor.fetchone()
    if answer != "ok":
        yield Error(f"SQLite's own check says: {answer}", id="seawall.E043",
                    hint="Stop serving and restore the last backup.")  # fmt: skip


def _append_only() -> Iterator[CheckMessage]:
    """The database itself must refuse; on PostgreSQL the role must not be able to, either."""
    if connection.vendor == "sqlite":
        query = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        guarded = {name.rpartition(".")[2] for (name,) in cursor.fetchall()}
    bare = sorted(set(append_only.TABLES) - guarded)
    if bare:
        yield Error(f"Nothing guards {', '.join(bare)} from changes.", id="seawall.E033",
                    hint="Run ./run migrate.")  # fmt: skip
    if connection.vendor == "postgresql":
        yield from _rights()


def _rights() -> Iterator[CheckMessage]:
    whole = (*append_only.APPEND_ONLY, append_only.EVENT)
    able = []
    with connection.cursor() as cursor:
        for table in whole:
            cursor.execute(
                "SELECT has_table_privilege(current_user, %s, 'UPDATE') "
                "OR has_table_privilege(current_user, %s, 'DELETE') "
                "OR has_table_privilege(current_user, %s, 'TRUNCATE')",
                [table] * 3,
            )
            if cursor.fetchone()[0]:
                able.append(table)
    if able:
        yield Error(f"This database role may change {', '.join(able)}.", id="seawall.E034",
                    hint="Serve as a role of its own (SEAWALL_DB_APP_ROLE): docs/how-to/production.md")  # noqa: E501  # fmt: skip


def _log_and_backup() -> Iterator[CheckMessage]:
    if not environment.text("SEAWALL_BACKUP_RECIPIENT"):
        yield checks.Warning(
            "Backups are not sealed.",
            hint="./run backup --make-key KEYFILE, then set SEAWALL_BACKUP_RECIPIENT.",
            id="seawall.W036",
        )
    yield from _checkpoint()
    last = Path(settings.HOME) / LAST_BACKUP
    try:
        note = json.loads(last.read_text("utf-8"))
        made_at = datetime.strptime(note["made_at"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except (OSError, ValueError, KeyError):
        yield Error("There is no backup.", hint="Run ./run backup every night.", id="seawall.E035")
        return
    if clock.now() - made_at > OLDEST_BACKUP:
        yield Error(f"The last backup is of {made_at:%Y-%m-%d %H:%M} UTC.", id="seawall.E035",
                    hint="Run ./run backup every night.")  # fmt: skip
    if not recovery.log_reaches(note["log_size"], note["log_root"]):
        yield Error("The log is not a continuation of that in the last backup.", id="seawall.E037",
                    hint="It was rolled back or changed. Keep this state and the backup, and compare.")  # noqa: E501  # fmt: skip


def _checkpoint() -> Iterator[CheckMessage]:
    try:
        waiting = recovery.without_checkpoint()
    except DatabaseError:
        return
    if waiting is not None and waiting > OLDEST_CHECKPOINT:
        minutes = int(waiting.total_seconds() // 60)
        yield Error(f"Events wait for a signed checkpoint for {minutes} minutes.",
                    id="seawall.E038", hint="Is the worker running?")  # fmt: skip
