"""Waking the threads of this process. Other processes look once a second."""

import threading

from django.db import transaction


class Bell:
    """Rung by whoever made work, waited for by many; each waiter remembers what it has heard."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake everybody who waits now, and let nobody wait who has not heard this."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def ring_on_commit(self) -> None:
        """Ring once the caller's transaction is visible to others; never if it is undone."""
        transaction.on_commit(self.ring)

    def wait(self, heard: int, seconds: float) -> int:
        """Wait for a ring after `heard`, at most that long. Returns what has been heard by now."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != heard, timeout=seconds)
            return self._rings


JOBS = Bell()
LOG = Bell()
