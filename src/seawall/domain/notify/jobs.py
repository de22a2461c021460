"""The followers of the log, the watch over the clocks, and the cleaning up."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.jobs import Write, follower
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, NotFound
from seawall.domain.jobs_queue.tasks import periodic
from seawall.domain.notify import commands
from seawall.domain.notify.channels import digest, webhook
from seawall.domain.notify.channels.mail import send_mail, send_mails
from seawall.domain.notify.channels.webhook import send_hook
from seawall.domain.notify.models import Delivery, Mail, Notice
from seawall.domain.notify.queries.clocks import appeals_due, due_soon
from seawall.domain.notify.rules import hooks
from seawall.lib import clock

__all__ = [
    "follow_log",
    "follow_log_for_webhooks",
    "forget_old",
    "send_digests",
    "send_hook",
    "send_mail",
    "send_mails",
    "wake_webhooks",
    "watch_clocks",
]

# Small batches: on SQLite everybody else waits for this transaction.
BATCH = 50
KEEP_NOTICES = timedelta(days=180)
KEEP_MAIL = timedelta(days=30)


@follower("notify", limit=BATCH)
def follow_log(events: Sequence[Event]) -> Write:
    """Tell of what the log has, in its order."""
    return partial(commands.deliver, commands.prepare(events))


@follower("webhooks", limit=BATCH)
def follow_log_for_webhooks(events: Sequence[Event]) -> Write:
    """Make the messages of what the log has, at most one per event and webhook."""
    return partial(webhook.deliver, webhook.prepare(events))


@periodic("notify.wake_webhooks", every=timedelta(minutes=1))
def wake_webhooks() -> None:
    """Look after messages whose job ended in the moment in which they were made."""
    for hook_id in webhook.due_hooks():
        webhook.wake(hook_id)


@periodic("notify.send_digests", every=timedelta(minutes=10))
def send_digests() -> None:
    """Send what people want to be told once a day, in the morning of their zone."""
    for user_id, until in digest.due(clock.now()):
        digest.send(user_id, until)


@periodic("notify.watch_clocks", every=timedelta(minutes=5))
def watch_clocks() -> None:
    """Record each clock that is about to run out, and each that did."""
    now = clock.now()
    # Stopped, or told by another worker, between our look and now.
    for due in due_soon(now):
        with contextlib.suppress(Conflict, NotFound):
            commands.note_clock(due.report_id, due.clock, is_broken=due.is_broken, actor=SYSTEM)
    for appeal in appeals_due(now):
        with contextlib.suppress(Conflict, NotFound):
            commands.note_appeal(appeal.appeal_id, is_broken=appeal.is_broken, actor=SYSTEM)


@periodic("notify.forget_old", every=timedelta(days=1))
def forget_old() -> None:
    """Drop notices that were read half a year ago, and messages a month after they were made."""
    now = clock.now()
    Notice.objects.filter(read_at__lt=now - KEEP_NOTICES).delete()
    Mail.objects.filter(created_at__lt=now - KEEP_MAIL).delete()
    Delivery.objects.filter(created_at__lt=now - hooks.KEPT_FOR).delete()
