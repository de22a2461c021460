"""Rules on events."""

from datetime import datetime

from pydantic import Field

from seawall.api.v1.shapes.common import In, Out


class ThenBody(In):
    """What a rule does, in this order; what is empty it leaves. `comment` and `note` are ids of
    canned responses, `notify` handles or "assignee".
    """

    priority: int | None = None
    reason_code: str = "program_policy"
    reason: str = ""
    tags: list[str] = Field(default_factory=list, max_length=50)
    assignee: str = ""
    group: str = ""
    comment: str = ""
    audience: str = "team"
    move: str = ""
    note: str = ""
    notify: list[str] = Field(default_factory=list, max_length=50)


class RuleBody(In):
    """A rule: `triggers` are its events, `condition` a filter, `program` a slug or empty."""

    name: str
    triggers: list[str] = Field(max_length=50)
    then: ThenBody
    condition: str = ""
    program: str = ""
    most_per_hour: int = 60


class RuleDo(In):
    """`do` is on, off, up or down."""

    do: str


class ThenOut(Out):
    """What a rule does."""

    priority: int | None
    reason_code: str
    reason: str
    tags: list[str]
    assignee: str
    group: str
    comment: str
    audience: str
    move: str
    note: str
    notify: list[str]


class RuleOut(Out):
    """A rule. `off` is empty while it is on: by_hand, busy or rights."""

    id: str
    name: str
    triggers: list[str]
    condition: str
    then: ThenOut
    program: str
    most_per_hour: int
    version: int
    acts_for: str
    off: str


class RuleListOut(Out):
    """All of an organization, in their order."""

    items: list[RuleOut]


class ActedOut(Out):
    """One act. `refusal` is empty for done."""

    act: str
    refusal: str


class RunOut(Out):
    """One run on one report."""

    report: str
    event: str
    version: int
    at: datetime
    is_done: bool
    outcomes: list[ActedOut]


class RunListOut(Out):
    """The newest hundred."""

    items: list[RunOut]


class TriedOut(Out):
    """A report that would have been acted on, and the last event that would have done it."""

    report: str
    event: str
    at: datetime


class TrialOut(Out):
    """What a rule would have done in so many days."""

    reports: list[TriedOut]
    events: int
    days: int
    is_cut: bool
