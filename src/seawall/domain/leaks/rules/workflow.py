"""The life of a leaked credential: one table that buttons, the API and the tests are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Conflict, Invalid
from seawall.lib.text import gettext_noop, said


class LeakState(StrEnum):
    """Where it stands. Public words."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"
    REWARDED = "rewarded"
    NOT_OURS = "not_ours"
    ALREADY_REVOKED = "already_revoked"


STATE_LABELS: Mapping[LeakState, str] = MappingProxyType(
    {
        LeakState.RECEIVED: gettext_noop("Received"),
        LeakState.CONFIRMED: gettext_noop("Confirmed"),
        LeakState.REVOKED: gettext_noop("Revoked"),
        LeakState.REWARDED: gettext_noop("Rewarded"),
        LeakState.NOT_OURS: gettext_noop("Not ours"),
        LeakState.ALREADY_REVOKED: gettext_noop("Was revoked already"),
    }
)
OPEN = frozenset({LeakState.RECEIVED, LeakState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class LeakMove:
    """One row. `needs_note`: the reporter reads why. `notifies`: the revocation system is told."""

    name: str
    label: str
    sources: frozenset[LeakState]
    target: LeakState
    needs_note: bool = False
    notifies: bool = False


_S = LeakState
# fmt: off
_ROWS = (
    LeakMove("confirm", gettext_noop("It is ours"), frozenset({_S.RECEIVED}), _S.CONFIRMED,
             notifies=True),
    LeakMove("revoke", gettext_noop("It is revoked"), frozenset({_S.CONFIRMED}), _S.REVOKED),
    LeakMove("mark_already_revoked", gettext_noop("It was revoked already"), OPEN,
             _S.ALREADY_REVOKED),
    LeakMove("mark_not_ours", gettext_noop("It is not ours"), OPEN, _S.NOT_OURS, needs_note=True),
    LeakMove("reward", gettext_noop("Reward"), frozenset({_S.REVOKED}), _S.REWARDED),
    LeakMove("take_back", gettext_noop("The reward was reversed"), frozenset({_S.REWARDED}),
             _S.REVOKED),
    LeakMove("reopen", gettext_noop("Look again"), frozenset({_S.NOT_OURS, _S.ALREADY_REVOKED}),
             _S.RECEIVED, needs_note=True),
)
# fmt: on
MOVES: Mapping[str, LeakMove] = MappingProxyType({move.name: move for move in _ROWS})
# Made by the approval and the reversal of an award, never by themselves.
INTERNAL_MOVES = frozenset({"reward", "take_back"})


def moves_from(state: LeakState) -> tuple[LeakMove, ...]:
    """What the team may do next by itself."""
    return tuple(
        move for move in _ROWS if state in move.sources and move.name not in INTERNAL_MOVES
    )


def check(name: str, state: LeakState, note: str) -> LeakMove:
    """The row of a move that is possible now. Raises Conflict or Invalid."""
    move = MOVES.get(name)
    if move is None:
        raise Invalid(
            said(gettext_noop("There is no move %(name)s."), name=name[:40]), field="move"
        )
    if state not in move.sources:
        raise Conflict(
            said(gettext_noop("A leak that is %(state)s cannot take this move."), state=state),
            code="illegal_move",
        )
    if move.needs_note and not note.strip():
        raise Invalid(gettext_noop("Say why; the reporter reads it."), field="note")
    return move
