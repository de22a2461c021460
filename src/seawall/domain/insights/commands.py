"""Keeping figures. They follow from the log, so that keeping them is no event."""

from collections.abc import Callable, Collection
from dataclasses import asdict

from django.db import transaction

from seawall.domain.insights.models import ProgramFigures, ReportFigures
from seawall.domain.insights.queries import public_efficiency, rows_of
from seawall.domain.insights.queries.log import FIELDS, all_reports, missing, numbers_from_log
from seawall.domain.insights.rules.figures import by_span
from seawall.domain.programs.models import Program
from seawall.lib import clock


def keep(report_ids: Collection[int]) -> Callable[[], None]:
    """Read the log for these reports now; what is returned stores their numbers."""
    rows = [
        ReportFigures(report_id=pk, program_id=program_id, **asdict(numbers))
        for pk, (program_id, numbers) in numbers_from_log(report_ids).items()
    ]

    def write() -> None:
        if rows:
            ReportFigures.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["report"],
                update_fields=["program_id", *FIELDS],
            )

    return write


def rebuild(after: int = 0) -> int | None:
    """Keep the numbers of the next reports that have none; the last one's row, or None."""
    found = missing(after)
    if not found:
        return None
    write = keep(found)
    with transaction.atomic():
        write()
    return found[-1]


def make_anew() -> tuple[int, int]:
    """Read the log for every report and count every programme; how many they were."""
    reports = programs = 0
    for ids in all_reports():
        write = keep(ids)
        with transaction.atomic():
            write()
        reports += len(ids)
    for program_id in Program.objects.filter(brief__isnull=False).values_list("pk", flat=True):
        count(program_id)
        programs += 1
    return reports, programs


def count(program_id: int) -> None:
    """Make the figures of a programme anew from the numbers of its reports."""
    now = clock.now()
    program = Program.objects.only("currency", "efficiency").get(pk=program_id)
    spans = by_span(rows_of(program_id), currency=program.currency, now=now)
    ProgramFigures.objects.update_or_create(
        program_id=program_id,
        defaults={
            "numbers": {span.value: asdict(found) for span, found in spans.items()},
            "counted_at": now,
        },
    )
    told = public_efficiency(spans)
    if program.efficiency != told:
        Program.objects.filter(pk=program_id).update(efficiency=told)
