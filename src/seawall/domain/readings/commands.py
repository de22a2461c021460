"""Noting what is read, without making the reader wait.

A note goes into a buffer of the process. A thread of its own writes what has gathered, at most
0.4 seconds later and at the end of the process, in one transaction. A process that is killed
loses what it noted since the last write. While the database is away notes wait; when too many do,
readers wait with them: nothing is read without a trace because the buffer is full.
"""

import atexit
import logging
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import Entry, record_all
from seawall.domain.readings.events import ReportOpened, ReportsListed
from seawall.domain.readings.rules import Door, door_of
from seawall.lib import clock
from seawall.lib.frames import with_room

logger = logging.getLogger("seawall.readings")

GATHER_SECONDS = 0.4
REST_AFTER_ERROR_SECONDS = 1.0
MOST_WAITING = 20_000
Key = tuple[object, ...]


@dataclass
class Buffer:
    """What was read and is not written yet. `is_threaded` False: only `flush` writes (tests)."""

    is_threaded: bool = True
    _entries: dict[Key, Entry] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _news: threading.Event = field(default_factory=threading.Event)
    _has_writer: bool = False

    def add(self, entry: Entry) -> None:
        """Keep an entry until the next write, once however often it is added."""
        key: Key = (entry.actor.user_id, entry.actor.token_id, entry.event, entry.organization_id)
        with self._lock:
            self._entries.setdefault(key, entry)
            is_full = len(self._entries) > MOST_WAITING
        if self.is_threaded:
            if not self._has_writer:
                self._begin()
            self._news.set()
        if is_full:
            self.flush()

    def waiting(self) -> tuple[Entry, ...]:
        """What the next write will write."""
        with self._lock:
            return tuple(self._entries.values())

    def forget(self) -> None:
        """Drop what waits."""
        with self._lock:
            self._entries.clear()

    def flush(self) -> int:
        """Write what waits, in one transaction; how many. What cannot be written waits on."""
        with self._writing:
            with self._lock:
                taken, self._entries = self._entries, {}
            if not taken:
                return 0
            try:
                with transaction.atomic():
                    return record_all(taken.values())
            except (DatabaseError, InterfaceError):
                with self._lock:
                    self._entries = taken | self._entries
                raise

    def start_anew(self) -> None:
        """Empty, without a thread: what a fork inherits is its parent's to write."""
        self.__init__(is_threaded=self.is_threaded)  # type: ignore[misc]

    def _begin(self) -> None:
        with self._lock:
            if self._has_writer:
                return
            self._has_writer = True
        threading.Thread(target=self._write_on, name="readings", daemon=True).start()

    @with_room
    def _write_on(self) -> None:
        pause = threading.Event()
        while True:
            self._news.wait()
            pause.wait(GATHER_SECONDS)
            self._news.clear()
            try:
                self.flush()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("Readings wait: the database answered %s", type(error).__name__)
                connection.close()
                pause.wait(REST_AFTER_ERROR_SECONDS)
                self._news.set()
            except Exception:
                logger.exception("Readings could not be written")
            finally:
                close_old_connections()


BUFFER = Buffer()
os.register_at_fork(after_in_child=BUFFER.start_anew)


def note_opened(
    report: str,
    *,
    report_id: int,
    organization_id: int | None,
    program_id: int | None,
    side: str,
    actor: Actor,
    door: Door = Door.PAGE,
    attachment: str = "",
) -> None:
    """Somebody is shown the report, or a file of it. A draft names no organization."""
    event = ReportOpened(report=report, door=door_of(actor, door), side=side, attachment=attachment)
    BUFFER.add(Entry(event, actor, organization_id, program_id, report_id, clock.now()))


def note_listed(reports: Iterable[tuple[int | None, str]], *, actor: Actor) -> None:
    """Somebody is shown a list: the organization (None for a draft) and the id of each report."""
    by_organization: dict[int | None, list[str]] = {}
    for organization_id, public_id in reports:
        by_organization.setdefault(organization_id, []).append(public_id)
    for organization_id, listed in by_organization.items():
        event = ReportsListed(reports=tuple(listed), door=door_of(actor))
        BUFFER.add(Entry(event, actor, organization_id, at=clock.now()))


def flush() -> int:
    """Write now what this process has noted."""
    return BUFFER.flush()


@atexit.register
def _at_the_end() -> None:
    """The last notes of a process that ends as it should."""
    if BUFFER.is_threaded and BUFFER.waiting():
        try:
            flush()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Readings were lost: the database answered %s", type(error).__name__)
