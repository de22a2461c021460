"""Known issues of a programme that resemble a report, for who may read the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from seawall.domain.actor import Actor
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import KnownIssue
from seawall.domain.reports.models import Report
from seawall.domain.search.queries.statistics import statistics, weights
from seawall.domain.search.queries.strengths import Strength, strength
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.search.rules.evidence import Evidence, shared
from seawall.domain.search.rules.fingerprints import fingerprint
from seawall.domain.search.rules.reading import Reading, read
from seawall.domain.search.rules.similarity import Subject, figures, prepare, score

# A register is short, and its entries never change: no index, the newest are compared in memory.
COMPARED = 200
SHOWN = 3


@dataclass(frozen=True, slots=True)
class SimilarKnown:
    """One entry of the register. `is_earlier`: registered before the report was sent, so that the
    report can be closed by it.
    """

    public_id: str
    title: str
    strength: Strength
    is_earlier: bool
    evidence: tuple[Evidence, ...]


def known_like(actor: Actor, report: Report, mine: Subject) -> tuple[SimilarKnown, ...]:
    """At most three that have more than little in common, the best first, without retired ones.

    One statement, and one more where something comes near.
    """
    if not programs.can_see_known_issues(actor, report.program):
        return ()
    rows = list(
        KnownIssue.objects.filter(program=report.program_id, retired_at=None)
        .order_by("-pk")
        .only("title", "url", "notes", "target_id", "vrt", "public_id", "registered_at")[:COMPARED]
    )
    known, query = statistics(), None
    found: list[tuple[float, Mapping[str, float], KnownIssue]] = []
    for row in rows:
        query = query or prepare(mine, known)
        other = Subject(
            0, fingerprint(_reading(row), known), report.program_id, row.target_id, row.vrt
        )
        like = figures(query, other, known)
        if strength(like) is not Strength.SLIGHT:
            found.append((score(like, weights()), like, row))
    if not found:
        return ()
    found.sort(key=lambda one: (-one[0], -one[2].pk))
    (text,) = newest_texts([report.pk])
    said = read(text.title, text.body)
    return tuple(
        SimilarKnown(
            public_id=row.public_id,
            title=row.title,
            strength=strength(like),
            is_earlier=report.submitted_at is not None and row.registered_at < report.submitted_at,
            evidence=shared(said, _reading(row), known.rarity),
        )
        for _score, like, row in found[:SHOWN]
    )


def _reading(row: KnownIssue) -> Reading:
    return _read(row.title, f"{row.url}\n{row.notes}")


@lru_cache(maxsize=1024)
def _read(title: str, body: str) -> Reading:
    return read(title, body)
