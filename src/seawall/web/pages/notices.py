"""What the pages of notices show."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.notify import queries
from seawall.domain.notify.queries import NoticeView
from seawall.domain.notify.rules.topics import Topic

ICONS = {
    Topic.RECEIVED: "inbox",
    Topic.QUESTION: "circle-alert",
    Topic.COMMENT: "message-square",
    Topic.MENTION: "at-sign",
    Topic.STATE: "arrow-right",
    Topic.PRIORITY: "flag",
    Topic.APPEAL: "scale",
    Topic.AWARD: "trophy",
    Topic.PAYOUT: "banknote",
    Topic.CLOCK_AT_RISK: "clock",
    Topic.ASSIGNED: "user",
    Topic.INVITATION: "mail",
    Topic.LEAK: "key",
    Topic.SYSTEM: "users",
}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice with its icon."""

    notice: NoticeView
    icon: str


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """One's own notices; `unread_only` is the tab that is open."""

    lines: tuple[NoticeLine, ...]
    unread: int
    unread_only: bool
    first_url: str
    next_url: str


def notices_page(actor: Actor, *, unread_only: bool, cursor: str) -> NoticesPage:
    """One page of them."""
    found = queries.notices(actor, unread_only=unread_only, cursor=cursor or None)
    home = "/notices?view=unread" if unread_only else "/notices"
    joint = "&" if unread_only else "?"
    return NoticesPage(
        lines=tuple(NoticeLine(one, ICONS[Topic(one.topic)]) for one in found.items),
        unread=found.unread,
        unread_only=unread_only,
        first_url=home if cursor else "",
        next_url=f"{home}{joint}cursor={found.next_cursor}" if found.next_cursor else "",
    )
