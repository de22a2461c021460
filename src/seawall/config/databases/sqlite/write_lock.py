"""One writer at a time, in the order of asking.

SQLite's own waiting is sleep and retry: under load some writers starve. Waiting here first, in a
queue, makes every writer's turn come; SQLite then never finds the database busy.
"""

import os
import threading
from collections import deque
from pathlib import Path

# How often a waiter looks whether the thread that holds the lock is still alive.
CHECK_SECONDS = 1.0


class Turn:
    """One holder's place in the queue. `granted` is released when the turn has come."""

    __slots__ = ("granted", "thread")

    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.granted = threading.Lock()


class WriteLock:
    """First come, first served. A turn is handed over directly, so nobody can jump in between."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._holder: Turn | None = None
        self._waiting: deque[Turn] = deque()

    def acquire(self, timeout_seconds: float) -> Turn:
        """Wait for the turn; give it back with `release`. TimeoutError after the time-out."""
        turn = Turn()
        with self._mutex:
            if self._holder is None:
                self._holder = turn
                return turn
            turn.granted.acquire()
            self._waiting.append(turn)
        left = timeout_seconds
        try:
            while not turn.granted.acquire(timeout=max(0.0, min(CHECK_SECONDS, left))):
                left -= CHECK_SECONDS
                self._take_from_the_dead()
                if left <= 0:
                    raise TimeoutError
        except BaseException:
            # Also an interrupt: whoever stops waiting must not be handed the turn later.
            self.release(turn)
            raise
        return turn

    def release(self, turn: Turn) -> None:
        """Give the turn back, or leave the queue. Harmless when it was given back before."""
        with self._mutex:
            if self._holder is turn:
                self._hand_over()
            elif turn in self._waiting:
                self._waiting.remove(turn)

    def _hand_over(self) -> None:
        """Callers hold the mutex."""
        self._holder = self._waiting.popleft() if self._waiting else None
        if self._holder is not None:
            self._holder.granted.release()

    def _take_from_the_dead(self) -> None:
        """A thread that ended inside a transaction lost its connection, and so its transaction."""
        with self._mutex:
            if self._holder is not None and not self._holder.thread.is_alive():
                self._hand_over()


_locks: dict[str, WriteLock] = {}
_locks_mutex = threading.Lock()


def lock_for(database: str) -> WriteLock:
    """The lock of that database file: one per process, however the path is spelled."""
    name = database if ":memory:" in database else str(Path(database).absolute())
    with _locks_mutex:
        return _locks.setdefault(name, WriteLock())


def _forget() -> None:
    """A forked child has none of the threads that wait or hold."""
    global _locks_mutex
    _locks_mutex = threading.Lock()
    for lock in _locks.values():
        lock.__init__()  # type: ignore[misc]


os.register_at_fork(after_in_child=_forget)
