"""Webhooks and messages, made as their pages and the worker make them."""

from seawall.domain.notify import commands
from seawall.domain.notify.models import Delivery, Webhook
from tests.factories import accounts

__all__ = ["delivery", "webhook"]


def webhook(member=None, *, by=None, **given) -> tuple[Webhook, str]:
    """Of the member's organization, and its secret; of a new owner's without one."""
    member = member or accounts.member()
    defaults = {
        "name": "Tracker",
        "url": "https://hooks.example/in",
        "events": ["report.submitted", "report.moved"],
    }
    return commands.create_webhook(
        member.organization_id, actor=by or accounts.actor(member), **(defaults | given)
    )


def delivery(member=None, **given) -> Delivery:
    """A ping that waits."""
    member = member or accounts.member()
    hook, _secret = webhook(member, **given)
    return commands.ping_webhook(hook.public_id, actor=accounts.actor(member))
