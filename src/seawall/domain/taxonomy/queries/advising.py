"""How to fix a weakness: what is shipped, and what an organization says instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.taxonomy import policies
from seawall.domain.taxonomy.models import Advice
from seawall.domain.taxonomy.rules.advice import advice_for, load_advice


@dataclass(frozen=True, slots=True)
class AdviceView:
    """The advice that counts for an entry. `entry` is where it stands: the entry or one above."""

    entry: str
    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class AdviceVersion:
    """One earlier or present wording of an organization."""

    version: int
    text: str
    is_reset: bool
    written_at: datetime
    written_by: str


@dataclass(frozen=True, slots=True)
class AdvicePage:
    """One entry for an organization. `own` is None while the shipped text counts for it.

    `version` is what to expect when writing; `versions` are the newest first.
    """

    entry: str
    shipped: str
    own: str | None
    counts: AdviceView | None
    version: int
    versions: tuple[AdviceVersion, ...]
    can_edit: bool


def shipped_advice(vrt_id: str) -> str:
    """What is shipped for exactly this entry; empty for nothing."""
    return load_advice().get(vrt_id, "")


def advice(organization_id: int, vrt_id: str) -> AdviceView | None:
    """What counts for the entry in this organization; None for nothing. One statement.

    Visibility is the caller's: it is for who works on a report there.
    """
    if not vrt_id:
        return None
    return _counting(vrt_id, _own(organization_id, _way_up(vrt_id)))


def advice_page(actor: Actor, organization_id: int, vrt_id: str) -> AdvicePage:
    """Everything about one entry. Raises NotFound for who is no member. One statement."""
    if not policies.can_read_advice(actor, organization_id):
        raise NotFound
    rows = Advice.objects.filter(organization_id=organization_id, vrt__in=_way_up(vrt_id))
    found = list(rows.order_by("version").select_related("written_by"))
    own = _texts((row.vrt, row.text, row.is_reset) for row in found)
    mine = [row for row in found if row.vrt == vrt_id]
    return AdvicePage(
        entry=vrt_id,
        shipped=shipped_advice(vrt_id),
        own=own.get(vrt_id),
        counts=_counting(vrt_id, own),
        version=mine[-1].version if mine else 0,
        versions=tuple(
            AdviceVersion(
                row.version, row.text, row.is_reset, row.written_at, row.written_by.handle
            )
            for row in reversed(mine)
        ),
        can_edit=policies.can_edit_advice(actor, organization_id),
    )


def own_entries(actor: Actor, organization_id: int) -> dict[str, str]:
    """The organization's own advice by entry. Raises NotFound for who is no member."""
    if not policies.can_read_advice(actor, organization_id):
        raise NotFound
    return _own(organization_id)


def _own(organization_id: int, entries: Iterable[str] | None = None) -> dict[str, str]:
    rows = Advice.objects.filter(organization_id=organization_id)
    if entries is not None:
        rows = rows.filter(vrt__in=list(entries))
    return _texts(rows.order_by("version").values_list("vrt", "text", "is_reset"))


def _texts(rows: Iterable[tuple[str, str, bool]]) -> dict[str, str]:
    """The newest wording of each entry; versions come in their order."""
    found: dict[str, str] = {}
    for entry, text, is_reset in rows:
        if is_reset:
            found.pop(entry, None)
        else:
            found[entry] = text
    return found


def _counting(vrt_id: str, own: dict[str, str]) -> AdviceView | None:
    found = advice_for(vrt_id, own)
    return AdviceView(*found, is_own=found[0] in own) if found else None


def _way_up(vrt_id: str) -> list[str]:
    parts = vrt_id.split(".")
    return [".".join(parts[: length + 1]) for length in range(len(parts))]
