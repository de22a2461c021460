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
