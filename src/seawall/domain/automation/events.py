"""What happens to what a team automates."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ResponseSaved:
    """A canned response was written. `default_for` is the action it is the default of, or empty."""

    name: ClassVar[str] = "response.saved"
    response: str
    default_for: str


@dataclass(frozen=True, slots=True)
class ResponseChanged:
    """A canned response got another name, text, default or programme."""

    name: ClassVar[str] = "response.changed"
    response: str
    default_for: str


@dataclass(frozen=True, slots=True)
class ResponseRemoved:
    """A canned response was deleted. What was sent with it stays."""

    name: ClassVar[str] = "response.removed"
    response: str


@dataclass(frozen=True, slots=True)
class RuleSaved:
    """A rule on events was written or changed: it has a new version."""

    name: ClassVar[str] = "rule.saved"
    rule: str
    version: int


@dataclass(frozen=True, slots=True)
class RuleMoved:
    """A rule got another place in the order."""

    name: ClassVar[str] = "rule.moved"
    rule: str


@dataclass(frozen=True, slots=True)
class RuleSwitchedOn:
    """It acts on what happens from now on, with the rights of who switched it on."""

    name: ClassVar[str] = "rule.switched_on"
    rule: str


@dataclass(frozen=True, slots=True)
class RuleSwitchedOff:
    """`reason`: by_hand, busy or rights."""

    name: ClassVar[str] = "rule.switched_off"
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleRemoved:
    """A rule was deleted with its list of runs. What it did stays."""

    name: ClassVar[str] = "rule.removed"
    rule: str


@dataclass(frozen=True, slots=True)
class RuleRan:
    """A rule acted on a report because of an event, by its id. `done` and `failed` are its acts."""

    name: ClassVar[str] = "rule.ran"
    report: str
    rule: str
    version: int
    cause: str
    done: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule points people to a report."""

    name: ClassVar[str] = "rule.told"
    report: str
    rule: str
    told: tuple[int, ...]
