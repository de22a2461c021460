"""What notices themselves record."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ClockAtRisk:
    """A clock of a report has at most four business hours left. Once per report and clock."""

    name: ClassVar[str] = "report.clock_at_risk"
    report: str
    clock: str
    due_at: str


@dataclass(frozen=True, slots=True)
class ClockBroken:
    """A clock of a report ran out before it was stopped. Once per report and clock."""

    name: ClassVar[str] = "report.clock_broken"
    report: str
    clock: str
    due_at: str


@dataclass(frozen=True, slots=True)
class AppealAtRisk:
    """The answer to an objection is due within four business hours. Once per objection."""

    name: ClassVar[str] = "report.appeal_at_risk"
    report: str
    decision: str
    due_at: str


@dataclass(frozen=True, slots=True)
class AppealBroken:
    """An objection was not answered in time. Once per objection."""

    name: ClassVar[str] = "report.appeal_broken"
    report: str
    decision: str
    due_at: str


@dataclass(frozen=True, slots=True)
class PreferenceSet:
    """Somebody chose how they are told about a topic: `mail` is off, now or daily.

    `for_program` says that it counts in one programme; not in which: that is nobody's business.
    None and "" then stand for "as everywhere".
    """

    name: ClassVar[str] = "notice.preference_set"
    topic: str
    in_app: bool | None
    mail: str
    for_program: bool


@dataclass(frozen=True, slots=True)
class WebhookCreated:
    """A webhook of an organization exists. Its address and secret are in its row only."""

    name: ClassVar[str] = "webhook.created"
    webhook: str


@dataclass(frozen=True, slots=True)
class WebhookEdited:
    """`changed` names what is different: name, url, events, program."""

    name: ClassVar[str] = "webhook.edited"
    webhook: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebhookSecretRotated:
    """A new secret signs; the old one does too for a day, or no longer (`old_ended`)."""

    name: ClassVar[str] = "webhook.secret_rotated"
    webhook: str
    old_ended: bool


@dataclass(frozen=True, slots=True)
class WebhookSwitchedOff:
    """`reason`: by_hand, failing, gone or rights."""

    name: ClassVar[str] = "webhook.switched_off"
    webhook: str
    reason: str


@dataclass(frozen=True, slots=True)
class WebhookSwitchedOn:
    """It is told of what happens from now on, with the rights of who switched it on."""

    name: ClassVar[str] = "webhook.switched_on"
    webhook: str


@dataclass(frozen=True, slots=True)
class WebhookDeleted:
    """With its list of deliveries."""

    name: ClassVar[str] = "webhook.deleted"
    webhook: str


@dataclass(frozen=True, slots=True)
class WebhookRedelivered:
    """Somebody had a message sent again, under the same id."""

    name: ClassVar[str] = "webhook.redelivered"
    webhook: str
    delivery: str
