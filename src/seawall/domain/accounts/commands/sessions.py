"""Browser sessions. Their rows hold the sha256 of the cookie, never the cookie.

`keep_row`, `touch_row` and `drop_row` are the storage under a cookie: no decision, no event.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from seawall.domain.accounts import policies
from seawall.domain.accounts.events import SessionsRevoked
from seawall.domain.accounts.models import Session
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, NotFound
from seawall.domain.vault.commands import struck_out
from seawall.lib import clock
from seawall.lib.text import gettext_noop

SEEN_EVERY = timedelta(minutes=1)
IDLE = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What a session is stored as. `agent` and `ip` are those of the last request seen."""

    key_hash: str
    payload: str
    user_id: int | None
    ip: str
    agent: str


def keep_row(row: SessionRow, *, expires_at: datetime, is_new: bool) -> None:
    """Insert a new row, or change an existing one and nothing else.

    Raises Conflict when a new key exists, NotFound when the row to change was revoked meanwhile.
    """
    now = clock.now()
    if is_new:
        try:
            with transaction.atomic():
                Session.objects.create(
                    key_hash=row.key_hash,
                    user_id=row.user_id,
                    payload=row.payload,
                    created_at=now,
                    seen_at=now,
                    expires_at=expires_at,
                    ip=row.ip,
                    agent=struck_out(row.agent),
                )
        except IntegrityError as refusal:
            raise Conflict(gettext_noop("This session key exists.")) from refusal
        return
    changes: dict[str, object] = {"payload": row.payload, "user_id": row.user_id, "seen_at": now}
    if row.ip:
        changes |= {"ip": row.ip, "agent": struck_out(row.agent)}
    if not Session.objects.filter(key_hash=row.key_hash).update(**changes):
        raise NotFound


def touch_row(key_hash: str, *, ip: str, agent: str) -> None:
    """The session was used just now, from here. Writes at most once a minute."""
    now = clock.now()
    Session.objects.filter(key_hash=key_hash, seen_at__lt=now - SEEN_EVERY).update(
        seen_at=now, ip=ip, agent=struck_out(agent)
    )


def drop_row(key_hash: str) -> None:
    """The cookie is worthless from now on."""
    Session.objects.filter(key_hash=key_hash).delete()


def purge_sessions() -> int:
    """Delete what no cookie can open any more; gives the number of rows."""
    now = clock.now()
    deleted, _by_table = Session.objects.filter(expires_at__lt=now).delete()
    idle, _by_table = Session.objects.filter(seen_at__lt=now - IDLE).delete()
    return deleted + idle


@transaction.atomic
def end_session(user_id: int, *, reference: str, actor: Actor) -> None:
    """Sign one browser out; `reference` is that of `queries.sessions_of`."""
    if not policies.can_see_sessions_and_tokens(actor, user_id):
        raise NotFound
    # 16 hex digits are 64 bits: no two sessions of one person share them.
    found = Session.objects.filter(user_id=user_id, key_hash__startswith=reference)
    if len(reference) != 16 or not found.delete()[0]:
        raise NotFound
    audit.record(SessionsRevoked(user_id=user_id, count=1), actor=actor)


@transaction.atomic
def end_other_sessions(user_id: int, *, keep: str | None, actor: Actor) -> int:
    """Sign out every browser but the one whose key hash is `keep`; gives the number ended."""
    if not policies.can_see_sessions_and_tokens(actor, user_id):
        raise NotFound
    others = Session.objects.filter(user_id=user_id)
    if keep is not None:
        others = others.exclude(key_hash=keep)
    count, _by_table = others.delete()
    if count:
        audit.record(SessionsRevoked(user_id=user_id, count=count), actor=actor)
    return count
