"""A filtered list as a file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.programs.rules.fields import PREFIX
from seawall.domain.reports.commands.many import chosen_ids
from seawall.domain.reports.models import Report
from seawall.domain.reports.policies import seen_by_team
from seawall.domain.reports.queries import ReportRow
from seawall.domain.reports.queries.fields import fields_in_file, values_in_file
from seawall.domain.reports.queries.opening import note_listed
from seawall.domain.reports.queries.rows import rows_of
from seawall.domain.rewards.queries.tables import csv_line
from seawall.domain.search.events import ReportsExported
from seawall.domain.search.queries import find_ids

MOST_EXPORTED = 10_000
_AT_ONCE = 500
COLUMNS = (
    "id", "program", "state", "turn", "priority", "title", "target", "vrt", "kind", "reporter",
    "assignee", "group", "tags", "comments", "submitted_at", "updated_at", "closed_at",
    "next_clock", "next_due_at",
)  # fmt: skip


@transaction.atomic
def export(text: str, *, actor: Actor) -> Iterator[str]:
    """What the actor finds with the filter as a member of organizations, as lines of CSV.

    That it was taken is in the log of each organization before the first line leaves.
    Raises Invalid for more than MOST_EXPORTED reports, NotFound for who reads nobody's.
    """
    if not actor.organizations_with(Permission.REPORT_VIEW):
        raise NotFound
    ids = find_ids(actor, text, most=MOST_EXPORTED + 1)
    if len(ids) > MOST_EXPORTED:
        said = _("More than %(most)s reports fit. Narrow the filter, for example by created:.")
        raise Invalid(said % {"most": MOST_EXPORTED}, field="q")
    note_exported(ids, actor=actor)
    return csv_of(ids, actor=actor)


@transaction.atomic
def export_chosen(public_ids: Iterable[str], *, actor: Actor) -> Iterator[str]:
    """The same for chosen reports; those that the actor does not see are left out untold."""
    if not actor.organizations_with(Permission.REPORT_VIEW):
        raise NotFound
    chosen = chosen_ids(public_ids)
    seen = seen_by_team(actor).filter(public_id__in=chosen)
    numbers = dict(seen.values_list("public_id", "pk"))
    ids = [numbers[one] for one in chosen if one in numbers]
    note_exported(ids, actor=actor)
    return csv_of(ids, actor=actor)


def note_exported(ids: Sequence[int], *, actor: Actor) -> None:
    """Record for each organization how many of its reports leave as a file."""
    counts = (
        Report.objects.filter(pk__in=ids)
        .values_list("program__organization_id")
        .annotate(n=Count("pk"))
        .order_by("program__organization_id")
    )
    for organization_id, count in counts:
        record(ReportsExported(reports=count), actor=actor, organization_id=organization_id)


def csv_of(ids: Sequence[int], *, actor: Actor) -> Iterator[str]:
    """The reports in their order. Visibility is the caller's; two statements for 500 lines, and two
    more where their programmes have fields of their own, each a column.
    """
    fields = fields_in_file(ids)
    names = sorted({one.name for one in fields})
    yield csv_line((*COLUMNS, *(f"{PREFIX}{name}" for name in names)))
    for begin in range(0, len(ids), _AT_ONCE):
        rows = rows_of(ids[begin : begin + _AT_ONCE], actor)
        note_listed(actor, rows)
        said = values_in_file(actor, [row.public_id for row in rows], fields)
        yield "".join(
            csv_line((*_cells(row), *(said.get(row.public_id, {}).get(name, "") for name in names)))
            for row in rows
        )


def _cells(row: ReportRow) -> tuple[object, ...]:
    return (
        row.public_id,
        row.program,
        row.state,
        row.turn,
        "" if row.priority is None else row.priority,
        row.title,
        row.target,
        row.vrt,
        row.kind,
        row.reporter.handle,
        row.assignee.handle if row.assignee else "",
        row.group.handle if row.group else "",
        " ".join(one.name for one in row.tags),
        row.comment_count,
        *(_moment(at) for at in (row.submitted_at, row.updated_at, row.closed_at)),
        row.next_clock or "",
        _moment(row.next_due_at),
    )


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""
