"""What a webhook can be told, and what each message holds: one table.

A message holds ids, labels and states, never a title, a text, a sum, an address or a name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from seawall.domain.accounts.rules import Permission
from seawall.lib.text import gettext_noop

# Failed tries in a row, of one message or of the whole webhook. With the pauses between them
# (doubling from five seconds to an hour) the last comes about two and a half hours after the first.
MOST_TRIES = 12
OLD_SECRET_FOR = timedelta(hours=24)
MOST_HOOKS = 20
KEPT_FOR = timedelta(days=30)
PING = "webhook.ping"


class OffReason(StrEnum):
    """Why a webhook was switched off."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"  # the receiver answered 410
    RIGHTS = "rights"  # who set it up may not see these things any more


OFF_LABELS: Mapping[OffReason, str] = MappingProxyType(
    {
        OffReason.BY_HAND: gettext_noop("Switched off by a member."),
        OffReason.FAILING: gettext_noop("Switched off: it did not answer for hours."),
        OffReason.GONE: gettext_noop("Switched off: the receiver said that it is gone for good."),
        OffReason.RIGHTS: gettext_noop(
            "Switched off: who set it up has no right to it any more. Whoever switches it on "
            "stands for it from then on."
        ),
    }
)


class DeliveryState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # the webhook was off, or might not be told any more


DELIVERY_LABELS: Mapping[DeliveryState, str] = MappingProxyType(
    {
        DeliveryState.WAITING: gettext_noop("Waiting"),
        DeliveryState.SENT: gettext_noop("Delivered"),
        DeliveryState.FAILED: gettext_noop("Given up"),
        DeliveryState.DROPPED: gettext_noop("Not sent"),
    }
)


@dataclass(frozen=True, slots=True)
class HookType:
    """One kind of message: what its creator must hold to get it, and the fields it carries."""

    event: str
    label: str
    needs: Permission
    fields: tuple[str, ...]


_R, _A, _P, _M = (
    Permission.REPORT_VIEW,
    Permission.AWARD_VIEW,
    Permission.PROGRAM_VIEW,
    Permission.MEMBER_VIEW,
)
_AWARD = ("award", "report", "leak")
_L = Permission.LEAK_VIEW

TYPES: Mapping[str, HookType] = MappingProxyType(
    {
        row[0]: HookType(*row)
        for row in (
            ("report.submitted", gettext_noop("A report came in"), _R, ("report", "priority")),
            (
                "report.moved", gettext_noop("A report has a new state"), _R,
                ("report", "move", "from_state", "to_state", "turn"),
            ),
            (
                "report.revised", gettext_noop("The words of a report were revised"), _R,
                ("report", "number"),
            ),
            (
                "report.commented", gettext_noop("A comment or note was written"), _R,
                ("report", "comment_id", "audience", "side"),
            ),
            ("report.assigned", gettext_noop("A report was assigned"), _R, ("report",)),
            ("report.tagged", gettext_noop("The tags of a report changed"), _R, ("report",)),
            (
                "report.severity_set", gettext_noop("A report was rated"), _R,
                ("report", "side", "priority", "previous_priority"),
            ),
            (
                "report.field_set", gettext_noop("A field of a report was filled in"), _R,
                ("report", "field"),
            ),
            (
                "report.appealed", gettext_noop("A reporter objected to a decision"), _R,
                ("report", "decision", "kind", "priority", "due_at"),
            ),
            (
                "report.appeal_decided", gettext_noop("An objection was answered"), _R,
                ("report", "decision", "kind", "outcome", "priority"),
            ),
            (
                "report.retest_asked", gettext_noop("A reporter was asked for a retest"), _R,
                ("report", "retest", "due_at"),
            ),
            (
                "report.retest_accepted", gettext_noop("A retest was taken on"), _R,
                ("report", "retest"),
            ),
            (
                "report.clock_at_risk", gettext_noop("A promised time is about to run out"), _R,
                ("report", "clock", "due_at"),
            ),
            (
                "leak.received", gettext_noop("Leaked keys were reported"), _L,
                ("leak", "source", "count", "is_known"),
            ),
            (
                "leak.moved", gettext_noop("Leaked keys have a new state"), _L,
                ("leak", "move", "from_state", "to_state"),
            ),
            (
                "leak.commented", gettext_noop("Somebody wrote about leaked keys"), _L,
                ("leak", "side"),
            ),
            (
                "report.clock_broken", gettext_noop("A promised time ran out"), _R,
                ("report", "clock", "due_at"),
            ),
            (
                "report.appeal_broken", gettext_noop("An objection was not answered in time"), _R,
                ("report", "decision", "due_at"),
            ),
            ("award.proposed", gettext_noop("An award was proposed"), _A, _AWARD),
            ("award.approved", gettext_noop("An award was approved"), _A, _AWARD),
            ("award.rejected", gettext_noop("An award was rejected"), _A, _AWARD),
            ("award.reversed", gettext_noop("An award was reversed"), _A, _AWARD),
            ("payout.recorded", gettext_noop("A payment was recorded"), _A, _AWARD),
            (
                "program.brief_published", gettext_noop("A brief was published"), _P,
                ("version", "changes_scope"),
            ),
            (
                "program.state_changed", gettext_noop("A programme opened, paused or closed"), _P,
                ("from_state", "to_state"),
            ),
            (
                "program.visibility_changed", gettext_noop("A programme became public or private"),
                _P, ("from_visibility", "to_visibility"),
            ),
            ("member.joined", gettext_noop("Somebody joined"), _M, ("user_id", "role")),
            (
                "member.role_changed", gettext_noop("A role changed"), _M,
                ("user_id", "before", "after"),
            ),
            ("member.removed", gettext_noop("A member left"), _M, ("user_id", "role")),
        )
    }
)  # fmt: skip


def body_of(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The message as it is signed and sent, byte for byte."""
    said = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": dict(data)}
    return json.dumps(said, separators=(",", ":"), sort_keys=True)


def data_of(kind: HookType, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an event's payload that is told, without what is empty."""
    return {name: payload[name] for name in kind.fields if payload.get(name, "") != ""}
