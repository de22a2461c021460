"""Mail that a page sends by itself: links to verify, reset and join, and warnings."""

from django.conf import settings
from django.core.mail import EmailMessage


def send(address: str, *, subject: str, body: str) -> None:
    """Hand one plain text message over for delivery."""
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address]).send()
