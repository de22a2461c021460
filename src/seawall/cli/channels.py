"""How connections are served: waitress's own way, with one correction."""

from waitress.channel import HTTPChannel

from seawall.cli.framing import StrictParser


class PatientChannel(HTTPChannel):  # type: ignore[misc]  # untyped package
    """Leaves a connection alone while a thread is sending on it.

    waitress's loop finds such a connection ready to be written to, finds it locked, and looks again
    at once: at eight connections that was a sixth of all the time spent, taken from the sender.
    """

    parser_class = StrictParser

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
