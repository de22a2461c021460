"""Webhooks of an organization: set up, test, rotate, switch, remove."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import limits, wording
from seawall.domain.accounts.models import Organization
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import Happening, record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.notify import policies
from seawall.domain.notify.channels import webhook as channel
from seawall.domain.notify.events import (
    WebhookCreated,
    WebhookDeleted,
    WebhookEdited,
    WebhookRedelivered,
    WebhookSecretRotated,
    WebhookSwitchedOn,
)
from seawall.domain.notify.models import Delivery, Webhook
from seawall.domain.notify.queries.sealing import address_of, sealed
from seawall.domain.notify.rules import signing
from seawall.domain.notify.rules.hooks import (
    MOST_HOOKS,
    OLD_SECRET_FOR,
    TYPES,
    DeliveryState,
    OffReason,
)
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import Program
from seawall.lib import clock, http, ids

NAME_CHARS = 80


@transaction.atomic
def create_webhook(
    organization_id: int,
    *,
    name: str,
    url: str,
    events: Iterable[str],
    actor: Actor,
    program: str = "",
    is_on: bool = True,
) -> tuple[Webhook, str]:
    """The webhook and its secret, which is shown once. `program` is a slug; empty for all.

    It is told of what happens from now on, and of nothing that the actor may not see.
    """
    if not policies.can_manage_webhooks(actor, organization_id):
        raise NotFound
    # Locked, so that two at once do not pass the limit together.
    Organization.objects.select_for_update().get(pk=organization_id)
    if Webhook.objects.filter(organization_id=organization_id).count() >= MOST_HOOKS:
        raise Conflict(_("An organisation has at most %(most)d webhooks.") % {"most": MOST_HOOKS})
    now = clock.now()
    hook = Webhook(
        public_id=ids.public_id("W"),
        organization_id=organization_id,
        program=_program(program, organization_id, actor),
        name=wording.line(name, field="name", longest=NAME_CHARS, required=True),
        events=_events(events, organization_id, actor),
        acts_for_id=_user_id(actor),
        created_at=now,
        off_at=None if is_on else now,
        off_reason=None if is_on else OffReason.BY_HAND,
    )
    _set_address(hook, url)
    secret = signing.new_secret()
    hook.secret_sealed = sealed(hook, secret, "secret")
    hook.save(force_insert=True)
    _record(WebhookCreated(webhook=hook.public_id), hook, actor)
    return hook, secret


@transaction.atomic
def edit_webhook(
    public_id: str,
    *,
    name: str,
    url: str,
    events: Iterable[str],
    actor: Actor,
    program: str = "",
) -> None:
    """Other words, address or choice of events. Whoever chooses more must see more."""
    hook = _locked(public_id, actor)
    before = (hook.name, address_of(hook), list(hook.events), hook.program_id)
    kept = set(hook.events)
    hook.name = wording.line(name, field="name", longest=NAME_CHARS, required=True)
    hook.events = _events(events, hook.organization_id, actor, kept=kept)
    hook.program = _program(program, hook.organization_id, actor)
    _set_address(hook, url)
    after = (hook.name, address_of(hook), list(hook.events), hook.program_id)
    words = ("name", "url", "events", "program")
    changed = tuple(word for word, old, new in zip(words, before, after, strict=True) if old != new)
    if not changed:
        raise Conflict(_("Nothing was changed."))
    hook.save(update_fields=["name", "events", "program", "url_sealed", "host"])
    _record(WebhookEdited(webhook=hook.public_id, changed=changed), hook, actor)


@transaction.atomic
def rotate_secret(public_id: str, *, actor: Actor) -> str:
    """The new secret, shown once. For a day messages carry the signatures of both."""
    hook = _locked(public_id, actor)
    hook.old_secret_sealed, hook.old_secret_until = (
        hook.secret_sealed,
        clock.now() + OLD_SECRET_FOR,
    )
    secret = signing.new_secret()
    hook.secret_sealed = sealed(hook, secret, "secret")
    hook.save(update_fields=["secret_sealed", "old_secret_sealed", "old_secret_until"])
    _record(WebhookSecretRotated(webhook=hook.public_id, old_ended=False), hook, actor)
    return secret


@transaction.atomic
def end_old_secret(public_id: str, *, actor: Actor) -> None:
    """The old secret signs nothing from now on."""
    hook = _locked(public_id, actor)
    if hook.old_secret_until is None or hook.old_secret_until <= clock.now():
        raise Conflict(_("Only one secret is valid."))
    hook.old_secret_sealed, hook.old_secret_until = "", None
    hook.save(update_fields=["old_secret_sealed", "old_secret_until"])
    _record(WebhookSecretRotated(webhook=hook.public_id, old_ended=True), hook, actor)


@transaction.atomic
def switch_off_webhook(public_id: str, *, actor: Actor) -> None:
    """What waits is not sent, and what happens meanwhile is not told later."""
    hook = _locked(public_id, actor)
    if hook.off_at is not None:
        raise Conflict(_("This webhook is off already."))
    channel.switch_off(hook, OffReason.BY_HAND, actor)
    hook.deliveries.filter(state=DeliveryState.WAITING).update(state=DeliveryState.DROPPED)


@transaction.atomic
def switch_on_webhook(public_id: str, *, actor: Actor) -> None:
    """The actor stands for it from now on, and must be able to see all that it is told."""
    hook = _locked(public_id, actor)
    if hook.off_at is None:
        raise Conflict(_("This webhook is on already."))
    _events(hook.events, hook.organization_id, actor)
    hook.off_at, hook.off_reason, hook.acts_for_id = None, None, _user_id(actor)
    hook.failures, hook.failing_since, hook.paused_until = 0, None, None
    hook.save()
    _record(WebhookSwitchedOn(webhook=hook.public_id), hook, actor)


@transaction.atomic
def delete_webhook(public_id: str, *, actor: Actor) -> None:
    """With its secrets and the list of what was sent."""
    hook = _locked(public_id, actor)
    _record(WebhookDeleted(webhook=hook.public_id), hook, actor)
    hook.delete()


@transaction.atomic
def ping_webhook(public_id: str, *, actor: Actor) -> Delivery:
    """Send a message that says nothing, to see whether it arrives. No event: nothing changed."""
    hook = _locked(public_id, actor)
    _take(hook)
    delivery = channel.ping_of(hook, organization=hook.organization.slug)
    delivery.save()
    channel.wake(hook.pk)
    return delivery


@transaction.atomic
def redeliver(delivery_id: str, *, actor: Actor) -> None:
    """The same message once more, under the same id, whatever became of it."""
    found = policies.deliveries_visible_to(actor).filter(public_id=delivery_id)
    delivery = found.select_related("webhook").first()
    if delivery is None:
        raise NotFound
    hook = _locked(delivery.webhook.public_id, actor)
    _take(hook)
    now = clock.now()
    found.update(state=DeliveryState.WAITING, attempts=0, next_at=now)
    channel.wake(hook.pk)
    event = WebhookRedelivered(webhook=hook.public_id, delivery=delivery.public_id)
    _record(event, hook, actor)


def _take(hook: Webhook) -> None:
    if hook.off_at is not None:
        raise Conflict(_("This webhook is off. Switch it on first."))
    limits.take(f"webhook.send:webhook:{hook.pk}", at_most=30, per_seconds=600)


def _locked(public_id: str, actor: Actor) -> Webhook:
    visible = policies.webhooks_visible_to(actor).select_for_update(of=("self",))
    found = visible.filter(public_id=ids.normalize(public_id)).first()
    if found is None:
        raise NotFound
    return found


def _set_address(hook: Webhook, url: str) -> None:
    try:
        target = http.check(url.strip())
    except http.Refused as refusal:
        raise Invalid(
            _("Use an https address with a public host name, on port 443 or 8443."), field="url"
        ) from refusal
    hook.host = target.authority
    hook.url_sealed = sealed(hook, url.strip(), "url")


def _events(
    chosen: Iterable[str], organization_id: int, actor: Actor, kept: Iterable[str] = ()
) -> list[str]:
    """In the order of the table. Those that were chosen before may stay."""
    wanted = set(chosen)
    if not wanted:
        raise Invalid(_("Choose at least one event."), field="events")
    if not wanted <= TYPES.keys():
        raise Invalid(_("Choose events of the list."), field="events")
    for kind in wanted - set(kept):
        if not policies.can_choose(actor, kind, organization_id):
            raise NotAllowed(_("You can choose only events that you may see."))
    return [kind for kind in TYPES if kind in wanted]


def _program(slug: str, organization_id: int, actor: Actor) -> Program | None:
    if not slug:
        return None
    visible = programs.visible_to(actor).filter(organization_id=organization_id, slug=slug)
    found = visible.first()
    if found is None:
        raise Invalid(_("Choose a programme of the list."), field="program")
    return found


def _user_id(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(_("Only a person can stand for a webhook."))
    return actor.user_id


def _record(event: Happening, hook: Webhook, actor: Actor) -> None:
    record(
        event,
        actor=actor,
        organization_id=hook.organization_id,
        program_id=hook.program_id,
    )
