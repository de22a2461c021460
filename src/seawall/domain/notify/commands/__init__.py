"""Every write of telling: to people, and to the machines of organizations."""

from seawall.domain.notify.commands.hooks import (
    create_webhook,
    delete_webhook,
    edit_webhook,
    end_old_secret,
    ping_webhook,
    redeliver,
    rotate_secret,
    switch_off_webhook,
    switch_on_webhook,
)
from seawall.domain.notify.commands.telling import (
    Telling,
    deliver,
    forget_person,
    mark_all_read,
    mark_read,
    prepare,
    queue_mail,
    set_preference,
    set_preferences,
)
from seawall.domain.notify.commands.watching import note_appeal, note_clock

__all__ = [
    "Telling",
    "create_webhook",
    "delete_webhook",
    "deliver",
    "edit_webhook",
    "end_old_secret",
    "forget_person",
    "mark_all_read",
    "mark_read",
    "note_appeal",
    "note_clock",
    "ping_webhook",
    "prepare",
    "queue_mail",
    "redeliver",
    "rotate_secret",
    "set_preference",
    "set_preferences",
    "switch_off_webhook",
    "switch_on_webhook",
]
