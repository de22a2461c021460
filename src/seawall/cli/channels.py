"""How connections are served: waitress's own way, with three corrections."""

import time
from typing import Any

from waitress.channel import HTTPChannel

from seawall.cli.framing import StrictParser

# A request is there, all of its head, within so many seconds; its body comes at least this fast.
HEAD_SECONDS = 15
BODY_SECONDS = 60
LEAST_BYTES_PER_SECOND = 1024
# Of all connections that may be open: when more are, the one silent for the longest goes.
CROWDED = 0.8


class PatientChannel(HTTPChannel):  # type: ignore[misc]  # untyped package
    """Leaves a connection alone while a thread is sending on it, and ends slow ones.

    waitress's loop finds such a connection ready to be written to, finds it locked, and looks again
    at once: at eight connections that was a sixth of all the time spent, taken from the sender.

    waitress ends a connection that says nothing for a minute. One that says a letter now and then
    could stay for ever, and enough of either keep everybody else out.
    """

    parser_class = StrictParser

    def __init__(self, server: Any, *given: Any, **named: Any) -> None:
        super().__init__(server, *given, **named)
        self._began = time.monotonic()
        channels = server.active_channels
        if len(channels) >= CROWDED * server.adj.connection_limit:
            waiting = [one for one in channels.values() if not one.requests and not one.will_close]
            if waiting:
                min(waiting, key=lambda one: float(one.last_activity)).will_close = True

    def received(self, data: bytes) -> bool:
        """Take what came. A new request has its own time."""
        if self.request is None:
            self._began = time.monotonic()
        return bool(super().received(data))

    def readable(self) -> bool:
        """Whether the loop should read; asked every second, which ends what takes too long."""
        if self._is_late():
            self.will_close = True
        return bool(super().readable())

    def _is_late(self) -> bool:
        request = self.request
        if request is None or self.requests:
            return False
        seconds = time.monotonic() - self._began
        if not request.headers_finished:
            return seconds > HEAD_SECONDS
        came: int = request.body_bytes_received
        return seconds > BODY_SECONDS + came / LEAST_BYTES_PER_SECOND

    def writable(self) -> bool:
        """Whether the loop has something to send. The sender calls for it when some is left."""
        if not super().writable():
            return False
        if self.total_outbufs_len >= self.adj.outbuf_high_watermark:
            # The sender is about to wait for the loop.
            return True
        if not self.outbuf_lock.acquire(False):
            return False
        self.outbuf_lock.release()
        return True
