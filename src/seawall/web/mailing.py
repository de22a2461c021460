"""Mail that a page sends by itself: links to verify, reset and join, and warnings."""

import uuid

from seawall.domain.notify import commands


def send(address: str, *, subject: str, body: str) -> None:
    """Leave one plain text message for the worker to send."""
    commands.queue_mail(address, subject, body, dedupe_key=f"page:{uuid.uuid4()}")
