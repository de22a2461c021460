"""What happened in an organization, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries.handles import handles_of
from seawall.domain.accounts.rules import ROLE_LABELS, Permission, Role
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit import queries
from seawall.domain.audit.policies import can_export_activity
from seawall.domain.audit.queries import ActivityFilter, ActivityRow
from seawall.domain.rewards.queries.places import cursor_of, place_of
from seawall.domain.rewards.queries.tables import csv_line
from seawall.lib.money import format_money
from seawall.lib.text import gettext_noop
from seawall.web.pages.rewards.wording import address, next_page

_LISTING = "activity"
KIND_LABELS = {
    ActorKind.TOKEN: gettext_noop("API token"),
    ActorKind.SYSTEM: gettext_noop("Seawall"),
    ActorKind.ANONYMOUS: gettext_noop("Visitor"),
}
COLUMNS = ("position", "time", "event", "by", "handle", "role", "report", "program", "facts")
# Too long for a line, or with a column of its own; the CSV has them.
_UNTOLD = frozenset({"report", "vrt", "content_sha256", "sha256", "text_sha256"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One label of an event."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One event. `by` is a handle or what acted; `report_url` is empty for who may not read it."""

    position: int | None
    at: datetime
    name: str
    by: str
    is_person: bool
    door: str
    role: str
    report: str
    report_url: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One page of an organization's activity."""

    slug: str
    organization: str
    lines: tuple[ActivityLine, ...]
    is_narrowed: bool
    can_export: bool
    csv_url: str
    first_url: str
    next_url: str


def names(actor: Actor, slug: str) -> tuple[int, list[str]]:
    """The organization's id and the events to choose from. Raises NotFound."""
    organization = accounts.organization(slug, actor=actor)
    return organization.id, queries.activity_names(actor, organization.id)


def activity_page(
    actor: Actor, slug: str, *, chosen: ActivityFilter, kept: Mapping[str, str], cursor: str
) -> ActivityPage:
    """`kept` is the filter as it stands in the address."""
    organization = accounts.organization(slug, actor=actor)
    place = place_of(_LISTING, cursor)
    found = queries.activity(actor, organization.id, chosen, before=place[0] if place else None)
    handles = handles_of(row.user_id for row in found.rows if row.user_id is not None)
    reads = actor.may(Permission.REPORT_VIEW, organization.id)
    home = f"/organizations/{slug}/activity"
    last = found.next_before
    return ActivityPage(
        slug=slug,
        organization=organization.name,
        lines=tuple(_line(row, handles, reads_reports=reads) for row in found.rows),
        is_narrowed=chosen != ActivityFilter(),
        can_export=can_export_activity(actor, organization.id),
        csv_url=address(f"{home}.csv", kept),
        first_url=address(home, kept) if cursor else "",
        next_url=next_page(home, kept, cursor_of(_LISTING, last) if last else None),
    )


def csv_lines(rows: Iterator[ActivityRow]) -> Iterator[str]:
    """The events as lines of CSV, newest first."""
    yield csv_line(COLUMNS)
    known: dict[int, str] = {}
    for row in rows:
        if row.user_id is not None and row.user_id not in known:
            known |= handles_of([row.user_id])
        facts = " ".join(f"{name}={_text(value)}" for name, value in sorted(row.payload.items()))
        yield csv_line(
            (
                row.position,
                row.at.astimezone(UTC).isoformat(timespec="seconds"),
                row.name,
                row.actor_kind,
                known.get(row.user_id or 0, ""),
                row.role,
                row.payload.get("report", ""),
                row.payload.get("program", ""),
                facts,
            )
        )


def _line(row: ActivityRow, handles: Mapping[int, str], *, reads_reports: bool) -> ActivityLine:
    report = str(row.payload.get("report", ""))
    kind = ActorKind(row.actor_kind)
    label = _(KIND_LABELS[kind]) if kind in KIND_LABELS else ""
    handle = handles.get(row.user_id or 0, "")
    return ActivityLine(
        position=row.position,
        at=row.at,
        name=row.name,
        by=handle or label,
        is_person=bool(handle),
        door=label if handle else "",
        role=_(ROLE_LABELS[Role(row.role)]) if row.role in frozenset(Role) else "",
        report=report,
        report_url=f"/inbox/{report}" if report and reads_reports else "",
        facts=tuple(_facts(row.payload)),
    )


def _facts(payload: Mapping[str, Any]) -> Iterator[Fact]:
    currency = payload.get("currency", "")
    for name, value in payload.items():
        if name in _UNTOLD or value in (None, "", [], {}):
            continue
        if name == "amount_minor" and currency and isinstance(value, int):
            yield Fact(_("amount"), format_money(value, currency))
        elif name.endswith("_at") and isinstance(value, str):
            yield Fact(name, f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M %Z}")
        elif name != "currency":
            yield Fact(name, _text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    if isinstance(value, dict):
        return ",".join(f"{name}:{each}" for name, each in value.items())
    return str(value)
