"""The words of reports against what the log committed to when they were sent."""

from collections.abc import Iterator

from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import Flaw
from seawall.domain.audit.rules import leaves
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.receipts import files_of, words_of
from seawall.domain.reports.rules import commitments
from seawall.lib.text import gettext_noop, said

_BATCH = 200


def check_words() -> Iterator[Flaw]:
    """Every report that was sent, in the order of its number in the database."""
    last = 0
    while rows := _sent_after(last):
        events: dict[int, list[Event]] = {}
        named = Event.objects.filter(
            name="report.submitted", report_id__in=[row.pk for row in rows]
        )
        for event in named.order_by("id"):
            events.setdefault(event.report_id or 0, []).append(event)
        for report in rows:
            yield from _flaws(report, events.get(report.pk, []))
        last = rows[-1].pk


def _sent_after(last: int) -> list[Report]:
    rows = Report.objects.filter(pk__gt=last, submitted_at__isnull=False)
    return list(rows.select_related("program").order_by("pk")[:_BATCH])


def _flaws(report: Report, events: list[Event]) -> Iterator[Flaw]:
    if not events:
        yield Flaw(
            None,
            said(
                gettext_noop("Report %(public_id)s was never entered into the log."),
                public_id=report.public_id,
            ),
        )
        return
    event, *more = events
    if more:
        yield Flaw(
            more[0].position,
            said(
                gettext_noop("Report %(public_id)s was entered twice."), public_id=report.public_id
            ),
        )
    if event.payload.get("report") != report.public_id:
        yield Flaw(
            event.position,
            said(
                gettext_noop("Report %(public_id)s has another number than its entry."),
                public_id=report.public_id,
            ),
        )
    if event.payload.get("content_sha256") != report.content_sha256:
        yield Flaw(
            event.position,
            said(
                gettext_noop("Report %(public_id)s has another hash than its entry."),
                public_id=report.public_id,
            ),
        )
    changed = _changed(report, event)
    if changed:
        names = ", ".join(changed)
        yield Flaw(
            event.position,
            said(
                gettext_noop(
                    "Report %(public_id)s is not as it was sent; changed since: %(names)s."
                ),
                public_id=report.public_id,
                names=names,
            ),
        )


def _changed(report: Report, event: Event) -> list[str]:
    """Fields of which the tables now hold something else than was committed to."""
    if not event.committed:
        return []
    first = report.revisions.filter(number=1, sealed_at__isnull=False).first()
    if first is None or report.brief_id is None:
        return ["everything"]
    words = commitments.of_submission(words_of(report, first, files_of(report)))
    made = leaves.commit_all(words, bytes(event.salt))
    names = made.keys() | event.committed.keys()
    changed = {name for name in names if made.get(name) != event.committed.get(name)}
    if report.submitted_at != first.sealed_at:
        changed.add("submitted_at")
    return sorted(changed)
