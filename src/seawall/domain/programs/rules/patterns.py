"""What a target's identifier means, by its kind."""

from dataclasses import dataclass

from seawall.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a target's identifier matches."""

    text: str


def interpret_pattern(kind: str, identifier: str) -> Pattern:
    """The pattern of an identifier. Raises Invalid with what to do."""
    if not identifier:
        raise Invalid("Enter what names this target.", field="identifier")
    return Pattern(identifier)
