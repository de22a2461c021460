"""What a programme is, in which state it is, and what that permits."""

from dataclasses import dataclass
from enum import StrEnum

from seawall.domain.errors import Conflict
from seawall.lib.text import gettext_noop, said


class ProgramKind(StrEnum):
    """Whether a programme pays."""

    BOUNTY = "bounty"
    DISCLOSURE = "disclosure"


class Visibility(StrEnum):
    """Who may know that a programme exists."""

    PUBLIC = "public"
    PRIVATE = "private"


class ProgramState(StrEnum):
    """Where a programme stands in its life."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StateEffect:
    """What a state means for people outside the team. The team reads the brief in every state.

    `submit` is about new reports, `comment` about reports that were sent before.
    """

    read_brief: bool
    submit: bool
    comment: bool
    listed: bool
    next: frozenset[ProgramState]


EFFECTS: dict[ProgramState, StateEffect] = {
    ProgramState.DRAFT: StateEffect(
        read_brief=False,
        submit=False,
        comment=False,
        listed=False,
        next=frozenset({ProgramState.OPEN, ProgramState.CLOSED}),
    ),
    ProgramState.OPEN: StateEffect(
        read_brief=True,
        submit=True,
        comment=True,
        listed=True,
        next=frozenset({ProgramState.PAUSED, ProgramState.CLOSED}),
    ),
    ProgramState.PAUSED: StateEffect(
        read_brief=True,
        submit=False,
        comment=True,
        listed=True,
        next=frozenset({ProgramState.OPEN, ProgramState.CLOSED}),
    ),
    # Researchers with an open report still have to be answered after the end.
    ProgramState.CLOSED: StateEffect(
        read_brief=True,
        submit=False,
        comment=True,
        listed=False,
        next=frozenset({ProgramState.OPEN}),
    ),
}
"""The only table that says what may follow what, and what each state permits."""

_WHY_NOT_SUBMIT = {
    ProgramState.DRAFT: gettext_noop("This programme is not open yet."),
    ProgramState.PAUSED: gettext_noop(
        "This programme has paused intake; send your report when it opens again."
    ),
    ProgramState.CLOSED: gettext_noop("This programme is closed and takes no new reports."),
}


def may_read_brief(state: ProgramState) -> bool:
    """Whether people who may know of the programme read its brief."""
    return EFFECTS[state].read_brief


def may_submit(state: ProgramState) -> bool:
    """Whether new reports are taken."""
    return EFFECTS[state].submit


def may_comment(state: ProgramState) -> bool:
    """Whether the conversation on earlier reports goes on."""
    return EFFECTS[state].comment


def is_listed(state: ProgramState) -> bool:
    """Whether the directory shows it, where its visibility permits that."""
    return EFFECTS[state].listed


def why_not_submit(state: ProgramState) -> str | None:
    """The sentence for someone who wants to submit; None where submitting is possible."""
    return _WHY_NOT_SUBMIT.get(state)


def may_follow(state: ProgramState, following: ProgramState) -> bool:
    """Whether `following` can come directly after `state`."""
    return following in EFFECTS[state].next


def require_change(state: ProgramState, following: ProgramState) -> None:
    """Raises Conflict where `following` cannot come directly after `state`."""
    if not may_follow(state, following):
        possible = ", ".join(item for item in ProgramState if item in EFFECTS[state].next)
        raise Conflict(
            said(
                gettext_noop(
                    "A programme that is %(state)s cannot become %(following)s; it can become "
                    "%(possible)s."
                ),
                state=state,
                following=following,
                possible=possible,
            ),
            code="state",
        )
