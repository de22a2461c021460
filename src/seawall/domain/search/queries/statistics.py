"""How common terms are, and what was learnt; each kept per process for a minute."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from seawall.domain.reports.models import Report
from seawall.domain.search.models import Learnt, ReportFingerprint, TermStatistics
from seawall.domain.search.queries.meanings import model
from seawall.domain.search.rules.reading import READING
from seawall.domain.search.rules.similarity import WEIGHTS
from seawall.domain.search.rules.statistics import Statistics
from seawall.domain.taxonomy.rules.suggesting import EMPTY, History

KEPT_SECONDS = 60.0
SIMILARITY, WEAKNESS = "similarity", "weakness"


@dataclass(frozen=True, slots=True)
class _Kept:
    at: float
    statistics: Statistics
    weights: Mapping[str, float]
    history: History


_kept: _Kept | None = None


def statistics() -> Statistics:
    """The counts as of the last time terms were counted; empty before the first."""
    return _current().statistics


def weights() -> Mapping[str, float]:
    """What each feature counts: learnt here, else as shipped."""
    return _current().weights


def history() -> History:
    """What the installation's own ratings teach about words."""
    return _current().history


def is_stale() -> bool:
    """Whether reports were read by older rules or another model of meaning, or none was read
    although some were sent.
    """
    fingerprints = ReportFingerprint.objects
    if fingerprints.filter(reading__lt=READING).exists():
        return True
    if (meant := model()) and fingerprints.filter(
        Q(meaning_model=None)
        | Q(meaning_model__lt=meant.number)
        | Q(meaning_model__gt=meant.number)
    ).exists():
        return True
    sent = Report.objects.filter(submitted_at__isnull=False)
    return not fingerprints.exists() and sent.exists()


def forget() -> None:
    """Read again at the next use: something was just written here."""
    global _kept
    _kept = None


def _current() -> _Kept:
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept.at > KEPT_SECONDS:
        row = TermStatistics.objects.filter(pk=1).first()
        learnt: dict[str, Any] = dict(Learnt.objects.values_list("subject", "numbers"))
        told = learnt.get(WEAKNESS)
        _kept = _Kept(
            now,
            Statistics.from_bytes(row.reports, bytes(row.buckets)) if row else Statistics(),
            WEIGHTS | learnt.get(SIMILARITY, {}),
            History(told["reports"], told["words"]) if told else EMPTY,
        )
    return _kept
