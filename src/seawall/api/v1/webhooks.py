"""Webhooks: make, list, read, remove, ping, new secret, messages."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from seawall.api.actors import Token, actor_of
from seawall.api.idempotency import once
from seawall.api.v1.shapes.webhooks import (
    DeliveryListOut,
    DeliveryOut,
    SecretOut,
    WebhookIn,
    WebhookListOut,
    WebhookMadeOut,
    WebhookOut,
)
from seawall.domain.accounts import queries as accounts
from seawall.domain.notify import commands, queries

router = Router(tags=["webhooks"], auth=Token())
# The answer holds a secret, so it is not kept for a second request with the same key.
SECRET = {"x-idempotent": False}
Cursor = Annotated[int | None, Query(ge=1, le=2**63 - 1)]


@router.get("/organizations/{slug}/webhooks", response=WebhookListOut, summary="List webhooks")
def index(request: HttpRequest, slug: str) -> WebhookListOut:
    """Those of the organization, for who manages them."""
    actor = actor_of(request)
    found = queries.webhooks(accounts.organization(slug, actor=actor).id, actor=actor)
    return WebhookListOut(items=[_shown(one) for one in found])


@router.post(
    "/organizations/{slug}/webhooks",
    response={201: WebhookMadeOut},
    summary="Make a webhook",
    openapi_extra=SECRET,
)
def create(request: HttpRequest, slug: str, payload: WebhookIn) -> Status[WebhookMadeOut]:
    """The token must be able to read what it asks to be told."""
    actor = actor_of(request)
    organization = accounts.organization(slug, actor=actor)
    hook, secret = commands.create_webhook(
        organization.id,
        name=payload.name,
        url=payload.url,
        events=payload.events,
        program=payload.program,
        actor=actor,
    )
    made = _shown(queries.webhook(hook.public_id, actor=actor))
    return Status(201, WebhookMadeOut(webhook=made, secret=secret))


@router.get("/webhooks/{id}", response=WebhookOut, summary="Read a webhook")
def read(request: HttpRequest, id: str) -> WebhookOut:  # noqa: A002
    """Never with its secret."""
    return _shown(queries.webhook(id, actor=actor_of(request)))


@router.delete("/webhooks/{id}", response={204: None}, summary="Delete a webhook")
def delete(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """With the list of what was sent."""
    commands.delete_webhook(id, actor=actor_of(request))
    return HttpResponse(status=204)


@router.post("/webhooks/{id}/ping", response={202: DeliveryOut}, summary="Send a ping")
@once(202)
def ping(request: HttpRequest, id: str) -> DeliveryOut:  # noqa: A002
    """A message that says nothing, to see whether it arrives."""
    actor = actor_of(request)
    sent = commands.ping_webhook(id, actor=actor)
    return _message(queries.delivery(sent.public_id, actor=actor))


@router.post(
    "/webhooks/{id}/secret",
    response={201: SecretOut},
    summary="Make a new secret",
    openapi_extra=SECRET,
)
def rotate(request: HttpRequest, id: str) -> Status[SecretOut]:  # noqa: A002
    """The old one is valid for a day more."""
    return Status(201, SecretOut(secret=commands.rotate_secret(id, actor=actor_of(request))))


@router.get("/webhooks/{id}/deliveries", response=DeliveryListOut, summary="List messages")
def deliveries(
    request: HttpRequest,
    id: str,  # noqa: A002
    cursor: Cursor = None,
) -> DeliveryListOut:
    """Newest first, kept for thirty days."""
    page = queries.deliveries(id, actor=actor_of(request), before=cursor)
    after = page.next_before
    return DeliveryListOut(
        items=[_message(one) for one in page.items],
        next_cursor=None if after is None else str(after),
    )


@router.post(
    "/webhooks/{id}/deliveries/{delivery}/again",
    response={202: DeliveryOut},
    summary="Send a message again",
)
@once(202)
def redeliver(request: HttpRequest, id: str, delivery: str) -> DeliveryOut:  # noqa: A002
    """Under the same webhook-id."""
    actor = actor_of(request)
    queries.webhook(id, actor=actor)
    commands.redeliver(delivery, actor=actor)
    return _message(queries.delivery(delivery, actor=actor))


def _shown(one: queries.WebhookView) -> WebhookOut:
    return WebhookOut(
        id=one.public_id,
        name=one.name,
        url=one.url,
        program=one.program or None,
        events=list(one.events),
        acts_for=one.acts_for,
        created_at=one.created_at,
        failures=one.failures,
        off_at=one.off_at,
        off_reason=one.off_reason or None,
    )


def _message(one: queries.DeliveryView) -> DeliveryOut:
    return DeliveryOut(
        id=one.public_id,
        type=one.kind,
        state=one.state,
        attempts=one.attempts,
        status=one.status,
        created_at=one.created_at,
        tried_at=one.tried_at,
        message=dict(one.message),
    )
