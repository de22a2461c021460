"""What the inbox is narrowed to, as it stands in the query string: every view has an address."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict

from seawall.domain.reports.rules.workflow import CLOSED, OPEN, Party, State, turn_of
from seawall.domain.search.rules.completing import with_term
from seawall.domain.search.rules.grammar import LONGEST_QUERY, Parsed, parse

_LONGEST_WORD = 100
_LONGEST_CURSOR = 200
_MOST_PAGES_BACK = 12

# What the inbox shows when nothing is chosen. It stands in the box, so that it can be changed.
USUAL = "state:open"

WAITING_FOR = {
    "team": frozenset(state for state in OPEN if turn_of(state) == Party.TEAM),
    "reporter": frozenset(state for state in OPEN if turn_of(state) == Party.REPORTER),
}
# Words of the form for several states at once.
SETS: dict[str, frozenset[State]] = {
    "open": OPEN,
    **WAITING_FOR,
    "closed": CLOSED,
    "all": frozenset(State) - {State.DRAFT},
}
# What the form sends, and what addresses had before there was one filter.
FORM_FIELDS = ("program", "state", "priority", "assignee", "risk")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One view of the inbox. `text` is a filter as it was typed (search.rules.grammar).

    `after` is the cursor of the page; `trail` the cursors of the pages before it, oldest first.
    """

    text: str = USUAL
    after: str = ""
    trail: tuple[str, ...] = ()

    @property
    def parsed(self) -> Parsed:
        """The filter as it is read."""
        return _parsed(self.text)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the page was chosen."""
        return self.text != USUAL

    def first_page(self) -> "Narrowing":
        """The same view from its beginning."""
        return replace(self, after="", trail=())

    def with_term(self, name: str, *values: str) -> "Narrowing":
        """The view with exactly this term of the field, or none, from its beginning."""
        return Narrowing(with_term(self.text, name, *values))

    def has(self, name: str, *values: str) -> bool:
        """Whether the filter says exactly this of the field."""
        term = self.parsed.term(name)
        return term is not None and term.values == values and not term.ranges

    def query(self, *, with_trail: bool = False) -> str:
        """The query string with its "?"; empty for the whole inbox.

        The trail stands only in the links that turn pages: it would make rows long.
        """
        pairs = [("q", self.text)] if self.is_narrowed else []
        pairs += [("after", self.after)] if self.after else []
        pairs += [("trail", cursor) for cursor in (self.trail if with_trail else ())]
        return f"?{urlencode(pairs, safe=':,*@')}" if pairs else ""

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


def parse_query(given: QueryDict) -> Narrowing:
    """The view that a query string means. What the form says comes into the filter."""
    text = typed(given.get("q", USUAL))
    for name in FORM_FIELDS:
        if name in given:
            text = _FORM[name](text, given.getlist(name))
    return Narrowing(
        text=text,
        after=_cursor(given.get("after", "")),
        trail=tuple(filter(None, map(_cursor, given.getlist("trail"))))[-_MOST_PAGES_BACK:],
    )


def is_form(given: QueryDict) -> bool:
    """Whether it is what the form sends, which has a shorter address."""
    return any(name in given for name in FORM_FIELDS)


def typed(text: str) -> str:
    """As it was typed, on one line. Longer than any filter is read: told as a problem."""
    return " ".join(text.split())[: LONGEST_QUERY + 1]


def _state(text: str, words: Iterable[str]) -> str:
    known = [word for word in dict.fromkeys(words) if word in SETS or word in _STATES]
    match known:
        case [] | ["open"]:
            return with_term(text, "state", "open")
        case ["all"]:
            return with_term(text, "state")
        case ["team" | "reporter" as party]:
            return with_term(with_term(text, "state", "open"), "turn", party)
        case _ if set(known) & {"all", *WAITING_FOR}:
            several = frozenset[State]().union(*(SETS.get(word) or {word} for word in known))
            return with_term(text, "state", *sorted(several))
    return with_term(text, "state", *known)


def _priority(text: str, words: Iterable[str]) -> str:
    return with_term(text, "priority", *sorted({*words} & {"1", "2", "3", "4", "5"}))


def _program(text: str, words: Iterable[str]) -> str:
    return with_term(text, "program", *filter(None, map(_word, words)))


def _assignee(text: str, words: Iterable[str]) -> str:
    return with_term(text, "assignee", *filter(None, map(_word, words)))


def _risk(text: str, words: Iterable[str]) -> str:
    return with_term(text, "clock", *(["risk"] if "1" in words else []))


_FORM = {
    "program": _program,
    "state": _state,
    "priority": _priority,
    "assignee": _assignee,
    "risk": _risk,
}


def _word(text: str) -> str:
    word = text.strip().lower().removeprefix("@")
    return word if len(word) <= _LONGEST_WORD and word.isprintable() and '"' not in word else ""


def _cursor(text: str) -> str:
    return text if len(text) <= _LONGEST_CURSOR and text.isascii() else ""


@lru_cache(maxsize=256)
def _parsed(text: str) -> Parsed:
    return parse(text)


_STATES = frozenset(State) - {State.DRAFT}
