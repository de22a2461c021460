"""Saved views: above the list, and as a page where they are kept in order."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.programs import queries as programs
from seawall.domain.search import queries as search
from seawall.domain.search.queries import ViewRow
from seawall.web.pages.triage.filtering import Options
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class View:
    """One view as a link. `count` is empty until it is counted; `url` changes it."""

    public_id: str
    name: str
    query: str
    url: str
    address: str
    is_on: bool
    note: str
    can_change: bool
    count: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The views of one list, in its order."""

    title: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class ViewsPage:
    """All views. `shares` are those whom a new one can be shared with."""

    groups: tuple[Group, ...]
    shares: Options


def links(actor: Actor, narrowing: Narrowing) -> tuple[View, ...]:
    """Above the list, without counts."""
    return tuple(_view(row, narrowing.text) for row in search.views(actor))


def counts(actor: Actor) -> dict[str, str]:
    """By number, what stands behind each now."""
    return search.counts_of(actor, search.views(actor))


def page(actor: Actor) -> ViewsPage:
    """Raises NotFound for whoever reads nobody's reports."""
    rows = search.views(actor)
    counted = search.counts_of(actor, rows)
    groups = tuple(
        Group(
            title=name or _("Your own"),
            views=tuple(_view(row, None, counted.get(row.public_id, "")) for row in found),
        )
        for name, found in groupby(rows, key=lambda row: row.organization_name)
    )
    return ViewsPage(groups=groups, shares=shares(actor))


def shares(actor: Actor) -> Options:
    """Oneself, and every team and programme that the actor may share with."""
    able = [
        one
        for one in accounts.organizations_of(actor)
        if actor.may(Permission.VIEW_SHARE, one.id) and actor.may(Permission.REPORT_VIEW, one.id)
    ]
    offered = [("own", _("Only me"))]
    for one in able:
        offered.append((f"organization:{one.id}", _("All of %(name)s") % {"name": one.name}))
        for card in programs.programs_of(actor, one.id):
            label = _("Who reads %(program)s") % {"program": card.name}
            offered.append((f"program:{card.slug}", label))
    return tuple(offered)


def _view(row: ViewRow, text: str | None, count: str = "") -> View:
    note = ""
    if row.program:
        note = _("Who reads %(program)s") % {"program": row.program_name}
    return View(
        public_id=row.public_id,
        name=row.name,
        query=row.query,
        url=reverse("inbox-view", args=[row.public_id]),
        address=f"{reverse('inbox')}{Narrowing(row.query).query()}",
        is_on=row.query == text,
        note=note,
        can_change=row.can_change,
        count=count,
    )
