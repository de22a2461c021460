"""What people are told about; each topic can be switched off per channel."""

from collections.abc import Mapping
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
