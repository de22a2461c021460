"""Webhooks: what happened, as ids and states, signed, to an address that an organization chose.

A message is made once per event and webhook and sent at least once: whoever receives it knows a
second one by its id. One job per webhook sends one message and stands in line again, so that a
slow receiver keeps its own organization waiting and nobody else.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.models import Organization
from seawall.domain.actor import SYSTEM, Actor
from seawall.domain.audit.commands import record
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotFound
from seawall.domain.jobs_queue.claims import delay
from seawall.domain.jobs_queue.tasks import Again, task
from seawall.domain.notify import policies
from seawall.domain.notify.events import WebhookSwitchedOff
from seawall.domain.notify.models import Delivery, Webhook
from seawall.domain.notify.queries.sealing import address_of, secrets_of
from seawall.domain.notify.rules import signing
from seawall.domain.notify.rules.hooks import (
    MOST_TRIES,
    PING,
    TYPES,
    DeliveryState,
    OffReason,
    body_of,
    data_of,
)
from seawall.domain.programs.models import Program
from seawall.lib import clock, http

GONE = 410


# ── making messages ──────────────────────────────────────────────────────────
def prepare(events: Sequence[Event]) -> list[Delivery]:
    """The messages of these events, not stored. One statement where nobody has a webhook."""
    told = [event for event in events if event.name in TYPES and event.organization_id]
    if not told:
        return []
    hooks = Webhook.objects.filter(
        organization_id__in={event.organization_id for event in told}, off_at=None
    )
    pairs = [
        (hook, event) for hook in hooks.order_by("pk") for event in told if _is_for(hook, event)
    ]
    slugs = _slugs(event for _hook, event in pairs)
    return [_message(hook, event, slugs) for hook, event in pairs]


def _is_for(hook: Webhook, event: Event) -> bool:
    return (
        event.organization_id == hook.organization_id
        and event.name in hook.events
        and hook.program_id in (None, event.program_id)
        and event.at >= hook.created_at
    )


Slugs = dict[tuple[str, int | None], str]


def _slugs(events: Iterable[Event]) -> Slugs:
    """By ("organization" or "program", id)."""
    found, slugs = list(events), Slugs()
    if not found:
        return slugs
    organizations = Organization.objects.filter(pk__in={event.organization_id for event in found})
    programs = Program.objects.filter(pk__in={event.program_id for event in found})
    for kind, rows in (("organization", organizations), ("program", programs)):
        slugs |= {(kind, pk): slug for pk, slug in rows.values_list("pk", "slug")}
    return slugs


def _message(hook: Webhook, event: Event, slugs: Slugs) -> Delivery:
    about = {
        name: slugs[key]
        for name, key in (
            ("organization", ("organization", event.organization_id)),
            ("program", ("program", event.program_id)),
        )
        if key in slugs
    }
    data = {"event": str(event.public_id)} | about | data_of(TYPES[event.name], event.payload)
    body = body_of(event.name, event.at, data)
    return new_delivery(hook, event.name, body, event_id=event.pk)


def new_delivery(hook: Webhook, kind: str, body: str, *, event_id: int | None = None) -> Delivery:
    """A message with a new id, due at once, not stored."""
    now = clock.now()
    return Delivery(
        public_id=f"msg_{secrets.token_hex(16)}",
        webhook=hook,
        event_id=event_id,
        kind=kind,
        body=body,
        created_at=now,
        next_at=now,
    )


def deliver(made: Sequence[Delivery]) -> None:
    """Store the messages and have them sent; one that exists already is not made again."""
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    for hook_id in {delivery.webhook_id for delivery in made}:
        wake(hook_id)


def wake(hook_id: int) -> None:
    """Have a worker look for messages of this webhook."""
    send_hook.enqueue(hook_id, unique_key=f"webhook:{hook_id}")


def due_hooks() -> set[int]:
    """Webhooks with a message that should have left, whatever became of their job."""
    late = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=clock.now())
    return set(late.values_list("webhook_id", flat=True).distinct())


# ── sending ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Posting:
    """All that one try needs, read before the network is touched."""

    delivery_id: int
    url: str
    body: str
    headers: Mapping[str, str]


@task("notify.send_hook", queue="outgoing", max_attempts=5)
def send_hook(hook_id: int) -> Again | None:
    """Try the next message of this webhook, then come back for the one after it."""
    posting = _next(hook_id)
    if isinstance(posting, Posting):
        _note(posting.delivery_id, _post(posting))
        return Again(clock.now())
    return None if posting is None else Again(posting)


def _post(posting: Posting) -> int | None:
    """The receiver's status; None where there was no answer. What it says is not read."""
    try:
        answer = http.fetch(
            posting.url, method="POST", headers=posting.headers, body=posting.body.encode()
        )
    except http.Unreachable:
        return None
    return answer.status


@transaction.atomic
def _next(hook_id: int) -> Posting | datetime | None:
    """What to send now, or when to look again; None where nothing waits. Drops what may not go."""
    hook = Webhook.objects.select_for_update().filter(pk=hook_id).first()
    if hook is None:
        return None
    now = clock.now()
    while hook.off_at is None:
        soonest = _waiting(hook).order_by("next_at").values_list("next_at", flat=True).first()
        if soonest is None:
            return None
        earliest = max(soonest, hook.paused_until or now)
        if earliest > now:
            return earliest
        # The least tried first: one that the receiver chokes on must not hold up the others.
        due = _waiting(hook).filter(next_at__lte=now).order_by("attempts", "pk")[0]
        if _may_still_be_told(hook, due):
            return _posting(hook, due, now)
        Delivery.objects.filter(pk=due.pk).update(state=DeliveryState.DROPPED)
    _waiting(hook).update(state=DeliveryState.DROPPED)
    return None


def _waiting(hook: Webhook) -> QuerySet[Delivery]:
    return Delivery.objects.filter(webhook=hook, state=DeliveryState.WAITING)


def _may_still_be_told(hook: Webhook, delivery: Delivery) -> bool:
    """Asked when it leaves, not when it happened: rights may have ended in between."""
    try:
        # As after their second factor, if they have one, and their provider: nobody signs in here.
        actor = accounts.actor_for_user(hook.acts_for_id, second_factor=True)
    except NotFound:
        actor = None
    if actor is None or not policies.can_manage_webhooks(actor, hook.organization_id):
        switch_off(hook, OffReason.RIGHTS)
        return False
    if delivery.event_id is None:
        return True
    event = Event.objects.filter(pk=delivery.event_id).first()
    return event is not None and policies.can_be_told(actor, event)


def _posting(hook: Webhook, delivery: Delivery, now: datetime) -> Posting:
    signed = signing.headers(
        secrets_of(hook, now),
        message_id=delivery.public_id,
        timestamp=int(now.timestamp()),
        body=delivery.body,
    )
    return Posting(
        delivery_id=delivery.pk,
        url=address_of(hook),
        body=delivery.body,
        headers={"Content-Type": "application/json", **signed},
    )


@transaction.atomic
def _note(delivery_id: int, status: int | None) -> None:
    """Write down how a try ended, and what follows from it."""
    # Always the webhook first: those who wait for one another would never end.
    hook = Webhook.objects.select_for_update(of=("self",)).filter(deliveries=delivery_id).first()
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if hook is None or delivery is None:
        return
    now = clock.now()
    delivery.attempts, delivery.tried_at, delivery.status = delivery.attempts + 1, now, status
    if status is not None and 200 <= status < 300:
        delivery.state = DeliveryState.SENT
        hook.failures, hook.failing_since, hook.paused_until = 0, None, None
    else:
        hook.failures += 1
        hook.failing_since = hook.failing_since or now
        hook.paused_until = now + delay(hook.failures)
        delivery.next_at = now + delay(delivery.attempts)
        if delivery.attempts >= MOST_TRIES:
            delivery.state = DeliveryState.FAILED
    delivery.save(update_fields=["attempts", "tried_at", "status", "state", "next_at"])
    hook.save(update_fields=["failures", "failing_since", "paused_until"])
    if hook.off_at is None and status == GONE:
        switch_off(hook, OffReason.GONE)
    elif hook.off_at is None and hook.failures >= MOST_TRIES:
        switch_off(hook, OffReason.FAILING)


def switch_off(hook: Webhook, reason: OffReason, actor: Actor = SYSTEM) -> None:
    """In the caller's transaction, with its event; the organization is told by it."""
    hook.off_at, hook.off_reason = clock.now(), reason
    hook.save(update_fields=["off_at", "off_reason"])
    event = WebhookSwitchedOff(webhook=hook.public_id, reason=reason)
    record(
        event,
        actor=actor,
        organization_id=hook.organization_id,
        program_id=hook.program_id,
    )


def ping_of(hook: Webhook, *, organization: str) -> Delivery:
    """A message that something could be sent, not stored."""
    now = clock.now()
    body = body_of(PING, now, {"organization": organization, "webhook": hook.public_id})
    return new_delivery(hook, PING, body)
