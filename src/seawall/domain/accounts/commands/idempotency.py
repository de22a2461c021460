"""Answers kept for an Idempotency-Key, so that a repeated POST does its work once.

Call `find` before the work; call `store` in the work's own transaction: when two requests race,
the second one's `store` raises Conflict and takes its work back with it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import IdempotencyRecord
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid
from seawall.lib import clock

KEPT = timedelta(hours=24)
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What the first request got."""

    status: int
    body: str


def find(key: str, *, request_hash: str, actor: Actor) -> StoredAnswer | None:
    """The stored answer, or None. Raises Invalid when the key was used for another request."""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid(
            _("Idempotency-Key takes 1 to 200 printable ASCII characters."), field="Idempotency-Key"
        )
    if actor.user_id is None:
        raise Invalid(_("Only a signed-in caller may use an Idempotency-Key."))
    row = IdempotencyRecord.objects.filter(
        user_id=actor.user_id, key=key, created_at__gt=clock.now() - KEPT
    ).first()
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Invalid(
            _("This Idempotency-Key was used for another request. Use a new key."),
            field="Idempotency-Key",
            code="idempotency_key_reused",
        )
    return StoredAnswer(status=row.status, body=row.body)


def store(key: str, *, request_hash: str, answer: StoredAnswer, actor: Actor) -> None:
    """Keep the answer for a day. Raises Conflict when another request with this key was first."""
    if actor.user_id is None:
        raise Invalid(_("Only a signed-in caller may use an Idempotency-Key."))
    old = IdempotencyRecord.objects.filter(
        user_id=actor.user_id, key=key, created_at__lte=clock.now() - KEPT
    )
    old.delete()
    try:
        with transaction.atomic():
            IdempotencyRecord.objects.create(
                user_id=actor.user_id,
                key=key,
                request_hash=request_hash,
                status=answer.status,
                body=answer.body,
                created_at=clock.now(),
            )
    except IntegrityError as refusal:
        raise Conflict(
            _("A request with this Idempotency-Key is being answered. Ask again for its result."),
            code="idempotency_key_in_use",
        ) from refusal


def purge_answers() -> int:
    """Delete what is older than a day; gives the number of rows."""
    return IdempotencyRecord.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
