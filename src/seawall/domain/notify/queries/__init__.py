"""Every read of notices, preferences and those to be told."""

from seawall.domain.notify.queries.choices import (
    ChosenProgram,
    PreferenceView,
    preferences,
    program_to_choose,
    programs_to_choose,
)
from seawall.domain.notify.queries.hooks import (
    DeliveryPage,
    DeliveryView,
    WebhookView,
    choosable_programs,
    deliveries,
    delivery,
    webhook,
    webhooks,
)
from seawall.domain.notify.queries.notices import (
    NoticePage,
    NoticeView,
    notices,
    path_of,
    unread_count,
)

__all__ = [
    "ChosenProgram",
    "DeliveryPage",
    "DeliveryView",
    "NoticePage",
    "NoticeView",
    "PreferenceView",
    "WebhookView",
    "choosable_programs",
    "deliveries",
    "delivery",
    "notices",
    "path_of",
    "preferences",
    "program_to_choose",
    "programs_to_choose",
    "unread_count",
    "webhook",
    "webhooks",
]
