"""What can happen to a leaked credential. Ids, labels and states only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LeakReceived:
    """Somebody reported leaked credentials. `is_known`: at least one was reported before."""

    name: ClassVar[str] = "leak.received"
    leak: str
    program: str
    source: str
    count: int
    is_anonymous: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class LeakMoved:
    """A move of its workflow."""

    name: ClassVar[str] = "leak.moved"
    leak: str
    move: str
    from_state: str
    to_state: str


@dataclass(frozen=True, slots=True)
class LeakCommented:
    """Somebody wrote about it; `side` is reporter or team."""

    name: ClassVar[str] = "leak.commented"
    leak: str
    side: str


@dataclass(frozen=True, slots=True)
class RevocationAsked:
    """The revocation system of the programme was told; `status` is its answer, 0 for none."""

    name: ClassVar[str] = "leak.revocation_asked"
    leak: str
    status: int


@dataclass(frozen=True, slots=True)
class IntakeSet:
    """How a programme takes leaked credentials was changed."""

    name: ClassVar[str] = "leak.intake_set"
    program: str
    is_open: bool
    retention_days: int
    has_address: bool


@dataclass(frozen=True, slots=True)
class AddressChecked:
    """The operator let messages go to the programme's address, or took that back."""

    name: ClassVar[str] = "leak.address_checked"
    program: str
    is_allowed: bool
