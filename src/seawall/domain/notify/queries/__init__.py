"""Every read of notices, preferences and those to be told."""

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
    "NoticePage",
    "NoticeView",
    "PreferenceView",
    "notices",
    "path_of",
    "preferences",
    "unread_count",
]
