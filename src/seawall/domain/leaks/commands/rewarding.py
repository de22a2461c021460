"""What an award does to a leaked key. Parts of the commands of rewards, in their transactions."""

from typing import TypeVar

from seawall.domain.actor import Actor
from seawall.domain.leaks.commands.handling import step
from seawall.domain.leaks.commands.placing import place_in_program
from seawall.domain.leaks.models import Leak
from seawall.domain.leaks.rules.workflow import MOVES, LeakState
from seawall.domain.vault import commands as vault

T = TypeVar("T")


def note_reward(leak: Leak, *, actor: Actor) -> None:
    """An award was approved: a revoked key is rewarded now; a further award changes nothing."""
    if leak.state == LeakState.REVOKED:
        step(leak, MOVES["reward"], note="", actor=actor)


def take_back_reward(leak: Leak, *, actor: Actor) -> None:
    """Nothing of what was awarded is left: the key is revoked and no more."""
    if leak.state == LeakState.REWARDED:
        step(leak, MOVES["take_back"], note="", actor=actor)


def without_secrets(value: T, *, leak: Leak, field: str, actor: Actor) -> T:
    """Words about the leak without secrets; in the transaction that stores them."""
    return vault.quarantine(value, place=place_in_program(leak), field=field, actor=actor)
