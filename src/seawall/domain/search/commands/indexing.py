"""Keeping each sent report's fingerprint and signature."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from seawall.domain.reports.models import Revision
from seawall.domain.search.commands.fulltext import index_words
from seawall.domain.search.models import ReportFingerprint
from seawall.domain.search.queries.meanings import meanings, model
from seawall.domain.search.queries.statistics import statistics
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.search.rules.fingerprints import fingerprint, pack, signature
from seawall.domain.search.rules.reading import READING, read

# Terms kept for each report, and how many reports one transaction takes.
SIGNATURE = 16
BATCH = 200

_ADD = """
INSERT INTO domain_signatureterm (organization_id, term, report_id) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING
"""
_DROP = (
    "DELETE FROM domain_signatureterm WHERE organization_id = %s AND term = %s AND report_id = %s"
)


@dataclass(frozen=True, slots=True)
class _Read:
    report_id: int
    organization_id: int
    packed: bytes
    signature: list[int]
    meaning: bytes
    meaning_model: int | None


def index(report_ids: Iterable[int]) -> Callable[[], None]:
    """Read these reports now; calling what is returned writes their terms, in a transaction.

    Drafts and unknown ids are left out. Reading is apart because on SQLite a writer stops others.
    """
    known = statistics()
    found = []
    texts = list(newest_texts(report_ids))
    number, vectors = meanings([(text.title, text.body) for text in texts])
    for text, vector in zip(texts, vectors, strict=True):
        made = fingerprint(read(text.title, text.body), known)
        terms = signature(made, known, SIGNATURE)
        found.append(_Read(text.report_id, text.organization_id, pack(made), terms, vector, number))
    return lambda: _write(found)


def rebuild(after_report_id: int = 0, limit: int = BATCH) -> int | None:
    """Index the next `limit` reports that are missing or were read by older rules or models.

    Returns the last id looked at, None when nothing is left. The site may run meanwhile.
    """
    current = ReportFingerprint.objects.filter(reading=READING).values("report_id")
    if meant := model():
        current = current.filter(meaning_model=meant.number)
    missing = (
        Revision.objects.filter(sealed_at__isnull=False, number=1, report_id__gt=after_report_id)
        .exclude(report_id__in=current)
        .order_by("report_id")
        .values_list("report_id", flat=True)
    )
    ids = list(missing[:limit])
    if not ids:
        return None
    write, write_words = index(ids), index_words(ids)
    with transaction.atomic():
        write()
        write_words()
    return ids[-1]


def _write(found: Sequence[_Read]) -> None:
    old = ReportFingerprint.objects.filter(pk__in=[one.report_id for one in found])
    stale = [
        (organization_id, term, report_id)
        for report_id, organization_id, packed in old.values_list(
            "report_id", "organization_id", "signature"
        )
        for term in array("i", bytes(packed))
    ]
    fresh = [(one.organization_id, term, one.report_id) for one in found for term in one.signature]
    with connection.cursor() as cursor:
        gone = set(stale) - set(fresh)
        if gone:
            cursor.executemany(_DROP, sorted(gone))
        if fresh:
            cursor.executemany(_ADD, sorted(fresh))
    ReportFingerprint.objects.bulk_create(
        [
            ReportFingerprint(
                report_id=one.report_id,
                organization_id=one.organization_id,
                packed=one.packed,
                signature=array("i", one.signature).tobytes(),
                reading=READING,
                meaning=one.meaning,
                meaning_model=one.meaning_model,
            )
            for one in found
        ],
        update_conflicts=True,
        unique_fields=["report_id"],
        update_fields=[
            "organization_id",
            "packed",
            "signature",
            "reading",
            "meaning",
            "meaning_model",
        ],
    )
