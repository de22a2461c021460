"""What the pages of webhooks show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid
from seawall.domain.notify import queries
from seawall.domain.notify.rules.hooks import (
    DELIVERY_LABELS,
    OFF_LABELS,
    PING,
    TYPES,
    DeliveryState,
    OffReason,
)
from seawall.lib.text import gettext_noop

TONES: Mapping[DeliveryState, str] = MappingProxyType(
    {
        DeliveryState.WAITING: "info",
        DeliveryState.SENT: "ok",
        DeliveryState.FAILED: "danger",
        DeliveryState.DROPPED: "neutral",
    }
)
_STATES = {
    "on": (gettext_noop("On"), "ok"),
    "failing": (gettext_noop("Failing"), "warn"),
    "off": (gettext_noop("Off"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """One webhook in the list."""

    public_id: str
    name: str
    host: str
    program: str
    events: int
    state_label: str
    tone: str


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """All of an organization."""

    slug: str
    organization: str
    lines: tuple[WebhookLine, ...]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One message. `status` is what the receiver answered, or that it did not."""

    public_id: str
    label: str
    about: str
    at: datetime
    state_label: str
    tone: str
    attempts: int
    status: str
    next_at: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """One webhook with what was sent. `off_text` is empty while it is on."""

    slug: str
    public_id: str
    name: str
    url: str
    program: str
    events: tuple[str, ...]
    acts_for: str
    is_on: bool
    state_label: str
    tone: str
    off_text: str
    failing_since: datetime | None
    old_secret_until: datetime | None
    deliveries: tuple[DeliveryLine, ...]
    first_url: str
    next_url: str


def webhooks(slug: str, actor: Actor) -> WebhooksPage:
    """Raises NotFound for those who may not manage them."""
    organization = accounts.organization(slug, actor=actor)
    found = queries.webhooks(organization.id, actor=actor)
    return WebhooksPage(slug, organization.name, tuple(_line(one) for one in found))


def _line(one: queries.WebhookView) -> WebhookLine:
    label, tone = _STATES[_state(one)]
    return WebhookLine(
        public_id=one.public_id,
        name=one.name,
        host=one.host,
        program=one.program,
        events=len(one.events),
        state_label=_(label),
        tone=tone,
    )


def _state(one: queries.WebhookView) -> str:
    if one.off_at is not None:
        return "off"
    return "failing" if one.failures else "on"


def webhook(public_id: str, actor: Actor, *, cursor: str = "") -> WebhookPage:
    """Raises NotFound; Invalid for a cursor that is no number."""
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise Invalid(_("This page does not exist. Begin with the first one."))
    found = queries.deliveries(public_id, actor=actor, before=int(cursor) if cursor else None)
    one = found.webhook
    label, tone = _STATES[_state(one)]
    home = f"/webhooks/{one.public_id}"
    return WebhookPage(
        slug=slug_of(one, actor),
        public_id=one.public_id,
        name=one.name,
        url=one.url,
        program=one.program,
        events=tuple(_(TYPES[kind].label) for kind in one.events if kind in TYPES),
        acts_for=one.acts_for,
        is_on=one.off_at is None,
        state_label=_(label),
        tone=tone,
        off_text=_(OFF_LABELS[OffReason(one.off_reason)]) if one.off_reason else "",
        failing_since=one.failing_since,
        old_secret_until=one.old_secret_until,
        deliveries=tuple(_delivery(row) for row in found.items),
        first_url=home if cursor else "",
        next_url=f"{home}?cursor={found.next_before}" if found.next_before else "",
    )


def slug_of(one: queries.WebhookView, actor: Actor) -> str:
    """The address of its organization."""
    slugs = {each.id: each.slug for each in accounts.organizations_of(actor)}
    return slugs.get(one.organization_id, "")


def _delivery(row: queries.DeliveryView) -> DeliveryLine:
    state = DeliveryState(row.state)
    data = row.message.get("data", {})
    label = gettext_noop("Ping") if row.kind == PING else TYPES[row.kind].label
    return DeliveryLine(
        public_id=row.public_id,
        label=_(label),
        about=str(data.get("award") or data.get("report") or data.get("program") or ""),
        at=row.created_at,
        state_label=_(DELIVERY_LABELS[state]),
        tone=TONES[state],
        attempts=row.attempts,
        status=_status(row),
        next_at=row.next_at if state is DeliveryState.WAITING and row.attempts else None,
        message=json.dumps(row.message, indent=2, sort_keys=True),
    )


def _status(row: queries.DeliveryView) -> str:
    if row.status is not None:
        return str(row.status)
    return _("unreachable") if row.attempts else ""
