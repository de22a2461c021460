"""Web threads and worker threads in this process."""

import gc
import logging
import signal
import threading
from types import FrameType
from typing import Any

from seawall.domain.jobs_queue.worker import Worker

logger = logging.getLogger("seawall.serving")
# One whole file through the API, with room for the form around it.
LARGEST_BODY = 110 * 1024 * 1024


def serve(host: str, port: int, *, with_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM; running jobs finish first.

    waitress reads a whole request before it takes a thread, so a slow client stops nobody.
    """
    stop = threading.Event()
    worker = start_worker(stop) if with_worker else None
    server = listening(host, port)
    signal.signal(signal.SIGTERM, _interrupt)
    collect_rarely()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.close()
        if worker is not None:
            worker.join(timeout=10)


def listening(host: str, port: int) -> Any:
    """The waitress server with our limits, bound and not yet running."""
    import waitress
    from django.conf import settings
    from waitress.server import BaseWSGIServer

    from seawall.cli.channels import PatientChannel
    from seawall.config.wsgi import application

    BaseWSGIServer.channel_class = PatientChannel
    return waitress.create_server(
        application,
        host=host,
        port=port,
        threads=settings.THREADS,
        ident=None,
        max_request_body_size=LARGEST_BODY,
        max_request_header_size=32 * 1024,
        channel_timeout=60,
        connection_limit=500,
        clear_untrusted_proxy_headers=True,
        **_proxy(settings.TRUSTED_PROXIES),
    )


def collect_rarely() -> None:
    """Let the collector look at what requests leave, not at the program, and less often.

    A full round over the program's own objects stops all threads for the time of dozens of
    requests, and finds nothing.
    """
    from django.urls import get_resolver

    # Whatever the views import belongs to the program too; the first request finds it ready.
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def start_worker(stop: threading.Event) -> threading.Thread:
    """A worker thread: jobs, sequencer, notices."""
    thread = threading.Thread(target=Worker(stop=stop).run, name="worker", daemon=True)
    thread.start()
    return thread


def _proxy(count: int) -> dict[str, object]:
    if not count:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {
        "trusted_proxy": "*",
        "trusted_proxy_count": count,
        "trusted_proxy_headers": headers,
    }


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
