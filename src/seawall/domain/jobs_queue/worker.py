"""The worker: a thread of the web process, or a process of its own.

One thread per queue, or a few, runs jobs; the thread that called `run` does the duties (sequencer,
followers of the log, schedules); a third kind only says "still alive" and renews leases. All of it
survives a lost database connection and stops within about a second of `stop`.
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections

from seawall.domain.jobs_queue import claims, discovery, running
from seawall.domain.jobs_queue.bells import JOBS, LOG
from seawall.domain.jobs_queue.claims import Claim
from seawall.domain.jobs_queue.tasks import QUEUES, Duty, moment
from seawall.lib import clock
from seawall.lib.frames import with_room

logger = logging.getLogger("seawall.worker")

LEASE = timedelta(seconds=60)
POLL_SECONDS = 1.0
BEAT_SECONDS = 5.0
REST_AFTER_ERROR_SECONDS = 2.0
# Rings of the log come with every event; duties then gather what came within this time.
GATHER_SECONDS = 0.2
BATCHES = {"default": 10}
# Who calls other people's servers mostly waits.
THREADS = {"outgoing": 2}

_BEAT = """
INSERT INTO domain_heartbeat (name, seen_at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
"""


class Worker:
    """`lease`: after how long without a sign a dead worker's jobs are taken over."""

    def __init__(
        self,
        *,
        stop: threading.Event,
        queues: Iterable[str] = QUEUES,
        lease: timedelta = LEASE,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._stop = stop
        self._queues = tuple(queues)
        self._lease = lease
        self._poll = poll_seconds
        self._held: dict[str, list[Claim]] = {}
        self._rested: dict[str, float] = {}

    def run(self) -> None:
        """Work until `stop` is set; running jobs end first, claimed ones are given back."""
        registry = discovery.load()
        duties = sorted(registry.duties.values(), key=lambda one: (one.rank, one.name))
        threads = [
            threading.Thread(target=self._keep_on, args=(round_, name), name=name, daemon=True)
            for round_, name in [
                (self._beat, "beat"),
                *(
                    (self._lane(queue, number), f"jobs-{queue}-{number}")
                    for queue in self._queues
                    for number in range(THREADS.get(queue, 1))
                ),
            ]
        ]
        for thread in threads:
            thread.start()
        self._keep_on(self._dutiful(duties), "duties")
        for thread in threads:
            thread.join()

    @with_room
    def _keep_on(self, round_: Callable[[], None], name: str) -> None:
        """Call `round_` until the end, whatever it raises."""
        while not self._stop.is_set():
            try:
                round_()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("%s: the database answered %s", name, type(error).__name__)
                connection.close()
                self._stop.wait(REST_AFTER_ERROR_SECONDS)
            except Exception:
                logger.exception("%s stopped for a moment", name)
                self._stop.wait(REST_AFTER_ERROR_SECONDS)
            finally:
                close_old_connections()
        connections.close_all()

    # ── jobs ─────────────────────────────────────────────────────────────────
    def _lane(self, queue: str, number: int) -> Callable[[], None]:
        held = self._held.setdefault(f"{queue}-{number}", [])
        heard = 0

        def one_round() -> None:
            nonlocal heard
            if not self._work_off(queue, held):
                close_old_connections()
                heard = JOBS.wait(heard, self._poll)

        return one_round

    def _work_off(self, queue: str, held: list[Claim]) -> int:
        """Claim one batch and run it. Returns its size."""
        batch = claims.claim(
            queue, worker=self.name, limit=BATCHES.get(queue, 1), lease=self._lease
        )
        held[:] = batch
        try:
            while held:
                if self._stop.is_set():
                    claims.give_back(held.pop())
                    continue
                running.run(held[0])
                held.pop(0)
        finally:
            held.clear()
        return len(batch)

    # ── duties ───────────────────────────────────────────────────────────────
    def _dutiful(self, duties: list[Duty]) -> Callable[[], None]:
        heard = 0

        def one_round() -> None:
            nonlocal heard
            rung = LOG.wait(heard, self._poll)
            if rung != heard:
                self._stop.wait(GATHER_SECONDS)
            for one in duties:
                if rung != heard or self._is_due(one):
                    self._perform(one)
            heard = rung

        return one_round

    def _is_due(self, one: Duty) -> bool:
        return time.monotonic() - self._rested.get(one.name, 0.0) >= one.every_seconds

    def _perform(self, one: Duty) -> None:
        """Until nothing is left. One that fails must not keep the others from their turn."""
        self._rested[one.name] = time.monotonic()
        try:
            while one.work() and not self._stop.is_set():
                pass
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            logger.exception("The duty %s failed", one.name)

    # ── signs of life ────────────────────────────────────────────────────────
    def _beat(self) -> None:
        """Say that this worker lives, and keep what it holds."""
        with connection.cursor() as cursor:
            cursor.execute(_BEAT, (self.name, moment(clock.now())))
        pause = min(BEAT_SECONDS, self._lease.total_seconds() / 3)
        until = time.monotonic() + BEAT_SECONDS
        while time.monotonic() < until and not self._stop.wait(pause):
            for held in self._held.values():
                claims.extend(tuple(held), worker=self.name, lease=self._lease)


def settle(*, queues: Iterable[str] = QUEUES, rounds: int = 100) -> int:
    """Do every duty and every due job here and now, until nothing is left. Returns jobs run.

    For seeding a demo and for tests; a worker that runs meanwhile does no harm.
    """
    duties = sorted(discovery.load().duties.values(), key=lambda one: (one.rank, one.name))
    total = 0
    for _ in range(rounds):
        done = sum(one.work() for one in duties)
        for queue in queues:
            for job in claims.claim(queue, worker="settle", limit=100, lease=LEASE):
                running.run(job)
                done, total = done + 1, total + 1
        if not done:
            return total
    return total
