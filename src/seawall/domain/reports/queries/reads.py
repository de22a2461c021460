"""Who opened a report, as its people may know it.

The reporter's side reads roles and moments. Names stand there only for members of the team who may
read the organization's activity. A file that somebody may not see is not told of either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.accounts.queries.handles import handles_of
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.audit.models import Event
from seawall.domain.readings.events import ReportOpened, ReportsListed
from seawall.domain.readings.rules import Door
from seawall.domain.reports import policies
from seawall.domain.reports.models import Attachment, Report
from seawall.domain.reports.queries.threads import known_report
from seawall.domain.reports.rules.workflow import Party, State

SHOWN = 200
# Lists of titles are looked for among this many of the organization's latest events.
_LATEST = 2000


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening. `side` is reporter, collaborator, team or guest; `role` is the team’s.

    `handle` is empty for who may not read names. `file` is the name of the file that was taken.
    """

    at: datetime
    side: str
    role: str
    door: Door
    handle: str
    file: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """How often the title stood in a list that somebody in this role was shown, and when last."""

    role: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Readings:
    """The newest openings first. `is_cut`: there are more than these."""

    public_id: str
    is_team: bool
    has_names: bool
    items: tuple[Reading, ...]
    is_cut: bool
    listings: tuple[Listing, ...]


def reads(actor: Actor, public_id: str) -> Readings:
    """For whoever may see the report. Raises NotFound for everybody else. Leaves no trace."""
    report = known_report(actor, public_id)
    organization_id = report.program.organization_id
    is_team = policies.side_of(actor, report) == Party.TEAM
    has_names = is_team and actor.may(Permission.ACTIVITY_VIEW, organization_id)
    hidden = {} if is_team else _hidden_files(actor, report)
    found = [
        event for event in _opened(report) if event.payload.get("attachment", "") not in hidden
    ]
    shown = found[:SHOWN]
    handles = handles_of(event.user_id for event in shown if event.user_id) if has_names else {}
    files = _file_names(report)
    return Readings(
        public_id=report.public_id,
        is_team=is_team,
        has_names=has_names,
        items=tuple(_reading(event, actor, handles, files) for event in shown),
        is_cut=len(found) > SHOWN,
        listings=_listings(report) if report.state != State.DRAFT else (),
    )


def _opened(report: Report) -> list[Event]:
    found = Event.objects.filter(report_id=report.pk, name=ReportOpened.name)
    return list(found.order_by("-id")[: 2 * SHOWN])


def _hidden_files(actor: Actor, report: Report) -> set[str]:
    """Files for other readers: that one was taken would tell that there is one."""
    audiences = policies.audiences_of(actor, report)
    files = Attachment.objects.filter(report=report).exclude(audience__in=audiences)
    return set(files.values_list("public_id", flat=True))


def _file_names(report: Report) -> Mapping[str, str]:
    return dict(Attachment.objects.filter(report=report).values_list("public_id", "name"))


def _reading(
    event: Event, actor: Actor, handles: Mapping[int, str], files: Mapping[str, str]
) -> Reading:
    return Reading(
        at=event.at,
        side=str(event.payload["side"]),
        role=event.role if event.payload["side"] == Party.TEAM else "",
        door=Door(event.payload["door"]),
        handle=handles.get(event.user_id or 0, ""),
        file=files.get(event.payload.get("attachment", ""), ""),
        is_mine=event.user_id == actor.user_id,
    )


def _listings(report: Report) -> tuple[Listing, ...]:
    """By role, the latest first. Lists that the reporter's side was shown do not count."""
    latest = Event.objects.filter(organization_id=report.program.organization_id)
    rows = latest.order_by("-id").values_list("name", "role", "at", "payload")[:_LATEST]
    counted: dict[str, Listing] = {}
    for name, role, at, payload in rows:
        if name != ReportsListed.name or not role or report.public_id not in payload["reports"]:
            continue
        before = counted.get(role, Listing(role, 0, at))
        counted[role] = Listing(role, before.times + 1, before.last_at)
    return tuple(counted.values())
