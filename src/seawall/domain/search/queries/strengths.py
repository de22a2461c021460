"""How alike two texts are, in words."""

from collections.abc import Mapping
from enum import StrEnum

# Shares of what the reader's report says that the other says too (figures["words"]).
_CLOSE, _SOME = 0.45, 0.22


class Strength(StrEnum):
    """How much of the one report stands in the other. Evidence, never a verdict."""

    CLOSE = "close"
    SOME = "some"
    SLIGHT = "slight"


def strength(found: Mapping[str, float]) -> Strength:
    """In words, how much of what the one says the other says too."""
    said = found["words"] + found["pairs"] + found["marks"] / 2
    if said >= _CLOSE:
        return Strength.CLOSE
    return Strength.SOME if said >= _SOME else Strength.SLIGHT
