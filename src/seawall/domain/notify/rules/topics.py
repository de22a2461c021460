"""What people are told about, and how they can choose to be told of each topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from seawall.lib.text import gettext_noop


class Topic(StrEnum):
    """A kind of notice. The words are stored with preferences and notices."""

    RECEIVED = "received"
    QUESTION = "question"
    COMMENT = "comment"
    MENTION = "mention"
    STATE = "state"
    PRIORITY = "priority"
    APPEAL = "appeal"
    AWARD = "award"
    PAYOUT = "payout"
    CLOCK_AT_RISK = "clock_at_risk"
    ASSIGNED = "assigned"
    INVITATION = "invitation"
    LEAK = "leak"
    SYSTEM = "system"


class MailPace(StrEnum):
    """When mail about a topic is sent."""

    OFF = "off"
    NOW = "now"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants to be told of a topic; None: as everywhere, which only the choice for one
    programme can say.
    """

    in_app: bool | None
    mail: MailPace | None

    def over(self, general: "Choice") -> "Choice":
        """This choice for a programme, with what it leaves open taken from the general one."""
        return Choice(
            general.in_app if self.in_app is None else self.in_app, self.mail or general.mail
        )


EVERYTHING = Choice(in_app=True, mail=MailPace.NOW)
AS_EVERYWHERE = Choice(in_app=None, mail=None)

# When a day's digest is sent, in the reader's own zone.
DIGEST_HOUR = 8


def digest_ends(now: datetime, zone: tzinfo) -> datetime:
    """The last moment, not after `now`, at which a digest was due: what came before it is sent."""
    local = now.astimezone(zone)
    due = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)


# Those that are not about a programme.
GENERAL_ONLY = frozenset({Topic.SYSTEM})

TOPIC_LABELS: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.RECEIVED: gettext_noop("Report received"),
        Topic.QUESTION: gettext_noop("Question asked"),
        Topic.COMMENT: gettext_noop("New comment"),
        Topic.MENTION: gettext_noop("Mentioned by somebody"),
        Topic.STATE: gettext_noop("New state"),
        Topic.PRIORITY: gettext_noop("New priority"),
        Topic.APPEAL: gettext_noop("Objection"),
        Topic.AWARD: gettext_noop("Award"),
        Topic.PAYOUT: gettext_noop("Payout"),
        Topic.CLOCK_AT_RISK: gettext_noop("Clock at risk or broken"),
        Topic.ASSIGNED: gettext_noop("Assigned to you"),
        Topic.INVITATION: gettext_noop("Invitation"),
        Topic.LEAK: gettext_noop("Leaked keys"),
        Topic.SYSTEM: gettext_noop("Membership and roles"),
    }
)

TOPIC_HELP: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.RECEIVED: gettext_noop("A report of yours arrived, or a new one came to your team."),
        Topic.QUESTION: gettext_noop("The team needs something from you to go on."),
        Topic.COMMENT: gettext_noop("Somebody wrote on a report that you take part in."),
        Topic.MENTION: gettext_noop("Somebody named you in a comment."),
        Topic.STATE: gettext_noop("A report was triaged, accepted, resolved, closed or reopened."),
        Topic.PRIORITY: gettext_noop("The team set or changed the priority, with its reason."),
        Topic.APPEAL: gettext_noop("A reporter objected to a decision, or was answered."),
        Topic.AWARD: gettext_noop("An award was proposed, decided or corrected."),
        Topic.PAYOUT: gettext_noop("A payment to you was recorded."),
        Topic.CLOCK_AT_RISK: gettext_noop("A promised time is about to run out, or ran out."),
        Topic.ASSIGNED: gettext_noop("A report is yours to work on."),
        Topic.INVITATION: gettext_noop("You were invited to share a report or to a programme."),
        Topic.LEAK: gettext_noop(
            "Keys were reported to your team, or keys that you reported have news."
        ),
        Topic.SYSTEM: gettext_noop("Somebody joined your organisation, or your role changed."),
    }
)
