"""The box that a filter is typed into: the text stays, and what is wrong is marked in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs.rules.fields import PREFIX
from seawall.domain.reports import queries as reports
from seawall.domain.search.queries import Side
from seawall.domain.search.queries.fields import field_names
from seawall.domain.search.rules.completing import Offer, Offers, complete
from seawall.domain.search.rules.grammar import (
    FIELDS,
    LONGEST_QUERY,
    OF_PROGRAM,
    OWN_FIELDS,
    Field,
    Kind,
    Parsed,
    Problem,
)
from seawall.web.pages.triage.filtering import programs_read, workers

_AROUND = 24


@dataclass(frozen=True, slots=True)
class Wrong:
    """A term that cannot be read, between what stands around it. `fix_url` puts `fix` there."""

    before: str
    term: str
    behind: str
    message: str
    fix: str
    fix_url: str


@dataclass(frozen=True, slots=True)
class Box:
    """`offers_url` gives what may be typed next, for scripts."""

    text: str
    url: str
    offers_url: str
    label: str
    placeholder: str
    wrong: tuple[Wrong, ...]
    most: int = LONGEST_QUERY


@dataclass(frozen=True, slots=True)
class Explained:
    """One field of the language for who reads about it."""

    name: str
    meaning: str
    values: str


def box(text: str, parsed: Parsed, side: Side, *, url: str, address: Callable[[str], str]) -> Box:
    """`address` gives the page's address with another filter."""
    return Box(
        text=text,
        url=url,
        offers_url=f"{reverse('filter-offers')}?side={side}",
        label=_("Filter, words or the number of a report"),
        placeholder=_("Filter or words"),
        wrong=tuple(_wrong(text, one, address) for one in parsed.problems),
    )


def explained(side: Side) -> tuple[Explained, ...]:
    """Every field that may be used on this side."""
    return tuple(
        Explained(field.name, _(field.meaning), _values(field)) for field in _fields(side).values()
    )


def offers(actor: Actor, text: str, at: int, side: Side) -> Offers:
    """What may be typed next. Raises NotFound for the team's side of who is in no team."""
    known: dict[str, tuple[str, ...]] = {}
    if side is Side.TEAM:
        organizations = actor.organizations_with(Permission.REPORT_VIEW)
        if not organizations:
            raise NotFound
        known = _names(actor, text, at, organizations)
    found = complete(text, at, known, _fields(side))
    return Offers(
        found.start,
        tuple(Offer(one.text, _(one.meaning) if one.meaning else "") for one in found.items),
    )


def _names(
    actor: Actor, text: str, at: int, organizations: tuple[int, ...]
) -> dict[str, tuple[str, ...]]:
    """Asked for only where a name is typed."""
    word = text[:at].rpartition(" ")[2].removeprefix("-").lower()
    if word.startswith("program:"):
        return {"program": tuple(slug for slug, _name in programs_read(actor))}
    if word.startswith("group:"):
        return {"group": tuple(handle for handle, _name in accounts.group_names(actor))}
    if word.startswith("tag:"):
        return {"tag": reports.offered_tags(actor)}
    if word and PREFIX.startswith(word[: len(PREFIX)]) and ":" not in word:
        return {OF_PROGRAM: field_names(actor)}
    if word.startswith("assignee:"):
        handles = {
            handle
            for organization in organizations
            if actor.may(Permission.MEMBER_VIEW, organization)
            for handle, _name in workers(actor, organization)
        }
        return {"assignee": tuple(sorted(handles))}
    return {}


def _wrong(text: str, problem: Problem, address: Callable[[str], str]) -> Wrong:
    before, behind = text[: problem.start], text[problem.end :]
    cut_before, cut_behind = before[-_AROUND:], behind[:_AROUND]
    return Wrong(
        before=cut_before if cut_before == before else f"…{cut_before}",
        term=text[problem.start : problem.end][:80],
        behind=cut_behind if cut_behind == behind else f"{cut_behind}…",
        message=message(problem),
        fix=problem.fix,
        fix_url=address(f"{before}{problem.fix}{behind}") if problem.fix else "",
    )


def message(problem: Problem) -> str:
    """What is wrong and what to do, in the reader's language."""
    parameters: Mapping[str, str] = problem.parameters
    return _(problem.message) % parameters


def _fields(side: Side) -> Mapping[str, Field]:
    return OWN_FIELDS if side is Side.OWN else FIELDS


def _values(field: Field) -> str:
    match field.kind:
        case Kind.NUMBER:
            return "1..2, >3, none"
        case Kind.DATE:
            return "2026-01-31, >2026-01-01, 2026-01-01..2026-02-01"
    return ", ".join(field.choices)
