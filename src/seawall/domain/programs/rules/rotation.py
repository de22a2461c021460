"""Whose turn it is: smooth weighted round-robin, from the stored state alone.

Everybody gains their weight, whoever has most is chosen and pays what all gained together. With
weights 3 and 1 that gives a a b a, and not a a a b. Who is left out gains nothing meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEAVIEST = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One who may be chosen. `current` is what they gained and did not pay yet."""

    user_id: int
    weight: int
    current: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is chosen, and what everybody holds then."""

    chosen: Place
    places: tuple[Place, ...]


def next_turn(places: Sequence[Place]) -> Turn | None:
    """None for nobody with a weight. Among equals the lowest id is first."""
    able = [one for one in places if one.weight > 0]
    if not able:
        return None
    total = sum(one.weight for one in able)
    gained = [Place(one.user_id, one.weight, one.current + one.weight) for one in able]
    chosen = min(gained, key=lambda one: (-one.current, one.user_id))
    paid = Place(chosen.user_id, chosen.weight, chosen.current - total)
    return Turn(chosen, tuple(paid if one is chosen else one for one in gained))
