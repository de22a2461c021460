"""The front page: every programme that one may report to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.programs import queries
from seawall.domain.programs.queries import Filters, ProgramCard
from seawall.domain.programs.rules.brief import SafeHarborStatus, TargetKind
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility
from seawall.web.pages.programs import wording
from seawall.web.pages.programs.wording import Label

KINDS_SHOWN = 4
SHARES = (95, 90, 75, 50)


@dataclass(frozen=True, slots=True)
class Card:
    """One programme. `reward` is empty where nothing is paid."""

    name: str
    organization: str
    url: str
    summary: str
    reward: str
    maximum: str
    kind: Label
    state: Label | None
    is_private: bool
    harbor: Label | None
    target_kinds: tuple[Label, ...]
    more_kinds: int
    target_count: int
    first_response: str
    efficiency: str
    hidden: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the filter form."""

    name: str
    label: str
    blank: str
    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of cards with the filters that led to it."""

    cards: tuple[Card, ...]
    choices: tuple[Choice, ...]
    text: str
    reward: str
    is_filtered: bool
    is_first: bool
    next_url: str
    first_url: str
    offers: int


def directory(actor: Actor, filters: Filters, *, cursor: str = "") -> Directory:
    """One statement for a visitor; another one for a person's open invitations."""
    found = queries.directory(actor, filters, cursor=cursor)
    query = _query(filters)
    home = reverse("directory")
    return Directory(
        cards=tuple(card_of(card) for card in found.items),
        choices=_choices(filters),
        text=filters.text,
        reward="" if filters.reward_at_least is None else str(filters.reward_at_least),
        is_filtered=bool(filters),
        is_first=not cursor,
        next_url=f"{home}?{urlencode(query | {'cursor': found.next_cursor})}"
        if found.next_cursor
        else "",
        first_url=f"{home}?{urlencode(query)}" if cursor else "",
        offers=len(queries.offers_for(actor)),
    )


def card_of(card: ProgramCard) -> Card:
    """A programme as it stands in a list."""
    shows = card.hidden is None
    shown = card.target_kinds[:KINDS_SHOWN]
    is_open = card.state is ProgramState.OPEN
    return Card(
        name=card.name,
        organization=card.organization_name,
        url=reverse("program", args=[card.slug]),
        summary=card.summary,
        reward=wording.span(card.reward) if card.reward is not None else "",
        maximum=_maximum(card),
        kind=wording.program_kind(card.kind),
        state=None if is_open else wording.state(card.state),
        is_private=card.visibility is Visibility.PRIVATE,
        harbor=wording.harbor(card.safe_harbor) if shows and card.version else None,
        target_kinds=tuple(wording.target_kind(kind) for kind in shown),
        more_kinds=len(card.target_kinds) - len(shown),
        target_count=card.target_count,
        first_response=wording.days(card.first_response_days) if card.first_response_days else "",
        efficiency="" if card.efficiency is None else f"{card.efficiency} %",
        hidden="" if card.hidden is None else card.hidden.value,
    )


def _maximum(card: ProgramCard) -> str:
    """The programme's maximum, where it says more than the table does."""
    most = card.program_maximum_minor
    if card.reward is None or most is None or most <= card.reward.maximum_minor:
        return ""
    return wording.amount(most, card.reward.currency)


def _query(filters: Filters) -> dict[str, str]:
    reward = "" if filters.reward_at_least is None else str(filters.reward_at_least)
    given = {
        "q": filters.text,
        "kind": filters.kind or "",
        "target": filters.target_kind or "",
        "harbor": filters.safe_harbor or "",
        "state": filters.state or "",
        "reward": reward,
        "efficiency": _efficiency(filters),
        "private": "1" if filters.private_only else "",
    }
    return {name: value for name, value in given.items() if value}


def _efficiency(filters: Filters) -> str:
    return "" if filters.efficiency_at_least is None else str(filters.efficiency_at_least)


def _shares() -> tuple[tuple[str, str], ...]:
    return tuple((str(one), _("At least %(share)s %%") % {"share": one}) for one in SHARES)


def _choices(filters: Filters) -> tuple[Choice, ...]:
    kinds = tuple((kind.value, wording.program_kind(kind).text) for kind in ProgramKind)
    targets = tuple((kind.value, wording.target_kind(kind).text) for kind in TargetKind)
    harbors = tuple((one.value, wording.harbor(one).text) for one in SafeHarborStatus)
    states = tuple(
        (one.value, wording.state(one).text) for one in (ProgramState.OPEN, ProgramState.PAUSED)
    )
    return (
        Choice("kind", _("Kind"), _("Any kind"), kinds, filters.kind or ""),
        Choice("target", _("Target"), _("Any target"), targets, filters.target_kind or ""),
        Choice("harbor", _("Safe harbour"), _("Any"), harbors, filters.safe_harbor or ""),
        Choice(
            "efficiency", _("Answered in time"), _("Any share"), _shares(), _efficiency(filters)
        ),
        Choice("state", _("State"), _("Open or paused"), states, filters.state or ""),
    )
