"""What the inbox is narrowed to, as it stands in the query string: every view has an address."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from seawall.domain.reports.queries import Filters
from seawall.domain.reports.rules.workflow import CLOSED, OPEN, Party, State, turn_of

_LONGEST_WORD = 100
_LONGEST_CURSOR = 200
_MOST_PAGES_BACK = 12

WAITING_FOR = {
    "team": frozenset(state for state in OPEN if turn_of(state) == Party.TEAM),
    "reporter": frozenset(state for state in OPEN if turn_of(state) == Party.REPORTER),
}
# Words for several states at once; "open" is what the inbox shows when nothing is chosen.
SETS: dict[str, frozenset[State]] = {
    "open": OPEN,
    **WAITING_FOR,
    "closed": CLOSED,
    "all": frozenset(State) - {State.DRAFT},
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One view of the inbox. `state` holds words of `SETS` and states; empty means open.

    `after` is the cursor of the page; `trail` the cursors of the pages before it, oldest first.
    """

    program: str = ""
    state: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    assignee: str = ""
    at_risk: bool = False
    after: str = ""
    trail: tuple[str, ...] = ()

    @property
    def states(self) -> frozenset[State]:
        """The states that are looked for."""
        if not self.state:
            return OPEN
        return frozenset[State]().union(
            *(SETS.get(word) or frozenset({State(word)}) for word in self.state)
        )

    @property
    def filters(self) -> Filters:
        """The same for the query."""
        states = self.states
        return Filters(
            program=self.program or None,
            states=frozenset() if states == SETS["all"] else states,
            priorities=frozenset(self.priorities),
            assignee=self.assignee or None,
            at_risk=self.at_risk,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the page was chosen."""
        return self.first_page() != Narrowing()

    @property
    def is_counted(self) -> bool:
        """Whether the counters by state say how many reports there are."""
        return not (self.priorities or self.assignee or self.at_risk)

    def first_page(self) -> "Narrowing":
        """The same view from its beginning."""
        return replace(self, after="", trail=())

    def query(self, *, with_trail: bool = False) -> str:
        """The query string with its "?"; empty for the whole inbox.

        The trail stands only in the links that turn pages: it would make rows long.
        """
        pairs = [
            ("program", self.program),
            *(("state", word) for word in self.state),
            *(("priority", str(number)) for number in self.priorities),
            ("assignee", self.assignee),
            ("risk", "1" if self.at_risk else ""),
            ("after", self.after),
            *(("trail", cursor) for cursor in (self.trail if with_trail else ())),
        ]
        text = urlencode([(name, value) for name, value in pairs if value])
        return f"?{text}" if text else ""

    def next_page(self, cursor: str) -> str:
        """The query string of the page that begins at `cursor`."""
        trail = (*self.trail, self.after) if self.after else self.trail
        return replace(self, after=cursor, trail=trail[-_MOST_PAGES_BACK:]).query(with_trail=True)

    def previous_page(self) -> str | None:
        """The query string of the page before; None on the first one."""
        if not self.after:
            return None
        before = self.trail[-1] if self.trail else ""
        return replace(self, after=before, trail=self.trail[:-1]).query(with_trail=True)


def parse(given: QueryDict) -> Narrowing:
    """The view that a query string means. What is no filter is left out, never an error."""
    return Narrowing(
        program=_word(given.get("program", "")),
        state=_states(given.getlist("state")),
        priorities=_priorities(given.getlist("priority")),
        assignee=_word(given.get("assignee", "")),
        at_risk=given.get("risk") == "1",
        after=_cursor(given.get("after", "")),
        trail=tuple(filter(None, map(_cursor, given.getlist("trail"))))[-_MOST_PAGES_BACK:],
    )


def _word(text: str) -> str:
    word = text.strip().lower().removeprefix("@")
    return word if len(word) <= _LONGEST_WORD and word.isprintable() else ""


def _cursor(text: str) -> str:
    return text if len(text) <= _LONGEST_CURSOR and text.isascii() else ""


def _states(words: Iterable[str]) -> tuple[str, ...]:
    known = (word for word in words if word in SETS or word in _STATES)
    chosen = tuple(dict.fromkeys(known))
    return () if chosen == ("open",) else chosen


def _priorities(words: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({int(word) for word in words if word in {"1", "2", "3", "4", "5"}}))


_STATES = frozenset(State) - {State.DRAFT}
