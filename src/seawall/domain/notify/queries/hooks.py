"""Webhooks and what was sent to them, for those who manage them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.notify import policies
from seawall.domain.notify.models import Delivery, Webhook
from seawall.domain.notify.queries.sealing import address_of
from seawall.domain.programs import policies as programs
from seawall.lib import clock, ids

SHOWN = 50


@dataclass(frozen=True, slots=True)
class WebhookView:
    """One webhook. `url` may hold a secret of the receiver's; `off_reason` is empty while it is on.

    `old_secret_until` is None unless two secrets are valid.
    """

    public_id: str
    organization_id: int
    name: str
    url: str
    host: str
    program: str
    events: tuple[str, ...]
    acts_for: str
    created_at: datetime
    failures: int
    failing_since: datetime | None
    off_at: datetime | None
    off_reason: str
    old_secret_until: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One message. `status` is the receiver's last answer, None where there was none."""

    public_id: str
    kind: str
    state: str
    attempts: int
    status: int | None
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime
    message: Mapping[str, Any]


def webhooks(organization_id: int, *, actor: Actor) -> tuple[WebhookView, ...]:
    """By name. Raises NotFound for those who may not manage them."""
    if not policies.can_manage_webhooks(actor, organization_id):
        raise NotFound
    rows = policies.webhooks_visible_to(actor).filter(organization_id=organization_id)
    found = rows.select_related("program", "acts_for").order_by("name", "pk")
    return tuple(_view(row) for row in found)


def webhook(public_id: str, *, actor: Actor) -> WebhookView:
    """Raises NotFound."""
    rows = policies.webhooks_visible_to(actor).select_related("program", "acts_for")
    row = rows.filter(public_id=ids.normalize(public_id)).first()
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: Webhook) -> WebhookView:
    until = row.old_secret_until
    return WebhookView(
        public_id=row.public_id,
        organization_id=row.organization_id,
        name=row.name,
        url=address_of(row),
        host=row.host,
        program=row.program.slug if row.program else "",
        events=tuple(row.events),
        acts_for=row.acts_for.handle,
        created_at=row.created_at,
        failures=row.failures,
        failing_since=row.failing_since,
        off_at=row.off_at,
        off_reason=row.off_reason or "",
        old_secret_until=until if until is not None and until > clock.now() else None,
    )


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """`next_before` is what to pass as `before` for the next page, None on the last one."""

    webhook: WebhookView
    items: tuple[DeliveryView, ...]
    next_before: int | None


def deliveries(public_id: str, *, actor: Actor, before: int | None = None) -> DeliveryPage:
    """Newest first. Raises NotFound for a webhook that is not the actor's business."""
    found = webhook(public_id, actor=actor)
    rows = policies.deliveries_visible_to(actor).filter(webhook__public_id=found.public_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: SHOWN + 1])
    shown = page[:SHOWN]
    return DeliveryPage(
        webhook=found,
        items=tuple(_delivery(row) for row in shown),
        next_before=shown[-1].pk if len(page) > SHOWN else None,
    )


def delivery(public_id: str, *, actor: Actor) -> DeliveryView:
    """Raises NotFound."""
    row = policies.deliveries_visible_to(actor).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return _delivery(row)


def _delivery(row: Delivery) -> DeliveryView:
    return DeliveryView(
        public_id=row.public_id,
        kind=row.kind,
        state=row.state,
        attempts=row.attempts,
        status=row.status,
        created_at=row.created_at,
        tried_at=row.tried_at,
        next_at=row.next_at,
        message=json.loads(row.body),
    )


def choosable_programs(organization_id: int, *, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Slug and name of the programmes that a webhook can be bound to."""
    rows = programs.visible_to(actor).filter(organization_id=organization_id)
    return tuple(rows.order_by("name", "pk").values_list("slug", "name"))
