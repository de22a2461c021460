"""Run inside a home: what reports and files it holds, and everything that is half; as JSON."""

import hashlib
import json
import re
from datetime import timedelta

from seawall.cli import setup

_NUMBER = re.compile(r"^Message-ID: <[^>]*\.mail-(\d+)@", re.MULTILINE)


def found() -> dict[str, object]:
    """Whole reports and files by public id, and a sentence for each thing that is not whole."""
    from seawall.domain.jobs_queue import worker
    from seawall.domain.reports.commands import sweeping
    from seawall.domain.reports.models import Attachment, Report
    from seawall.domain.rewards.models import Award
    from seawall.lib import clock

    worker.settle()
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        sweeping.sweep_uploads()
        sweeping.sweep_blobs()
    return {
        "reports": dict(Report.objects.values_list("public_id", "content_sha256")),
        "files": dict(Attachment.objects.values_list("public_id", "sha256")),
        "awards": dict(Award.objects.values_list("public_id", "state")),
        "mails": len(_sent_mails()),
        "half": [*_half_reports(), *_half_files(), *_half_awards(), *_log(), *_mails()],
    }


def _half_reports() -> list[str]:
    from django.db.models import Count, Sum

    from seawall.domain.audit.models import Event
    from seawall.domain.reports.models import Report, StateCount

    half = []
    for row in Report.objects.exclude(state="draft"):
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
    sent = Report.objects.exclude(state="draft")
    real = sent.values_list("program_id", "state").annotate(number=Count("pk"))
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
        told = Event.objects.filter(name="attachment.added", report_id=row.report_id)
        added = [event.payload["attachment"] for event in told].count(row.public_id)
        if added != 1:
            half.append(f"{row.public_id} was added {added} times by the log.")
    stray = {blob.sha256 for blob in storing.blobs().stored()} - named
    return half + [f"{name} belongs to nothing." for name in sorted(stray)]


def _half_awards() -> list[str]:
    """An approved award is in the ledger once and in the log once; no other is."""
    from seawall.domain.audit.models import Event
    from seawall.domain.rewards.models import Award

    half = []
    for row in Award.objects.all():
        posted = row.transactions.count()
        if posted != (row.state == "approved"):
            half.append(f"{row.public_id} is {row.state} and has {posted} transactions.")
    approved = Award.objects.filter(state="approved").count()
    told = Event.objects.filter(name="award.approved").count()
    return half if approved == told else [*half, f"{told} events tell of {approved} awards."]


def _log() -> list[str]:
    """The whole log recomputed, the ledger added up, the database's own check."""
    from django.db import connection

    from seawall.domain import recovery

    wrong = list(recovery.contradictions(recovery.inventory()))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            wrong += [answer for (answer,) in cursor.fetchall() if answer != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            wrong += [f"A row of {row[0]} points nowhere." for row in cursor.fetchall()]
    return wrong


def _sent_mails() -> list[str]:
    """The numbers of the mails in the files that stand for a mail server."""
    from django.conf import settings

    files = sorted(settings.MAIL_FOLDER.glob("*.log"))
    return [one for file in files for one in _NUMBER.findall(file.read_text("utf-8", "replace"))]


def _mails() -> list[str]:
    """None twice. One that was being sent when the power went may be missing: it says so."""
    from seawall.domain.notify.models import Mail

    sent = _sent_mails()
    half = [f"Mail {one} was sent twice." for one in sorted(set(sent)) if sent.count(one) > 1]
    noted = {str(pk) for pk in Mail.objects.exclude(sent_at=None).values_list("pk", flat=True)}
    return half + [f"Mail {one} was noted and not sent." for one in sorted(noted - set(sent))]


if __name__ == "__main__":
    setup.start_django()
    print(json.dumps(found()))  # noqa: T201
