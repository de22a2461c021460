"""Handing out files at an address of their own, where no cookie of ours is ever sent.

Whoever may read a file gets a ticket for it at the usual address; the other address knows nobody
and gives the file for the ticket, once and for a minute.
"""

from datetime import timedelta

from django.db import transaction

from seawall.domain.accounts.models import Session
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.readings.rules import Door
from seawall.domain.reports.commands import storing
from seawall.domain.reports.commands.attaching import Download, readable_attachment
from seawall.domain.reports.models import Attachment, FileTicket
from seawall.domain.reports.queries.opening import note_opened
from seawall.lib import clock, crypto

TICKET_LIVES = timedelta(seconds=60)


@transaction.atomic
def give_ticket(public_id: str, *, session_hash: str, actor: Actor) -> str:
    """The secret that fetches the file once. Raises NotFound for who may not read it.

    That the file was opened is noted now: nobody is known where the ticket is spent.
    """
    row = readable_attachment(public_id, actor=actor)
    note_opened(actor, row.report, door=Door.FILE, attachment=row.public_id)
    now, secret = clock.now(), crypto.new_secret()
    FileTicket.objects.filter(expires_at__lt=now).delete()
    FileTicket.objects.create(
        secret_hash=crypto.sha256_hex(secret),
        attachment_id=row.pk,
        session_hash=session_hash,
        expires_at=now + TICKET_LIVES,
    )
    return secret


def spend_ticket(secret: str) -> Download:
    """The file for the ticket, which is gone then. Raises NotFound for one that is unknown, spent,
    too old, or of a session that was ended.
    """
    now = clock.now()
    with transaction.atomic():
        ticket = (
            FileTicket.objects.select_for_update()
            .filter(secret_hash=crypto.sha256_hex(secret), expires_at__gt=now)
            .first()
        )
        if ticket is None:
            raise NotFound
        ticket.delete()
    sessions = Session.objects.filter(pk=ticket.session_hash, expires_at__gt=now)
    row = Attachment.objects.filter(pk=ticket.attachment_id, removed_at__isnull=True).first()
    if row is None or not sessions.exists():
        raise NotFound
    return Download(row.name, row.size_bytes, row.sha256, storing.blobs().open(row.sha256))
