"""Every read of notices, preferences and those to be told."""

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
    PreferenceView,
    notices,
    path_of,
    preferences,
    unread_count,
)

__all__ = [
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
    "unread_count",
    "webhook",
    "webhooks",
]
