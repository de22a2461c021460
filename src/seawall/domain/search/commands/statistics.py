"""Counting how common terms are here."""

from collections.abc import Iterator

from django.db import transaction

from seawall.domain.search.models import ReportFingerprint, TermStatistics
from seawall.domain.search.queries import statistics as known
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.search.rules.fingerprints import term
from seawall.domain.search.rules.reading import read
from seawall.domain.search.rules.statistics import Statistics
from seawall.lib import clock

# More texts make the counts no better, and a bucket holds at most 65535.
SAMPLE = 20_000
_PIECE = 500
# Count again when a quarter more reports are there than were counted.
_GROWTH = 1.25


def count_terms(*, force: bool = False) -> bool:
    """Count the terms of the newest SAMPLE reports anew, if enough came since. True if it did."""
    newest = ReportFingerprint.objects.order_by("-report_id").values_list("report_id", flat=True)
    last = newest.first() or 0
    row = TermStatistics.objects.filter(pk=1).first()
    if not force and row is not None and not _has_grown(row):
        return False
    counted = Statistics.over(_terms(list(newest[:SAMPLE])))
    with transaction.atomic():
        TermStatistics.objects.update_or_create(
            pk=1,
            defaults={
                "reports": counted.reports,
                "buckets": counted.to_bytes(),
                "newest_report_id": last,
                "counted_at": clock.now(),
            },
        )
    known.forget()
    return True


def _has_grown(row: TermStatistics) -> bool:
    later = ReportFingerprint.objects.filter(report_id__gt=row.newest_report_id)
    enough = max(1, int(row.reports * (_GROWTH - 1)))
    return later[enough - 1 : enough].exists()


def _terms(report_ids: list[int]) -> Iterator[frozenset[int]]:
    """All terms of the texts, not only those that fingerprints kept."""
    for start in range(0, len(report_ids), _PIECE):
        for text in newest_texts(report_ids[start : start + _PIECE]):
            found = read(text.title, text.body)
            said = (*found.title, *found.body, *found.pairs, *found.marks)
            yield frozenset(map(term, said))
