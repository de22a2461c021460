"""Webhooks and the messages they were sent."""

from datetime import datetime
from typing import Any

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out


class WebhookIn(In):
    """A webhook to make. `program` is a slug; left out for all of the organization."""

    name: str = Field(min_length=1, max_length=80)
    url: str = Field(min_length=1, max_length=2048)
    events: list[str] = Field(min_length=1, max_length=40)
    program: str = Field(default="", max_length=60)


class WebhookOut(Out):
    """A webhook. `off_reason` is null while it is on."""

    id: str
    name: str
    url: str
    program: str | None
    events: list[str]
    acts_for: str
    created_at: datetime
    failures: int
    off_at: datetime | None
    off_reason: str | None


class WebhookListOut(Out):
    """All webhooks of an organization, by name."""

    items: list[WebhookOut]


class WebhookMadeOut(Out):
    """A new webhook with its secret, which is never shown again."""

    webhook: WebhookOut
    secret: str


class SecretOut(Out):
    """A new secret, never shown again. For a day messages are signed with the old one too."""

    secret: str


class DeliveryOut(Out):
    """One message. `id` is its webhook-id; `status` the receiver's last answer, null for none."""

    id: str
    type: str
    state: str
    attempts: int
    status: int | None
    created_at: datetime
    tried_at: datetime | None
    message: dict[str, Any]


class DeliveryListOut(Out):
    """Messages, newest first."""

    items: list[DeliveryOut]
    next_cursor: str | None
