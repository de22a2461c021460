"""Run inside a home: what reports and files it holds, and everything that is half; as JSON."""

import hashlib
import json
from datetime import timedelta

from seawall.cli import setup


def found() -> dict[str, object]:
    """Whole reports and files by public id, and a sentence for each thing that is not whole."""
    from seawall.domain.jobs_queue import worker
    from seawall.domain.reports.commands import sweeping
    from seawall.domain.reports.models import Attachment, Report
    from seawall.lib import clock

    worker.settle()
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        sweeping.sweep_uploads()
        sweeping.sweep_blobs()
    return {
        "reports": dict(Report.objects.values_list("public_id", "content_sha256")),
        "files": dict(Attachment.objects.values_list("public_id", "sha256")),
        "half": [*_half_reports(), *_half_files(), *_log()],
    }


def _half_reports() -> list[str]:
    from django.db.models import Count, Sum

    from seawall.domain.audit.models import Event
    from seawall.domain.reports.models import Report, StateCount

    half = []
    for row in Report.objects.all():
        revisions = list(row.revisions.values_list("number", "content_sha256"))
        if revisions != [(1, row.content_sha256)]:
            half.append(f"{row.public_id} has the revisions {revisions}.")
        names = list(Event.objects.filter(report_id=row.pk).values_list("name", flat=True))
        if names.count("report.submitted") != 1:
            half.append(f"{row.public_id} has the events {names}.")
    counts = StateCount.objects.values_list("program_id", "state")
    counted = {
        (program, state): number
        for program, state, number in counts.annotate(number=Sum("reports"))
        if number
    }
    real = Report.objects.values_list("program_id", "state").annotate(number=Count("pk"))
    if counted != {(program, state): number for program, state, number in real}:
        half.append(f"The counts say {counted}.")
    return half


def _half_files() -> list[str]:
    from seawall.domain.audit.models import Event
    from seawall.domain.reports.commands import storing
    from seawall.domain.reports.models import Attachment

    half = []
    named = set()
    for row in Attachment.objects.all():
        named.add(row.sha256)
        if not storing.blobs().exists(row.sha256):
            half.append(f"{row.public_id} has no content.")
            continue
        with storing.blobs().open(row.sha256) as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != row.sha256:
                half.append(f"{row.public_id} has other content.")
        added = Event.objects.filter(name="attachment.added", report_id=row.report_id)
        if added.count() != 1:
            half.append(f"{row.public_id} was added {added.count()} times by the log.")
    stray = {blob.sha256 for blob in storing.blobs().stored()} - named
    return half + [f"{name} belongs to nothing." for name in sorted(stray)]


def _log() -> list[str]:
    from seawall.domain.audit.models import Event

    places = list(Event.objects.order_by("position").values_list("position", flat=True))
    return [] if places == list(range(len(places))) else ["The log has holes."]


if __name__ == "__main__":
    setup.start_django()
    print(json.dumps(found()))  # noqa: T201
