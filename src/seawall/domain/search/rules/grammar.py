"""One language for the box, addresses, the API, saved views and exports.

    state:triaged,new priority:1..2 -assignee:none created:>2026-01-01 "exact phrase" word sort:due

A term is `field:value`, a word, or a phrase in quotes; `-` before it excludes. Several values with
commas mean any of them; `a..b` is a range with both ends, `>`, `>=`, `<`, `<=` are open ones.
Different terms must all hold. What cannot be read becomes a Problem at its place; the rest counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.programs.rules.brief.values import ReportKind
from seawall.domain.programs.rules.fields import PREFIX, is_name
from seawall.domain.reports.rules.workflow import State
from seawall.lib.text import gettext_noop

LONGEST_QUERY = 1000
MOST_TERMS = 40
MOST_VALUES = 50


class Kind(StrEnum):
    """What a field's values are."""

    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the language. `choices` is what a CHOICE may be; others are checked later."""

    name: str
    kind: Kind
    meaning: str
    choices: tuple[str, ...] = ()


# How the fields of programmes stand in the table: any name may stand for NAME.
OF_PROGRAM = f"{PREFIX}NAME"
_STATES = tuple(state.value for state in State if state is not State.DRAFT)
_KINDS = tuple(kind.value for kind in ReportKind)
SORTS = ("due", "newest", "oldest", "updated")
# Names of the sorts that other tools use.
_SAME_SORT = MappingProxyType(
    {"updated-desc": "updated", "created-desc": "newest", "created-asc": "oldest"}
)
_ROWS = (
    Field("state", Kind.CHOICE, gettext_noop("where the report stands"),
          (*_STATES, "open", "closed")),
    Field("priority", Kind.NUMBER, gettext_noop("1 to 5, or none"), ("none",)),
    Field("assignee", Kind.NAME, gettext_noop("a handle, me or none"), ("me", "none")),
    Field("group", Kind.NAME, gettext_noop("the handle of a group, or none"), ("none",)),
    Field("tag", Kind.NAME, gettext_noop("a tag of the team, or none"), ("none",)),
    Field("reporter", Kind.NAME, gettext_noop("a handle")),
    Field("program", Kind.NAME, gettext_noop("the short name of a programme")),
    Field("clock", Kind.CHOICE, gettext_noop("how the next clock stands"),
          ("overdue", "risk", "running", "paused", "none")),
    Field("turn", Kind.CHOICE, gettext_noop("whose turn it is"), ("team", "reporter", "nobody")),
    Field("kind", Kind.CHOICE, gettext_noop("what was reported"), _KINDS),
    Field("target", Kind.PATTERN, gettext_noop("a target, * stands for anything")),
    Field("vrt", Kind.PATTERN, gettext_noop("an entry of the taxonomy and all below it")),
    Field("weakness", Kind.PATTERN, gettext_noop("a CWE number such as CWE-79")),
    Field("has", Kind.CHOICE, gettext_noop("what the report has"),
          ("bounty", "file", "comment", "original", "duplicate", "fix", "cvss")),
    Field("created", Kind.DATE, gettext_noop("when it was sent")),
    Field("updated", Kind.DATE, gettext_noop("when it was last touched")),
    Field("closed", Kind.DATE, gettext_noop("when it was closed")),
    Field("due", Kind.DATE, gettext_noop("when its next clock ends")),
    Field(OF_PROGRAM, Kind.PATTERN,
          gettext_noop("what stands in a programme's own field, or none"),
          ("none",)),
    Field("id", Kind.NAME, gettext_noop("numbers of reports")),
    Field("sort", Kind.CHOICE, gettext_noop("the order of the list"), (*SORTS, *_SAME_SORT)),
)  # fmt: skip
FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in _ROWS})
# What the reporter's side of a report may not know of it, not even by whether it is found.
TEAM_FIELDS = frozenset({"tag", "group"})
TEAM_CHOICES: Mapping[str, frozenset[str]] = MappingProxyType({"has": frozenset({"duplicate"})})


def _own(field: Field) -> Field:
    hidden = TEAM_CHOICES.get(field.name, frozenset())
    return replace(field, choices=tuple(word for word in field.choices if word not in hidden))


OWN_FIELDS: Mapping[str, Field] = MappingProxyType(
    {name: _own(field) for name, field in FIELDS.items() if name not in TEAM_FIELDS}
)

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(
    rf"(?P<minus>-?)(?:(?P<field>(?i:field)\.\w{{1,40}}|[A-Za-z_]+):(?P<value>(?:{_QUOTED}|[^\s\"])*)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)(?P<end>"?)|(?P<plain>\S+))'
)
_VALUE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,]+)')
_BOUNDS = re.compile(r"(>=|<=|>|<)(.+)")


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both ends in it; None is open."""

    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """`field:…`; any of the values and ranges. `start` and `end` are places in the query."""

    field: str
    values: tuple[str, ...]
    ranges: tuple[Range, ...]
    excludes: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """A word, or an exact phrase, that the report's text must (or must not) hold."""

    text: str
    is_phrase: bool
    excludes: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A term that cannot be read, where it stands, and what to do. Parameters fill the message.

    `fix` is what may stand in its place, empty where nothing comes close.
    """

    start: int
    end: int
    message: str
    parameters: Mapping[str, str]
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """`sort` is one of SORTS, empty without one. What is in `problems` is not in the terms."""

    terms: tuple[Term, ...]
    said: tuple[Said, ...]
    sort: str
    problems: tuple[Problem, ...]

    def term(self, field: str) -> Term | None:
        """The last including term of the field."""
        found = [term for term in self.terms if term.field == field and not term.excludes]
        return found[-1] if found else None


def is_of_program(name: str) -> bool:
    """Whether the name of a term means a field of programmes: `field.NAME`."""
    return name.lower().startswith(PREFIX) and is_name(name.lower().removeprefix(PREFIX))


def is_for_team(term: Term) -> bool:
    """Whether it asks for what only the team of a report may know."""
    hidden = TEAM_CHOICES.get(term.field, frozenset())
    return term.field in TEAM_FIELDS or bool(hidden.intersection(term.values))


class _Unreadable(Exception):
    def __init__(self, message: str, **parameters: str) -> None:
        self.message, self.parameters = message, parameters


def parse(text: str, fields: Mapping[str, Field] = FIELDS) -> Parsed:
    """Read a query of any content: never raises, and never reads more than LONGEST_QUERY.

    `fields` are those that the reader may use; others do not exist for them.
    """
    terms: list[Term] = []
    said: list[Said] = []
    problems: list[Problem] = []
    sort = ""
    for token in _tokens(text, problems):
        try:
            found = _term(token, fields)
        except _Unreadable as why:
            fix = _fixed(token, why.parameters.get("near", ""))
            problems.append(Problem(*token.span(), why.message, why.parameters, fix))
            continue
        if isinstance(found, Said):
            said.append(found)
        elif found.field == "sort":
            sort = _SAME_SORT.get(found.values[0], found.values[0])
        else:
            terms.append(found)
    return Parsed(tuple(terms), tuple(said), sort, tuple(problems))


def render(parsed: Parsed) -> str:
    """A query that means the same, in one fixed form: for addresses and saved views."""
    parts = [_rendered(term) for term in parsed.terms]
    parts += [f"{'-' if one.excludes else ''}{_quoted(one)}" for one in parsed.said]
    return " ".join([*parts, *([f"sort:{parsed.sort}"] if parsed.sort else [])])


def _tokens(text: str, problems: list[Problem]) -> Iterator[re.Match[str]]:
    if len(text) > LONGEST_QUERY:
        message = gettext_noop("Only the first %(most)s characters count. Make the filter shorter.")
        problems.append(Problem(LONGEST_QUERY, len(text), message, {"most": str(LONGEST_QUERY)}))
    for count, token in enumerate(_TOKEN.finditer(text[:LONGEST_QUERY])):
        if count >= MOST_TERMS:
            message = gettext_noop("Only the first %(most)s terms count.")
            problems.append(Problem(token.start(), len(text), message, {"most": str(MOST_TERMS)}))
            return
        yield token


def _fixed(token: re.Match[str], near: str) -> str:
    """The term with what comes close in its place; nothing where a part of it is still wrong."""
    name, value = token["field"] or "", token["value"] or ""
    if not near:
        return ""
    if near in FIELDS and name.lower() not in FIELDS:
        fixed = f"{token['minus']}{near}:{value}"
    elif "," not in value:
        fixed = f"{token['minus']}{name}:{near}"
    else:
        return ""
    return "" if parse(fixed).problems else fixed


def _term(token: re.Match[str], fields: Mapping[str, Field]) -> Term | Said:
    excludes = token["minus"] == "-"
    name, value = token["field"], token["value"]
    if name is not None and not value.startswith("//"):
        field = _field(name, fields)
        values, ranges = _values(field, value)
        return Term(field.name, values, ranges, excludes, token.start(), token.end())
    if token["quoted"] is None:
        plain = token["plain"] or f"{name}:{value}"
        return Said(plain, False, excludes, token.start(), token.end())
    if not token["end"]:
        raise _Unreadable(gettext_noop("The quote is not closed."))
    text = _unescaped(token["quoted"]).strip()
    if not text:
        raise _Unreadable(gettext_noop("There is nothing between the quotes."))
    return Said(text, True, excludes, token.start(), token.end())


def _field(name: str, fields: Mapping[str, Field]) -> Field:
    field = fields.get(name.lower())
    if field is not None:
        return field
    of_program = fields.get(OF_PROGRAM)
    if of_program is not None and is_of_program(name):
        # Whether somebody asks for such a field shows in what is found, not here.
        return replace(of_program, name=name.lower())
    near = get_close_matches(name.lower(), set(fields) - {OF_PROGRAM}, n=1, cutoff=0.6)
    if near:
        raise _Unreadable(
            gettext_noop("There is no field “%(name)s”. Did you mean “%(near)s”?"),
            name=name,
            near=near[0],
        )
    raise _Unreadable(
        gettext_noop("There is no field “%(name)s”. Fields: %(known)s."),
        name=name,
        known=", ".join(fields),
    )


def _values(field: Field, raw: str) -> tuple[tuple[str, ...], tuple[Range, ...]]:
    values: list[str] = []
    ranges: list[Range] = []
    found_pieces = (_unescaped(quoted) or plain for quoted, plain in _VALUE.findall(raw))
    pieces = [piece for piece in found_pieces if piece.strip()]
    if not pieces or len(pieces) > MOST_VALUES:
        raise _Unreadable(
            gettext_noop("Give “%(field)s” between one and %(most)s values."),
            field=field.name,
            most=str(MOST_VALUES),
        )
    for piece in pieces:
        found = _range(field, piece)
        if found is not None:
            ranges.append(found)
        else:
            values.append(_value(field, piece))
    return tuple(dict.fromkeys(values)), tuple(ranges)


def _range(field: Field, piece: str) -> Range | None:
    if field.kind not in (Kind.NUMBER, Kind.DATE):
        return None
    low, dots, high = piece.partition("..")
    if dots:
        return Range(_bound(field, low) if low else None, _bound(field, high) if high else None)
    bound = _BOUNDS.fullmatch(piece)
    if bound is None:
        return None
    sign, value = bound[1], _bound(field, bound[2])
    if "=" not in sign:
        value = _beside(field, value, 1 if sign == ">" else -1)
    return Range(value, None) if sign[0] == ">" else Range(None, value)


def _bound(field: Field, word: str) -> str:
    return _number(field, word) if field.kind is Kind.NUMBER else _date(field, word)


def _beside(field: Field, value: str, step: int) -> str:
    if field.kind is Kind.NUMBER:
        return str(int(value) + step)
    ordinal = date.fromisoformat(value).toordinal() + step
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal())).isoformat()


def _value(field: Field, piece: str) -> str:
    word = piece.strip()
    match field.kind:
        case Kind.CHOICE if word.lower() not in field.choices:
            raise _no_choice(field, word)
        case Kind.CHOICE:
            return word.lower()
        case Kind.NUMBER if word.lower() in field.choices:
            return word.lower()
        case Kind.NUMBER:
            return _number(field, word)
        case Kind.DATE:
            return _date(field, word)
        case Kind.NAME:
            return word.removeprefix("@")
    return word


def _no_choice(field: Field, word: str) -> _Unreadable:
    near = get_close_matches(word.lower(), field.choices, n=1, cutoff=0.6)
    return _Unreadable(
        gettext_noop("“%(field)s” cannot be “%(value)s”. Try %(known)s."),
        field=field.name,
        value=word[:40],
        known=", ".join(near or field.choices),
        near=near[0] if near else "",
    )


def _number(field: Field, word: str) -> str:
    digits = word.lower().removeprefix("p")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 4):
        raise _Unreadable(
            gettext_noop("“%(field)s” needs a number, such as 2 or 1..3."), field=field.name
        )
    return str(int(digits))


def _date(field: Field, word: str) -> str:
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise _Unreadable(
            gettext_noop("“%(field)s” needs a day, such as 2026-01-31, >2026-01-01 or a range."),
            field=field.name,
        ) from None


def _unescaped(text: str | None) -> str:
    return re.sub(r"\\(.)", r"\1", text or "")


def _rendered(term: Term) -> str:
    ranges = [f"{one.low or ''}..{one.high or ''}" for one in term.ranges]
    values = [_in_quotes(one) if re.search(r'[\s,"]', one) else one for one in term.values]
    return f"{'-' if term.excludes else ''}{term.field}:{','.join([*values, *ranges])}"


def _quoted(one: Said) -> str:
    return _in_quotes(one.text) if one.is_phrase else one.text


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
