"""Words and addresses that several of these pages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from seawall.domain.rewards.rules.awarding import AwardState, RewardRange
from seawall.domain.rewards.rules.ledger import EntryKind
from seawall.lib.money import format_money
from seawall.lib.text import gettext_noop

AWARD_TONES: Mapping[str, str] = MappingProxyType(
    {
        AwardState.PROPOSED: "warn",
        AwardState.APPROVED: "accent",
        AwardState.PAID: "ok",
        AwardState.REJECTED: "neutral",
        AwardState.REVERSED: "neutral",
    }
)
KIND_LABELS: Mapping[str, str] = MappingProxyType(
    {"bounty": gettext_noop("Bounty"), "bonus": gettext_noop("Bonus")}
)
ENTRY_LABELS: Mapping[str, str] = MappingProxyType(
    {
        EntryKind.AWARD: gettext_noop("Award"),
        EntryKind.PAYOUT: gettext_noop("Payout"),
        EntryKind.REVERSAL: gettext_noop("Reversal"),
    }
)
ACCOUNT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "expense": gettext_noop("Awarded by the programme"),
        "payable": gettext_noop("Owed to the researcher"),
        "paid": gettext_noop("Paid out"),
    }
)
ANSWER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "reporter": gettext_noop("Reporter"),
        "accepted": gettext_noop("Collaborator"),
        "invited": gettext_noop("Invited, has not answered"),
        "declined": gettext_noop("Declined"),
    }
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of a list; `count` is None where nothing is counted."""

    label: str
    url: str
    current: bool
    count: int | None = None


def address(path: str, kept: Mapping[str, object]) -> str:
    """The path with the narrowing of its list."""
    return f"{path}?{urlencode(kept)}" if kept else path


def next_page(path: str, kept: Mapping[str, object], cursor: str | None) -> str:
    """The address of the next page; empty on the last."""
    return address(path, {**kept, "cursor": cursor}) if cursor else ""


def range_words(found: RewardRange | None, currency: str) -> str:
    """What the reward table offers, in short words."""
    if found is None:
        return _("nothing in the table")
    least, most = found.minimum_minor, found.maximum_minor
    high = format_money(most, currency, short=True)
    if least == 0:
        return _("up to %(amount)s") % {"amount": high}
    return high if least == most else f"{format_money(least, currency, short=True)} – {high}"
