"""What may stand where somebody types, and terms put in and taken out of what was typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seawall.domain.search.rules.grammar import FIELDS, OF_PROGRAM, Field, parse

MOST_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """`text` may stand for the word that is typed; `meaning` is the field's, of a field only."""

    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What may stand from `start` to where somebody types, the best first."""

    start: int
    items: tuple[Offer, ...]


def complete(
    text: str, at: int, known: Mapping[str, Sequence[str]], fields: Mapping[str, Field] = FIELDS
) -> Offers:
    """What the word that ends at `at` may become: a field, else a value of the one it names.

    `known` gives the names that this reader may see, by field (programs, handles).
    """
    start = text.rfind(" ", 0, at) + 1
    typed = text[start:at]
    minus = "-" if typed.startswith("-") else ""
    name, colon, begun = typed.removeprefix("-").partition(":")
    if not colon:
        named = ((one, field.meaning) for field in fields.values() for one in _names(field, known))
        fitting = ((one, meaning) for one, meaning in named if one.startswith(name.lower()))
        found = tuple(Offer(f"{minus}{one}:", meaning) for one, meaning in fitting)
        return Offers(start, found)
    field = fields.get(name.lower())
    if field is None:
        return Offers(start, ())
    done, comma, begun = begun.rpartition(",")
    given = set(done.lower().split(","))
    offered = dict.fromkeys((*_numbers(field), *field.choices, *known.get(field.name, ())))
    wanted = begun.lower().removeprefix("@")
    words = [word for word in offered if word.startswith(wanted) and word not in given]
    head = f"{minus}{field.name}:{done}{comma}"
    return Offers(start, tuple(Offer(f"{head}{word}") for word in words[:MOST_OFFERED]))


def without(text: str, *names: str) -> str:
    """What was typed without the including terms of these fields; all else stands as it was."""
    spans = [
        (term.start, term.end)
        for term in parse(text).terms
        if term.field in names and not term.excludes
    ]
    if "sort" in names:
        spans += [found.span() for found in re.finditer(r"(?<!\S)sort:\S*", text)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}{text[end:]}"
    return " ".join(text.split()) if spans else text.strip()


def with_term(text: str, name: str, *values: str) -> str:
    """What was typed with exactly this term of the field, at the end; without it for no values."""
    kept = without(text, name)
    if not values:
        return kept
    quoted = (f'"{value}"' if re.search(r'[\s,"]', value) else value for value in values)
    return f"{kept} {name}:{','.join(quoted)}".strip()


def _names(field: Field, known: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """What the field is called; the fields of programmes by the names that the reader may see."""
    return known.get(OF_PROGRAM, ()) if field.name == OF_PROGRAM else (field.name,)


def _numbers(field: Field) -> tuple[str, ...]:
    return ("1", "2", "3", "4", "5") if field.name == "priority" else ()
