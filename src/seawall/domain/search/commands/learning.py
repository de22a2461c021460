"""Learning from decisions that people took, and forgetting it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import RETEST, State
from seawall.domain.search import policies
from seawall.domain.search.events import LearntReset
from seawall.domain.search.models import Learnt
from seawall.domain.search.queries import statistics as known
from seawall.domain.search.queries.similar import candidates, rank, subjects
from seawall.domain.search.queries.statistics import SIMILARITY, WEAKNESS
from seawall.domain.search.rules.learning import LEAST_CASES, Case, learn, quality
from seawall.domain.search.rules.similarity import WEIGHTS
from seawall.domain.taxonomy.rules.suggesting import History, Weakness, load_weaknesses
from seawall.domain.taxonomy.rules.suggesting.phrases import words_of
from seawall.lib import clock
from seawall.lib.text import gettext_noop

MOST_RULINGS = 400
MOST_RATINGS = 20_000
_RATED = (State.ACCEPTED, State.RESOLVED, State.TRIAGED, *RETEST)


def learn_similarity() -> bool:
    """Learn weights from the newest rulings "duplicate of".

    Half teaches, half examines: kept only where the half that was not seen ranks no worse than by
    the shipped weights. True if it was kept.
    """
    cases = list(_rulings())
    if len(cases) < 2 * LEAST_CASES:
        return False
    taught, asked = cases[::2], cases[1::2]
    weights = learn(taught)
    before, after = quality(asked, WEIGHTS), quality(asked, weights)
    if after.mean_reciprocal_rank < before.mean_reciprocal_rank:
        return False
    told = {"shipped": asdict(before), "learnt": asdict(after)}
    _keep(SIMILARITY, weights, decisions=len(cases), quality=told)
    return True


def learn_weaknesses() -> bool:
    """Count the words of reports by the type that people settled on. True if there were any."""
    rated = Report.objects.filter(state__in=_RATED).exclude(vrt="").order_by("-pk")
    pairs = rated.values_list("title", "vrt")[:MOST_RATINGS]
    by_entry = {each.vrt: each for each in reversed([*load_weaknesses().values()]) if each.vrt}
    told = [(words_of(title), found.key) for title, vrt in pairs if (found := _of(vrt, by_entry))]
    if not told:
        return False
    counted = History.of(told)
    # A word that was said once teaches nothing but itself.
    words = {word: dict(by) for word, by in counted.words.items() if sum(by.values()) > 1}
    numbers = {"reports": dict(counted.reports), "words": words}
    _keep(WEAKNESS, numbers, decisions=len(told), quality={})
    return True


@transaction.atomic
def reset(subject: str, *, actor: Actor) -> None:
    """Throw away what was learnt; the shipped numbers count again. NotFound if nothing was."""
    if not policies.can_reset(actor):
        raise NotAllowed(
            gettext_noop("Only the platform's administrator may reset what was learnt.")
        )
    gone, _ = Learnt.objects.filter(subject=subject).delete()
    if not gone:
        raise NotFound
    record(LearntReset(subject=subject), actor=actor)
    transaction.on_commit(known.forget)


def _of(vrt: str, by_entry: Mapping[str, Weakness]) -> Weakness | None:
    """The weakness whose entry is the nearest above `vrt`."""
    while vrt:
        if vrt in by_entry:
            return by_entry[vrt]
        vrt = vrt.rpartition(".")[0]
    return None


def _rulings() -> Iterable[Case]:
    """How each ruled duplicate compares with its original and with what else was a candidate."""
    ruled = Report.objects.filter(state=State.DUPLICATE, original__isnull=False).order_by("-pk")
    rows = ruled.values_list("pk", "original_id", "program__organization_id")
    for pk, original_id, organization_id in rows[:MOST_RULINGS]:
        mine = next(iter(subjects([pk])), None)
        if mine is None:
            continue
        found = candidates(mine.found, organization_id, leave_out=pk)
        earlier = [each for each in found if each < pk]
        ranked = {one.report_id: one.figures for one in rank(mine, earlier)}
        if original_id in ranked:
            others = [each for report_id, each in ranked.items() if report_id != original_id]
            yield Case(ranked[original_id], others)


def _keep(
    subject: str, numbers: Mapping[str, Any], *, decisions: int, quality: Mapping[str, Any]
) -> None:
    with transaction.atomic():
        Learnt.objects.update_or_create(
            subject=subject,
            defaults={
                "numbers": numbers,
                "decisions": decisions,
                "quality": quality,
                "learnt_at": clock.now(),
            },
        )
    known.forget()
