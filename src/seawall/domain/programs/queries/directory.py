"""The directory: programmes that take reports, found by filters, page by page."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid
from seawall.domain.programs import policies
from seawall.domain.programs.models import Program
from seawall.domain.programs.policies import Hidden
from seawall.domain.programs.queries import reading
from seawall.domain.programs.rules.brief import SafeHarborStatus, TargetKind
from seawall.domain.programs.rules.figures import PublicFigure
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.lib import money
from seawall.lib.text import gettext_noop

PAGE_ROWS = 24
MOST_ROWS = 100
_TEXT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """All of them must hold. `reward_at_least` is in whole units of each programme's currency,
    `efficiency_at_least` in percent, of programmes that publish it.
    """

    text: str = ""
    kind: ProgramKind | None = None
    target_kind: TargetKind | None = None
    safe_harbor: SafeHarborStatus | None = None
    state: ProgramState | None = None
    reward_at_least: int | None = None
    efficiency_at_least: int | None = None
    private_only: bool = False

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class ProgramCard:
    """A programme in a list. What comes from the brief is empty while that is `hidden`."""

    id: int
    slug: str
    name: str
    organization_slug: str
    organization_name: str
    kind: ProgramKind
    visibility: Visibility
    state: ProgramState
    hidden: Hidden | None
    summary: str
    target_kinds: tuple[TargetKind, ...]
    target_count: int
    safe_harbor: SafeHarborStatus
    reward: RewardRange | None
    program_maximum_minor: int | None
    first_response_days: int | None
    triage_days: int | None
    reward_days: int | None
    efficiency: int | None
    version: int | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """`next_cursor` is None on the last page."""

    items: tuple[ProgramCard, ...]
    next_cursor: str | None


def directory(
    actor: Actor, filters: Filters | None = None, *, cursor: str = "", limit: int = PAGE_ROWS
) -> DirectoryPage:
    """Open and paused programmes that the actor may know of, by name. One statement.

    Raises Invalid (field "cursor") for a cursor that this list did not give.
    """
    limit = max(1, min(limit, MOST_ROWS))
    rows = policies.with_standing(policies.listed_for(actor), actor)
    rows = _matching(reading.with_version(rows), filters or Filters())
    if cursor:
        name, last_id = _read_cursor(cursor)
        rows = rows.filter(name__gte=name).exclude(name=name, pk__lte=last_id)
    found = list(rows.order_by("name", "pk")[: limit + 1])
    shown = found[:limit]
    return DirectoryPage(
        items=tuple(_card(actor, row) for row in shown),
        next_cursor=_cursor(shown[-1]) if len(found) > limit else None,
    )


def programs_of(actor: Actor, organization_id: int) -> tuple[ProgramCard, ...]:
    """Every programme of an organization that the actor may know of, drafts for its members."""
    rows = policies.with_standing(policies.visible_to(actor), actor)
    rows = reading.with_version(rows.filter(organization_id=organization_id))
    return tuple(_card(actor, row) for row in rows.order_by("name", "pk"))


def _matching(rows: QuerySet[Program], filters: Filters) -> QuerySet[Program]:
    for word in filters.text[:_TEXT_CHARS].replace("\x00", "").split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(summary__icontains=word, nda="")
            | Q(organization__name__icontains=word)
        )
    if filters.kind is not None:
        rows = rows.filter(kind=filters.kind)
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    if filters.private_only:
        rows = rows.filter(visibility=Visibility.PRIVATE)
    # A brief that is hidden must not answer questions by being found or not.
    if filters.target_kind is not None:
        rows = rows.filter(_OPEN, target_kinds__contains=f",{filters.target_kind},")
    if filters.safe_harbor is not None:
        rows = rows.filter(_OPEN, safe_harbor=filters.safe_harbor)
    if filters.efficiency_at_least is not None:
        told = Q(public_figures__contains=PublicFigure.EFFICIENCY.value)
        rows = rows.filter(_OPEN & told, efficiency__gte=filters.efficiency_at_least)
    if filters.reward_at_least is not None:
        rows = rows.filter(_OPEN & _pays(filters.reward_at_least))
    return rows


_OPEN = Q(nda="", requires_second_factor=False) | Q(visibility=Visibility.PUBLIC)


def _pays(units: int) -> Q:
    """The table's highest reward is at least so many whole units of its own currency."""
    condition = Q()
    units = max(0, min(units, 10**9))
    for digits in (0, 2, 3):
        codes = [code for code in money.currencies() if money.exponent(code) == digits]
        condition |= Q(currency__in=codes, reward_maximum_minor__gte=units * 10**digits)
    return condition


def _card(actor: Actor, row: Program) -> ProgramCard:
    how = policies.standing_from(actor, row)
    hidden = policies.why_hidden(actor, row, how)
    shows = hidden is None
    pays = shows and row.reward_minimum_minor is not None and row.reward_maximum_minor is not None
    return ProgramCard(
        id=row.pk,
        slug=row.slug,
        name=row.name,
        organization_slug=row.organization.slug,
        organization_name=row.organization.name,
        kind=ProgramKind(row.kind),
        visibility=Visibility(row.visibility),
        state=ProgramState(row.state),
        hidden=hidden,
        summary=row.summary if shows else "",
        target_kinds=_kinds(row.target_kinds) if shows else (),
        target_count=row.target_count if shows else 0,
        safe_harbor=SafeHarborStatus(row.safe_harbor if shows else SafeHarborStatus.NONE),
        reward=RewardRange(
            row.currency, row.reward_minimum_minor or 0, row.reward_maximum_minor or 0
        )
        if pays
        else None,
        program_maximum_minor=row.program_maximum_minor if shows else None,
        first_response_days=row.first_response_days if shows else None,
        triage_days=row.triage_days if shows else None,
        reward_days=row.reward_days if shows else None,
        efficiency=row.efficiency if shows and _tells_efficiency(row) else None,
        version=row.brief.version if row.brief is not None and shows else None,
        published_at=row.published_at if shows else None,
    )


def _tells_efficiency(row: Program) -> bool:
    return PublicFigure.EFFICIENCY in row.public_figures.split(",")


def _kinds(stored: str) -> tuple[TargetKind, ...]:
    return tuple(TargetKind(kind) for kind in stored.split(",") if kind)


def _cursor(row: Program) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.name, row.pk]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[str, int]:
    try:
        name, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        if not isinstance(name, str) or type(last_id) is not int or not 0 < last_id < 2**63:
            raise ValueError(cursor)
        if "\x00" in name:
            raise ValueError(cursor)
        name.encode("utf-8")
    except (binascii.Error, ValueError, TypeError, RecursionError) as refusal:
        raise Invalid(
            gettext_noop("This cursor is not one that this list gave."), field="cursor"
        ) from refusal
    return name, last_id
