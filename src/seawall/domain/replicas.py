"""Reading from a copy of the database that follows it (SEAWALL_REPLICA_URL), where that is safe.

Only what answers a GET is read there, after it was found out on the primary who asks and what they
may. Whoever wrote a moment ago reads from the primary until the copy has replayed what they wrote:
the place in the write-ahead log stands in the shared cache, so it holds at every host and for all
sessions and tokens of a person. Inside a transaction, and as soon as a request writes, the primary
is read. A copy that does not answer or lags by more than two checks is left alone.
"""

import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

PRIMARY, REPLICA = "default", "replica"
# How long a write is remembered, how often the copy is looked at, and how long it is left alone.
PINNED_SECONDS = 120
CHECK_SECONDS = 2.0
REST_SECONDS = 15.0

_reads_copy: ContextVar[bool] = ContextVar("reads_copy", default=False)


class Router:
    """Django's database router. Everything is written to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The copy, if this request may and no transaction is open. Never for limits and codes."""
        is_cache = model is not None and model._meta.app_label == "django_cache"
        return PRIMARY if is_cache else alias()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """From here on the request reads what it wrote."""
        _reads_copy.set(False)
        return PRIMARY

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The copy's tables come by replication."""
        return db == PRIMARY


class _Copy:
    """What this process knows of the copy. `replayed` only grows."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._checked_at = -REST_SECONDS
        self._written = 0
        self.is_well = False
        self.replayed = 0

    def look(self) -> bool:
        """Whether it answered and had replayed what was written at the check before."""
        now = time.monotonic()
        if now - self._checked_at >= CHECK_SECONDS and self._mutex.acquire(blocking=False):
            try:
                self._check(now)
            finally:
                self._mutex.release()
        return self.is_well

    def _check(self, now: float) -> None:
        before, self._checked_at = self._written, now
        try:
            self.replayed = max(self.replayed, replayed())
        except (DatabaseError, InterfaceError):
            self.give_up()
            return
        self._written = written()
        self.is_well = 0 < before <= self.replayed

    def give_up(self) -> None:
        """Leave it alone for a while."""
        self.is_well = False
        self._written = 0
        self._checked_at = time.monotonic() + REST_SECONDS
        with suppress(DatabaseError, InterfaceError):
            connections[REPLICA].close()

    def has(self, place: int) -> bool:
        """Whether it has replayed up to there."""
        if self.replayed < place:
            with suppress(DatabaseError, InterfaceError):
                self.replayed = max(self.replayed, replayed())
        return self.replayed >= place


_copy = _Copy()


def is_configured() -> bool:
    """Whether there is a copy at all."""
    return REPLICA in settings.DATABASES


def alias() -> str:
    """Which database this very statement is to be asked of."""
    if not _reads_copy.get() or connections[PRIMARY].in_atomic_block:
        return PRIMARY
    return REPLICA


def connection_to_read() -> BaseDatabaseWrapper:
    """For SQL of one's own: the connection that the ORM would read by."""
    return connections[router.db_for_read(None)]  # type: ignore[arg-type]


def begin(user_id: int | None) -> None:
    """From here on this request only reads. Nothing changes where there is no copy that is fit."""
    if not is_configured() or not _copy.look():
        return
    place = None if user_id is None else cache.get(_key(user_id))
    if place is None or _copy.has(int(place)):
        _reads_copy.set(True)


def end() -> bool:
    """Read from the primary again. Whether the copy was read until now."""
    before = _reads_copy.get()
    _reads_copy.set(False)
    return before


def give_up() -> None:
    """The copy failed somebody: this process leaves it alone for a while."""
    _copy.give_up()


def pin(user_id: int) -> None:
    """Somebody wrote: they read from the primary until the copy has it. After the commit."""
    if is_configured():
        cache.set(_key(user_id), written(), PINNED_SECONDS)


def written() -> int:
    """How far the primary's write-ahead log goes."""
    return _place(PRIMARY, "SELECT pg_current_wal_insert_lsn()::text")


def replayed() -> int:
    """How far the copy has come."""
    return _place(REPLICA, "SELECT pg_last_wal_replay_lsn()::text")


def _place(where: str, question: str) -> int:
    """A place in the write-ahead log as a number; 0 where PostgreSQL says none."""
    with connections[where].cursor() as cursor:
        cursor.execute(question)
        high, _, low = (cursor.fetchone()[0] or "0/0").partition("/")
    return int(high, 16) << 32 | int(low, 16)


def _key(user_id: int) -> str:
    return f"wrote:{user_id}"
