"""Telling the programme's revocation system. A message is made when it leaves, and never kept."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.commands import record
from seawall.domain.leaks.events import RevocationAsked
from seawall.domain.leaks.models import Leak, LeakIntake, LeakMessage
from seawall.domain.leaks.rules import partner
from seawall.domain.vault import commands as vault
from seawall.lib import clock, http

MOST_ATTEMPTS = 6
_LONGEST_FAILURE = 200


def ask(leak: Leak) -> None:
    """Have the revocation system told, where the programme has one and the operator checked it."""
    intake = LeakIntake.objects.get(program=leak.program_id)
    if intake.address and intake.checked_at is not None:
        LeakMessage.objects.create(leak=leak, created_at=clock.now())


def send_message(message_id: int) -> None:
    """Send one message, if it still waits. A refusal or silence is tried again, ever later."""
    row = LeakMessage.objects.select_related("leak__program").filter(pk=message_id).first()
    if row is None or row.sent_at is not None or row.attempts >= MOST_ATTEMPTS:
        return
    intake = LeakIntake.objects.filter(program=row.leak.program_id).first()
    if intake is None or not intake.address or intake.checked_at is None:
        return
    status, failure = _sent(row.leak, intake.address)
    with transaction.atomic():
        is_done = 200 <= status < 300
        LeakMessage.objects.filter(pk=row.pk).update(
            attempts=row.attempts + 1,
            status=status,
            failure=failure[:_LONGEST_FAILURE],
            sent_at=clock.now() if is_done else None,
        )
        record(
            RevocationAsked(leak=row.leak.public_id, status=status),
            actor=SYSTEM,
            organization_id=row.leak.program.organization_id,
            program_id=row.leak.program_id,
        )


def due_messages() -> tuple[int, ...]:
    """Ids of the messages that wait and whose pause is over: 1, 4, 9 … minutes from the start."""
    now = clock.now()
    waiting = LeakMessage.objects.filter(sent_at=None, attempts__lt=MOST_ATTEMPTS).order_by("pk")
    return tuple(
        pk
        for pk, made, attempts in waiting.values_list("pk", "created_at", "attempts")[:50]
        if now >= made + timedelta(minutes=attempts**2)
    )


def _sent(leak: Leak, address: str) -> tuple[int, str]:
    found = [
        partner.Found(token=plain, kind=kind, url=leak.url, source=leak.source)
        for kind, plain in vault.open_all("leak", leak.public_id, field="credential")
    ]
    if not found:
        return 0, "Nothing is left to send: the retention is over."
    raw = partner.body(found)
    key = partner.signing_key(settings.FINGERPRINT_KEY)
    try:
        answer = http.fetch(address, method="POST", body=raw, headers=partner.headers(raw, key))
    except http.Unreachable as refusal:
        return 0, str(refusal)
    return answer.status, ""
