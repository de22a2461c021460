"""Saved views, and how many reports stand behind each now."""

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports.queries import NO_FILTERS
from seawall.domain.reports.queries.inbox import count_each
from seawall.domain.search import policies
from seawall.domain.search.models import SavedView
from seawall.domain.search.queries.conditions import conditions
from seawall.domain.search.rules.grammar import parse

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One view. `organization` and `program` are empty for one's own; with a program only its
    readers have it.
    """

    public_id: str
    name: str
    query: str
    organization: str
    organization_name: str
    program: str
    program_name: str
    can_change: bool


# A programme has terms and patterns that are long.
_SHOWN = (
    "public_id",
    "name",
    "query",
    "owner_id",
    "place",
    "organization__slug",
    "organization__name",
    "program__slug",
    "program__name",
)


def views(actor: Actor) -> tuple[ViewRow, ...]:
    """The actor's own in their order, then each team's. One statement; NotFound for no team."""
    if not policies.can_have_views(actor):
        raise NotFound
    rows = (
        policies.visible_views(actor)
        .select_related("organization", "program")
        .only(*_SHOWN)
        .order_by("organization__name", "organization", "place", "pk")
    )
    own_first = sorted(rows, key=lambda row: row.organization_id is not None)
    return tuple(_row(row, actor) for row in own_first)


def counts_of(actor: Actor, found: Sequence[ViewRow]) -> dict[str, str]:
    """By public id, how many reports fit: "7", "99+", or "7+" where only the newest were looked
    through. Views with words are not counted. Four statements for all views together.
    """
    parsed = {row.public_id: parse(row.query) for row in found}
    counted = [number for number, one in parsed.items() if not one.said]
    filters = [conditions(parsed[number].terms, NO_FILTERS, actor) for number in counted]
    numbers = count_each(actor, filters, most=MOST_COUNTED + 1)
    return {number: _said(*one) for number, one in zip(counted, numbers, strict=True)}


def _said(count: int, is_cut: bool) -> str:
    if count > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return f"{count}+" if is_cut else str(count)


def _row(row: SavedView, actor: Actor) -> ViewRow:
    return ViewRow(
        public_id=row.public_id,
        name=row.name,
        query=row.query,
        organization=row.organization.slug if row.organization else "",
        organization_name=row.organization.name if row.organization else "",
        program=row.program.slug if row.program else "",
        program_name=row.program.name if row.program else "",
        can_change=policies.can_change(actor, row),
    )
