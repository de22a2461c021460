"""Who is in the demo, and what later steps need of earlier ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from seawall.domain.accounts import queries as people
from seawall.domain.actor import Actor

HANDLES = {
    "admin": "harbourmaster",
    "owner": "olive",
    "manager": "ana",
    "triager": "jonas",
    "finance": "petra",
    "developer": "dev",
    "viewer": "vera",
    "researcher": "mira",
}
NAMES = {
    "harbourmaster": "Harbour Master", "olive": "Olive Tanner", "ana": "Ana Novak",
    "jonas": "Jonas Lind", "petra": "Petra Stein", "dev": "Dev Rao", "vera": "Vera Holm",
    "mira": "Mira Santos", "kestrel": "Kay Strel", "tyr": "Tyra Berg", "reef": "Rif Amari",
    "saoirse": "Saoirse Byrne", "dunlin": "Dun Lin", "wren": "Wren Okafor", "pike": "P. Ike",
    "mats": "Mats Ek",
}  # fmt: skip
RESEARCHERS = ("mira", "kestrel", "tyr", "reef", "saoirse", "dunlin", "wren", "pike")
CREDIT = {"kestrel": "alias", "tyr": "name", "reef": "anonymous", "mira": "name"}
SLUGS = {"openai": "openai", "tidewater": "tidewater", "lantern": "lantern-pay"}
Moments = Iterator[datetime]


@dataclass
class World:
    """What later steps need: actors by handle, public ids of reports by key."""

    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311  # repeatable

    def actor(self, handle: str) -> Actor:
        """Somebody as they stand after all roles were given."""
        if handle not in self.actors:
            user_id = people.user_id_of(handle)
            self.actors[handle] = people.actor_for_user(user_id, second_factor=True)
        return self.actors[handle]
