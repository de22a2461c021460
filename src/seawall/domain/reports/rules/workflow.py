"""The life of a report: the only place that says what may follow what, and who may.

Buttons, API moves, the diagram in the reference and the tests are made from `MOVES`.
Move names and states are public words: they live in the database, in webhooks and in the API.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.accounts.rules import Permission
from seawall.domain.errors import Conflict, Invalid
from seawall.lib.text import gettext_noop, said


class State(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    NEW = "new"
    NEEDS_INFO = "needs_info"
    TRIAGED = "triaged"
    ACCEPTED = "accepted"
    RETESTING = "retesting"
    RETESTED = "retested"
    RESOLVED = "resolved"
    INFORMATIONAL = "informational"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_REPRODUCIBLE = "not_reproducible"
    NOT_APPLICABLE = "not_applicable"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


class Category(StrEnum):
    """A draft is neither open nor closed: only its reporter knows of it."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


# A fix that its reporter tries out, and one whose trial the team has to judge.
RETEST = frozenset({State.RETESTING, State.RETESTED})
OPEN = frozenset({State.NEW, State.NEEDS_INFO, State.TRIAGED, State.ACCEPTED}) | RETEST
CLOSED = frozenset(State) - OPEN - {State.DRAFT}
# Where a report waits for its reporter: no clock of the team runs.
PAUSED = frozenset({State.NEEDS_INFO, State.RETESTING})

STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: gettext_noop("Draft"),
        State.NEW: gettext_noop("New"),
        State.NEEDS_INFO: gettext_noop("Needs information"),
        State.TRIAGED: gettext_noop("Triaged"),
        State.ACCEPTED: gettext_noop("Accepted"),
        State.RETESTING: gettext_noop("Retesting"),
        State.RETESTED: gettext_noop("Retested"),
        State.RESOLVED: gettext_noop("Resolved"),
        State.INFORMATIONAL: gettext_noop("Informational"),
        State.DUPLICATE: gettext_noop("Duplicate"),
        State.OUT_OF_SCOPE: gettext_noop("Out of scope"),
        State.NOT_REPRODUCIBLE: gettext_noop("Not reproducible"),
        State.NOT_APPLICABLE: gettext_noop("Not applicable"),
        State.SPAM: gettext_noop("Spam"),
        State.WITHDRAWN: gettext_noop("Withdrawn"),
    }
)


class Party(StrEnum):
    """Who is meant: the reporter with their collaborators, the program's team, or nobody (the
    system itself).
    """

    REPORTER = "reporter"
    TEAM = "team"
    NOBODY = "nobody"


class Ask(StrEnum):
    """What a move asks for. `NOTE` and `TRIED` both arrive as the note; the question differs."""

    NOTE = "note"
    CHECKLIST = "checklist"
    ORIGINAL = "original"
    RULE = "rule"
    FIX = "fix"
    TRIED = "tried"
    KNOWN_ISSUE = "known_issue"


@dataclass(frozen=True, slots=True)
class Checklist:
    """The three conditions of validity; None is "not answered yet"."""

    in_scope: bool | None = None
    exploitable: bool | None = None
    novel: bool | None = None

    @property
    def is_complete(self) -> bool:
        return None not in (self.in_scope, self.exploitable, self.novel)

    @property
    def is_valid(self) -> bool:
        return all((self.in_scope, self.exploitable, self.novel))


@dataclass(frozen=True, slots=True)
class MoveInput:
    """What somebody gives with a move. `checklist` may be the one stored with the report."""

    note: str = ""
    checklist: Checklist | None = None
    original: str | None = None
    rule: str | None = None
    fix: str | None = None
    known_issue: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `permission` is None where being the reporter is what counts.

    One that `returns` leads to where the report stood before its retest: `target`, or resolved.
    """

    name: str
    label: str
    sources: frozenset[State]
    target: State
    by: Party
    permission: Permission | None = None
    asks: frozenset[Ask] = field(default_factory=frozenset)
    takes: frozenset[Ask] = field(default_factory=frozenset)
    returns: bool = False

    @property
    def targets(self) -> tuple[State, ...]:
        """Every state that it may lead to."""
        return (self.target, State.RESOLVED) if self.returns else (self.target,)

    def leading(self, *, was_resolved: bool) -> "Move":
        """The row with the one state that it leads to on this report."""
        return replace(self, target=State.RESOLVED) if self.returns and was_resolved else self

    @property
    def turn(self) -> Party:
        """Whose turn it is after the move."""
        return turn_of(self.target)

    @property
    def closes(self) -> bool:
        return self.target in CLOSED


_DRAFT, _NEW, _ASKED, _TRIAGED, _ACCEPTED, _INFORMATIONAL = (
    frozenset({state})
    for state in (
        State.DRAFT,
        State.NEW,
        State.NEEDS_INFO,
        State.TRIAGED,
        State.ACCEPTED,
        State.INFORMATIONAL,
    )
)
_UNTRIAGED = _NEW | _ASKED
_RESOLVED, _RETESTING, _RETESTED = (
    frozenset({state}) for state in (State.RESOLVED, State.RETESTING, State.RETESTED)
)
# A retest is ended before the report is closed for another reason.
_CLOSABLE = OPEN - RETEST


def _team(
    name: str,
    label: str,
    sources: frozenset[State],
    target: State,
    *asks: Ask,
    permission: Permission = Permission.REPORT_MOVE,
    takes: frozenset[Ask] = frozenset(),
) -> Move:
    return Move(name, label, sources, target, Party.TEAM, permission, frozenset(asks), takes)


def _reporter(name: str, label: str, sources: frozenset[State], target: State, *asks: Ask) -> Move:
    return Move(name, label, sources, target, Party.REPORTER, None, frozenset(asks))


# fmt: off
_ROWS: tuple[Move, ...] = (
    _reporter("submit", gettext_noop("Report vulnerability"), _DRAFT, State.NEW),
    _team("ask", gettext_noop("Ask the reporter"), _NEW, State.NEEDS_INFO, Ask.NOTE),
    _reporter("answer", gettext_noop("Answer"), _ASKED, State.NEW, Ask.NOTE),
    _team("triage", gettext_noop("Triage"), _UNTRIAGED, State.TRIAGED,
          takes=frozenset({Ask.CHECKLIST})),
    _team("accept", gettext_noop("Accept"), _TRIAGED, State.ACCEPTED, Ask.CHECKLIST,
          permission=Permission.REPORT_ACCEPT),
    _team("resolve", gettext_noop("Resolve"), _ACCEPTED, State.RESOLVED, Ask.FIX,
          permission=Permission.REPORT_RESOLVE),
    _team("mark_duplicate", gettext_noop("Close as duplicate"), _CLOSABLE, State.DUPLICATE,
          Ask.ORIGINAL),
    _team("mark_known", gettext_noop("Close as already known"), _CLOSABLE, State.DUPLICATE,
          Ask.KNOWN_ISSUE),
    _team("close_informational", gettext_noop("Close as informational"), _CLOSABLE,
          State.INFORMATIONAL),
    _team("close_out_of_scope", gettext_noop("Close as out of scope"), _CLOSABLE,
          State.OUT_OF_SCOPE, Ask.RULE),
    _team("close_not_reproducible", gettext_noop("Close as not reproducible"), _CLOSABLE,
          State.NOT_REPRODUCIBLE, Ask.TRIED),
    _team("close_not_applicable", gettext_noop("Close as not applicable"), _CLOSABLE,
          State.NOT_APPLICABLE, Ask.NOTE),
    _team("close_spam", gettext_noop("Close as spam"), _UNTRIAGED, State.SPAM, Ask.NOTE),
    _reporter("withdraw", gettext_noop("Withdraw"), _UNTRIAGED, State.WITHDRAWN),
    Move("close_unanswered", gettext_noop("Close without an answer"), _ASKED,
         State.INFORMATIONAL, Party.NOBODY),
    # Only what was closed for want of an answer: see policies.can_move.
    _reporter("answer_late", gettext_noop("Answer and reopen"), _INFORMATIONAL, State.NEW,
              Ask.NOTE),
    _team("reopen", gettext_noop("Reopen"), CLOSED, State.NEW, Ask.NOTE),
    # A retest: asked for, tried, judged. What came of it is approved before anything changes.
    _team("ask_retest", gettext_noop("Ask for a retest"), _ACCEPTED | _RESOLVED, State.RETESTING,
          Ask.FIX, permission=Permission.REPORT_RESOLVE, takes=frozenset({Ask.NOTE})),
    _reporter("answer_fixed", gettext_noop("It is fixed"), _RETESTING, State.RETESTED, Ask.NOTE),
    _reporter("answer_not_fixed", gettext_noop("It can still be reproduced"), _RETESTING,
              State.RETESTED, Ask.NOTE),
    Move("decline_retest", gettext_noop("Decline the retest"), _RETESTING, State.ACCEPTED,
         Party.REPORTER, takes=frozenset({Ask.NOTE}), returns=True),
    Move("cancel_retest", gettext_noop("Cancel the retest"), _RETESTING, State.ACCEPTED,
         Party.TEAM, Permission.REPORT_RESOLVE, takes=frozenset({Ask.NOTE}), returns=True),
    Move("expire_retest", gettext_noop("Retest without an answer"), _RETESTING, State.ACCEPTED,
         Party.NOBODY, returns=True),
    _team("confirm_fixed", gettext_noop("Confirm: it is fixed"), _RETESTED, State.RESOLVED,
          permission=Permission.REPORT_RESOLVE, takes=frozenset({Ask.NOTE})),
    _team("confirm_not_fixed", gettext_noop("Confirm: it is not fixed"), _RETESTED, State.ACCEPTED,
          permission=Permission.REPORT_RESOLVE, takes=frozenset({Ask.NOTE})),
    Move("reject_retest", gettext_noop("Reject the retest"), _RETESTED, State.ACCEPTED,
         Party.TEAM, Permission.REPORT_RESOLVE, frozenset({Ask.NOTE}), returns=True),
)
# fmt: on

MOVES: Mapping[str, Move] = MappingProxyType({move.name: move for move in _ROWS})

RETEST_MOVES = frozenset(
    name for name, move in MOVES.items() if move.sources <= RETEST or move.target in RETEST
)
# `submit` and retests have their own commands and paths, and time makes `close_unanswered`: they
# are no moves that a person names.
INTERNAL_MOVES = frozenset({"submit", "close_unanswered"}) | RETEST_MOVES
PUBLIC_MOVES: tuple[str, ...] = tuple(name for name in MOVES if name not in INTERNAL_MOVES)


def category_of(state: State) -> Category:
    """The group of the state."""
    if state in OPEN:
        return Category.OPEN
    return Category.CLOSED if state in CLOSED else Category.DRAFT


def turn_of(state: State) -> Party:
    """Who is expected to act next: exactly one party, or nobody once it is closed."""
    if state in CLOSED:
        return Party.NOBODY
    return Party.REPORTER if state in PAUSED | {State.DRAFT} else Party.TEAM


def moves_from(state: State, by: Party | None = None) -> tuple[Move, ...]:
    """The moves that the state permits, in the order of the table; all parties' without `by`."""
    return tuple(move for move in MOVES.values() if state in move.sources and by in (None, move.by))


def move_named(name: str) -> Move:
    """The row of the move. Raises Invalid(field="move") for a word that is no move."""
    if name not in MOVES:
        raise Invalid(
            said(
                gettext_noop("There is no move “%(name)s”. Moves are: %(public_moves)s."),
                name=name,
                public_moves=", ".join(PUBLIC_MOVES),
            ),
            field="move",
        )
    return MOVES[name]


def check(move: str, state: State, given: MoveInput) -> None:
    """Return when the state permits the move and all it asks for is given.

    Raises Conflict for a move that is illegal now and Invalid with all missing fields at once.
    Who may make the move is the business of the policies; whether the named original or rule
    exists is the business of the command.
    """
    row = move_named(move)
    if state not in row.sources:
        raise Conflict(_why_illegal(row, state), code="illegal_move")
    missing = {
        field_name: message
        for ask in sorted(row.asks)
        for field_name, message in _ANSWERS[ask](given).items()
    }
    if missing:
        raise Invalid(fields=missing)


def _why_illegal(row: Move, state: State) -> str:
    possible = [other.name for other in moves_from(state) if other.name not in INTERNAL_MOVES]
    names = ", ".join(possible) if possible else "none"
    return said(
        gettext_noop(
            "“%(name)s” is not possible in the state %(state)s. Possible moves: %(names)s."
        ),
        name=row.name,
        state=state,
        names=names,
    )


def _note(given: MoveInput) -> dict[str, str]:
    return {} if given.note.strip() else {"note": gettext_noop("Write a note that says why.")}


def _tried(given: MoveInput) -> dict[str, str]:
    return {} if given.note.strip() else {"note": gettext_noop("Say in the note what was tried.")}


def _original(given: MoveInput) -> dict[str, str]:
    return (
        {}
        if (given.original or "").strip()
        else {"original": gettext_noop("Name the original report.")}
    )


def _known_issue(given: MoveInput) -> dict[str, str]:
    if (given.known_issue or "").strip():
        return {}
    return {
        "known_issue": gettext_noop(
            "Name the known issue that was registered before the report came."
        )
    }


def _rule(given: MoveInput) -> dict[str, str]:
    if (given.rule or "").strip():
        return {}
    return {"rule": gettext_noop("Name the rule of the brief that puts it out of scope.")}


def _fix(given: MoveInput) -> dict[str, str]:
    if (given.fix or "").strip():
        return {}
    return {"fix": gettext_noop("Name the change that fixed it: a link, a version or a commit.")}


def _checklist(given: MoveInput) -> dict[str, str]:
    if given.checklist is None or not given.checklist.is_complete:
        return {"checklist": gettext_noop("Answer all three: in scope, exploitable, novel.")}
    if not given.checklist.is_valid:
        return {
            "checklist": gettext_noop(
                "Only a finding that is in scope, exploitable and novel can be accepted."
            )
        }
    return {}


_ANSWERS: Mapping[Ask, Callable[[MoveInput], dict[str, str]]] = MappingProxyType(
    {
        Ask.NOTE: _note,
        Ask.CHECKLIST: _checklist,
        Ask.ORIGINAL: _original,
        Ask.KNOWN_ISSUE: _known_issue,
        Ask.RULE: _rule,
        Ask.FIX: _fix,
        Ask.TRIED: _tried,
    }
)


def mermaid() -> str:
    """The table as a Mermaid state diagram, for the generated reference."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [
        f"    {source} --> {target}: {move.name} ({move.by})"
        for move in MOVES.values()
        for source in State
        if source in move.sources
        for target in move.targets
    ]
    lines += [f"    {state} --> [*]" for state in State if state in CLOSED]
    return "\n".join(lines) + "\n"
