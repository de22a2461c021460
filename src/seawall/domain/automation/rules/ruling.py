"""What a rule may wait for and do: public words, which stand in rows, events and the API."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from seawall.domain.accounts.rules import Permission
from seawall.domain.reports.rules.workflow import MOVES, PUBLIC_MOVES, Ask, Party
from seawall.lib.text import gettext_noop

# A rule's act may set off another rule, and that one a third; there it ends.
MOST_DEEP = 3
PER_HOUR = 60
MOST_PER_HOUR = 1000


class OffReason(StrEnum):
    """Why a rule does nothing."""

    BY_HAND = "by_hand"
    BUSY = "busy"  # more often in an hour than it may
    RIGHTS = "rights"  # who wrote it may not keep rules any more


@dataclass(frozen=True, slots=True)
class Trigger:
    """One kind of happening: an event, narrowed by fields of its payload."""

    event: str
    label: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def takes(self, name: str, payload: Mapping[str, Any]) -> bool:
        """Whether this event is meant."""
        return name == self.event and all(payload.get(key) in values for key, values in self.where)


TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {
        "submitted": Trigger("report.submitted", gettext_noop("A report was sent")),
        "moved": Trigger("report.moved", gettext_noop("It has a new state")),
        "answered": Trigger(
            "report.moved",
            gettext_noop("The reporter answered a question"),
            (("move", ("answer", "answer_late")),),
        ),
        "unanswered": Trigger(
            "report.moved",
            gettext_noop("It was closed because no answer came"),
            (("move", ("close_unanswered",)),),
        ),
        "answer_due": Trigger("report.answer_due", gettext_noop("An answer is due soon")),
        "commented": Trigger(
            "report.commented",
            gettext_noop("The reporter wrote a comment"),
            (("side", (Party.REPORTER.value,)),),
        ),
        "revised": Trigger("report.revised", gettext_noop("Its words were revised")),
        "rated": Trigger("report.severity_set", gettext_noop("Its severity was set")),
        "assigned": Trigger("report.assigned", gettext_noop("It was assigned")),
        "clock_at_risk": Trigger("report.clock_at_risk", gettext_noop("A clock is about to end")),
        "clock_broken": Trigger("report.clock_broken", gettext_noop("A clock ran out")),
    }
)
EVENTS = frozenset(trigger.event for trigger in TRIGGERS.values())
# Moves of the team that need no more than a text.
MOVES_OF_RULES: tuple[str, ...] = tuple(
    name
    for name, move in MOVES.items()
    if name in PUBLIC_MOVES and move.by is Party.TEAM and move.asks <= {Ask.NOTE, Ask.TRIED}
)


@dataclass(frozen=True, slots=True)
class Then:
    """What a rule does, in this order; what is empty it leaves. `comment` and `note` are numbers
    of canned responses, `tags` names of the organization's, `notify` handles or "assignee",
    `group` the handle of one.
    """

    priority: int | None = None
    reason_code: str = "program_policy"
    reason: str = ""
    tags: tuple[str, ...] = ()
    assignee: str = ""
    group: str = ""
    comment: str = ""
    audience: str = "team"
    move: str = ""
    note: str = ""
    notify: tuple[str, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Then":
        """As it was stored."""
        lists = {name: tuple(document.get(name, ())) for name in ("tags", "notify")}
        return cls(**{**document, **lists})

    def to_document(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "tags": list(self.tags), "notify": list(self.notify)}

    @property
    def acts(self) -> tuple[str, ...]:
        """The words of what is done, in order."""
        found = (
            ("rate", self.priority is not None),
            ("tag", bool(self.tags)),
            ("assign", bool(self.assignee or self.group)),
            ("comment", bool(self.comment)),
            ("move", bool(self.move)),
            ("notify", bool(self.notify)),
        )
        return tuple(word for word, is_done in found if is_done)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What somebody needs to do all of it by hand."""
        by_audience = {
            "team": Permission.REPORT_NOTE,
            "participants": Permission.REPORT_COMMENT,
        }
        needed = {Permission.REPORT_VIEW}
        if self.priority is not None:
            needed.add(Permission.SEVERITY_SET)
        if self.tags:
            needed.add(Permission.REPORT_TAG)
        if self.assignee or self.group:
            needed.add(Permission.REPORT_ASSIGN)
        if self.comment and self.audience in by_audience:
            needed.add(by_audience[self.audience])
        if self.move in MOVES:
            permission = MOVES[self.move].permission
            needed |= {permission} if permission else set()
        return frozenset(needed)


def is_meant(triggers: Iterable[str], name: str, payload: Mapping[str, Any]) -> bool:
    """Whether any of the triggers takes the event."""
    return any(TRIGGERS[word].takes(name, payload) for word in triggers if word in TRIGGERS)


def role_of(rule: str, version: int) -> str:
    """What stands in the log as the role of who acts: `rule U-7K2M9Q v3`."""
    return f"rule {rule} v{version}"
