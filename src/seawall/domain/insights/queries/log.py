"""What the log says, and whether what is stored agrees with it. Visibility is the caller's."""

from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from seawall.domain.audit.models import Event
from seawall.domain.insights.models import ProgramFigures, ReportFigures
from seawall.domain.insights.rules.timing import READ, Logged, ReportNumbers, numbers_of
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.briefs import kept

AT_ONCE = 500
# Clocks run out without an event.
OLDEST = timedelta(hours=1)
FIELDS = tuple(
    field.name
    for field in ReportFigures._meta.concrete_fields
    if field.name not in ("report", "program_id")
)


def numbers_from_log(report_ids: Collection[int]) -> dict[int, tuple[int, ReportNumbers]]:
    """Programme and numbers of each report that was sent, from events and pinned briefs alone.

    Two statements, and one for each version of a brief that this process has not read yet.
    """
    reports = Report.objects.filter(pk__in=report_ids, brief__isnull=False).values_list(
        "pk", "program_id", "brief_id", "brief__version", "brief__content_sha256"
    )
    events: dict[int, list[Logged]] = {}
    told = Event.objects.filter(report_id__in=report_ids, name__in=READ).order_by("id")
    for report_id, at, name, payload in told.values_list("report_id", "at", "name", "payload"):
        events.setdefault(report_id or 0, []).append(Logged(at, name, payload))
    found = {}
    for pk, program_id, *brief in reports:
        judge = kept(*brief)
        numbers = numbers_of(events.get(pk, ()), judge.targets, judge.calendar)
        if numbers is not None:
            found[pk] = (program_id, numbers)
    return found


def all_reports() -> Iterator[list[int]]:
    """Every sent report, piece by piece."""
    after = 0
    while True:
        found = Report.objects.filter(pk__gt=after, submitted_at__isnull=False).order_by("pk")
        ids = list(found.values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return
        yield ids
        after = ids[-1]


def checked() -> Iterator[tuple[str, dict[str, tuple[object, object]]]]:
    """Every sent report with what differs between its stored numbers and the log, by field: the
    stored value and the log's. An empty dict where they agree.
    """
    for ids in all_reports():
        names = dict(Report.objects.filter(pk__in=ids).values_list("pk", "public_id"))
        stored = {row["report_id"]: row for row in _stored(ids)}
        from_log = numbers_from_log(ids)
        for pk in ids:
            row = stored.get(pk, {})
            said = asdict(from_log[pk][1]) if pk in from_log else {}
            wrong = [name for name in FIELDS if row.get(name) != said.get(name)]
            yield names[pk], {name: (row.get(name), said.get(name)) for name in wrong}


def _stored(ids: Collection[int]) -> Iterator[dict[str, object]]:
    yield from ReportFigures.objects.filter(pk__in=ids).values("report_id", *FIELDS)


def missing(after: int, most: int = AT_ONCE) -> list[int]:
    """Sent reports beyond `after` that have no numbers yet."""
    known = ReportFigures.objects.filter(pk=OuterRef("pk"))
    found = Report.objects.filter(~Exists(known), pk__gt=after, submitted_at__isnull=False)
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])


def stale_programs(now: datetime) -> list[int]:
    """Programmes whose figures are older than an hour, or than what happened there since."""
    touched = Report.objects.filter(
        program=OuterRef("pk"),
        submitted_at__isnull=False,
        updated_at__gt=OuterRef("counted_at"),
    )
    found = Program.objects.filter(brief__isnull=False).annotate(
        counted_at=F("programfigures__counted_at")
    )
    stale = found.filter(
        Q(counted_at__isnull=True) | Q(counted_at__lt=now - OLDEST) | Q(Exists(touched))
    )
    return list(stale.order_by("pk").values_list("pk", flat=True))


def counted(program_id: int) -> ProgramFigures | None:
    """The stored figures of a programme; None before the first count."""
    return ProgramFigures.objects.filter(pk=program_id).first()
