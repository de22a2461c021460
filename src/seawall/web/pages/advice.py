"""How to fix weaknesses: what is shipped, and an organization's own words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries import OrganizationView
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.taxonomy import queries
from seawall.domain.taxonomy.queries import AdvicePage
from seawall.domain.taxonomy.rules.advice import load_advice
from seawall.web.pages.reports.prose import Words


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry that has advice. `is_silent`: the organization wants none there."""

    entry: str
    name: str
    url: str
    is_own: bool
    is_silent: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """All entries with advice, in the order of the taxonomy."""

    organization: OrganizationView
    lines: tuple[EntryLine, ...]
    own_count: int


@dataclass(frozen=True, slots=True)
class Wording:
    """An earlier wording."""

    version: int
    text: Words
    is_reset: bool
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry. `above` names the entry whose advice counts where this one has none."""

    organization: OrganizationView
    found: AdvicePage
    name: str
    counts: Words
    shipped: Words
    above: str
    initial: str
    wordings: tuple[Wording, ...]
    list_url: str


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """The advice beside a report. `url` is where the organization rewords it."""

    text: Words
    entry_name: str
    is_own: bool
    url: str


def card(organization_id: int, organization_slug: str, vrt_id: str) -> AdviceCard | None:
    """For the team of a report; None where nothing is advised. One statement."""
    found = queries.advice(organization_id, vrt_id)
    if found is None:
        return None
    return AdviceCard(
        text=Words(found.text),
        entry_name=_name(found.entry),
        is_own=found.is_own,
        url=reverse("advice_entry", args=[organization_slug, found.entry]),
    )


def list_page(actor: Actor, slug: str) -> ListPage:
    """Raises NotFound for who is no member."""
    organization = accounts.organization(slug, actor=actor)
    own = queries.own_entries(actor, organization.id)
    order = list(queries.release().nodes)
    entries = sorted(
        load_advice().keys() | own.keys(),
        key=lambda entry: (order.index(entry) if entry in order else len(order), entry),
    )
    return ListPage(
        organization=organization,
        lines=tuple(
            EntryLine(
                entry=entry,
                name=_name(entry),
                url=reverse("advice_entry", args=[slug, entry]),
                is_own=entry in own,
                is_silent=own.get(entry) == "",
            )
            for entry in entries
        ),
        own_count=len(own),
    )


def entry_page(actor: Actor, slug: str, entry: str) -> EntryPage:
    """Raises NotFound for who is no member, and for an entry that the taxonomy does not have."""
    organization = accounts.organization(slug, actor=actor)
    found = queries.advice_page(actor, organization.id, entry)
    if queries.release().get(entry) is None and not found.versions:
        raise NotFound
    counts = found.counts
    return EntryPage(
        organization=organization,
        found=found,
        name=_name(entry),
        counts=Words(counts.text if counts else ""),
        shipped=Words(found.shipped),
        above=_name(counts.entry) if counts and counts.entry != entry else "",
        initial=found.own if found.own is not None else found.shipped,
        wordings=tuple(
            Wording(one.version, Words(one.text), one.is_reset, one.written_at, one.written_by)
            for one in found.versions
        ),
        list_url=reverse("advice", args=[slug]),
    )


def _name(entry: str) -> str:
    return queries.node(entry).name or entry
