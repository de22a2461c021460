"""Walks through the pages with Django's client: forms are posted, mail is read from its queue."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.sealing import text_of

PASSWORD = "a long enough sentence"


def sign_in(client: Client, email: str, password: str = PASSWORD):
    """Post the sign-in form."""
    return client.post("/sign-in", {"login": email, "password": password})


def mails() -> list[Mail]:
    """What waits to be sent, oldest first."""
    return list(Mail.objects.order_by("pk"))


def link_in(mail: Mail) -> str:
    """The path of the first link of ours in a mail."""
    found = re.search(r"http://testserver(/\S+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


def code_for(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now, or `steps` periods later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
