"""Whether this installation is fit to serve: database, migrations, worker, sequencer."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from seawall.domain.audit import queries as audit
from seawall.domain.jobs_queue import queries as jobs
from seawall.lib import clock

WORKER_SILENCE = timedelta(seconds=30)
LAG_LIMIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. `detail` holds no secret."""

    name: str
    ok: bool
    detail: str


def checks() -> tuple[Check, ...]:
    """All four; without a database only the first is asked, without its tables the first two."""
    database = _database()
    if not database.ok:
        return (database,)
    migrations = _migrations()
    if not migrations.ok:
        return (database, migrations)
    return (database, migrations, _worker(), _sequencer())


def unsequenced() -> int:
    """Events that have no log position yet (capped by the query)."""
    return audit.lag().unsequenced


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT lower('X')")
            cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        return Check("database", False, type(error).__name__)
    # SQLite goes on reading a file that was moved away.
    if not connection.is_usable():
        return Check("database", False, "not where it was")
    return Check("database", True, connection.vendor)


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Check("migrations", not waiting, f"{len(waiting)} to apply" if waiting else "applied")


def _worker() -> Check:
    seen = jobs.last_heartbeat()
    if seen is None:
        return Check("worker", False, "never seen")
    silent = clock.now() - seen
    return Check("worker", silent < WORKER_SILENCE, f"{int(silent.total_seconds())} s ago")


def _sequencer() -> Check:
    lag = audit.lag()
    ok = lag.oldest_age_seconds < LAG_LIMIT_SECONDS
    return Check("sequencer", ok, f"{lag.unsequenced} waiting")
