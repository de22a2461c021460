"""Reports like one that is read: candidates by shared rare terms, then compared one by one.

Nine statements at any number of reports, one more where a known issue comes near. Only what the
reader may see is ever shown; how many others resemble it is not told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.replicas import connection_to_read
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.opening import note_listed
from seawall.domain.reports.queries.rows import ReportRow, rows_of
from seawall.domain.search.models import ReportFingerprint
from seawall.domain.search.queries.known import SimilarKnown, known_like
from seawall.domain.search.queries.meanings import meanings, model
from seawall.domain.search.queries.statistics import statistics, weights
from seawall.domain.search.queries.strengths import Strength, strength
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.search.rules.evidence import Evidence, shared
from seawall.domain.search.rules.fingerprints import Fingerprint, fingerprint, signature, unpack
from seawall.domain.search.rules.reading import read
from seawall.domain.search.rules.similarity import Subject, figures, prepare, score

# Terms asked for, the newest reports taken for each, and how many are compared in full.
ASKED = 40
NEWEST_PER_TERM = 300
COMPARED = 200
_ENOUGH_VISIBLE = 60
# Own reports are compared without the help of terms.
_OWN = 300

_ONE_TERM = """SELECT * FROM (
    SELECT term, report_id FROM domain_signatureterm
    WHERE organization_id = %s AND term = %s ORDER BY report_id DESC LIMIT %s
) AS newest"""


@dataclass(frozen=True, slots=True)
class Similar:
    """One candidate. `is_older`: it was sent before the report it is compared with. `meaning`: how
    near the vectors of both texts are, 0 to 1; None without a model or a vector.
    """

    row: ReportRow
    strength: Strength
    is_older: bool
    evidence: tuple[Evidence, ...]
    figures: Mapping[str, float]
    meaning: float | None


@dataclass(frozen=True, slots=True)
class Resembling:
    """The best candidates first, and known issues of the programme that come near.

    `program` is the report's own. `is_novel`: nothing that the reader may see comes near.

    `is_read` is False for the second after sending in which the report is not indexed yet.
    """

    items: tuple[Similar, ...]
    is_novel: bool
    is_read: bool
    known: tuple[SimilarKnown, ...] = ()
    program: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    report_id: int
    figures: Mapping[str, float]
    has_meaning: bool


def similar(actor: Actor, public_id: str, *, limit: int = 8) -> Resembling:
    """What resembles the report among those that the actor sees as a member of its team.

    Raises NotFound for a report that the actor does not see so.
    """
    report = (
        reports.seen_by_team(actor).select_related("program").filter(public_id=public_id).first()
    )
    if report is None or report.reporter_id == actor.user_id:
        raise NotFound
    mine = next(iter(subjects([report.pk])), None)
    if mine is None:
        return Resembling((), is_novel=False, is_read=False)
    ids = candidates(mine.found, report.program.organization_id, leave_out=report.pk)
    ranked = rank(mine, ids)
    visible = frozenset(
        reports.seen_by_team(actor)
        .exclude(reporter=actor.user_id)
        .filter(pk__in=[one.report_id for one in ranked[:_ENOUGH_VISIBLE]])
        .values_list("pk", flat=True)
    )
    shown = [one for one in ranked if one.report_id in visible][:limit]
    found = _shown(report.pk, shown, actor)
    note_listed(actor, (one.row for one in found.items))
    known = known_like(actor, report, mine)
    return replace(
        found,
        known=known,
        program=report.program.slug,
        is_novel=found.is_novel and not known,
    )


def similar_to_own(
    actor: Actor, title: str, body: str, *, leave_out: str = "", limit: int = 3
) -> tuple[ReportRow, ...]:
    """The actor's own sent reports that come close to a text they are writing, the best first."""
    if not reports.may_read(actor):
        return ()
    own = Report.objects.filter(reporter=actor.user_id, submitted_at__isnull=False)
    ids = own.exclude(public_id=leave_out).order_by("-pk").values_list("pk", flat=True)[:_OWN]
    _model, (meaning,) = meanings([(title, body)])
    mine = Subject(0, fingerprint(read(title, body), statistics()), meaning=meaning)
    close = [
        one.report_id
        for one in rank(mine, list(ids))
        if strength(one.figures) is not Strength.SLIGHT
    ]
    rows = tuple(rows_of(close[:limit], actor))
    note_listed(actor, rows)
    return rows


def candidates(
    found: Fingerprint, organization_id: int, *, leave_out: int | None = None
) -> list[int]:
    """Ids of reports of the organization that share the rarest terms, the most promising first."""
    known = statistics()
    terms = signature(found, known, ASKED)
    if not terms:
        return []
    query = " UNION ALL ".join([_ONE_TERM] * len(terms))
    values = [value for each in terms for value in (organization_id, each, NEWEST_PER_TERM)]
    rarity = {each: known.rarity(each) for each in terms}
    promise: Counter[int] = Counter()
    with connection_to_read().cursor() as cursor:
        cursor.execute(query, values)
        for each, report_id in cursor.fetchall():
            promise[report_id] += rarity[each]  # type: ignore[assignment]
    if leave_out is not None:
        promise.pop(leave_out, None)
    return [report_id for report_id, _ in promise.most_common(COMPARED)]


def rank(mine: Subject, report_ids: Sequence[int]) -> list[_Candidate]:
    """The reports compared with one, the most alike first."""
    known, counted = statistics(), weights()
    query = prepare(mine, known)
    found = [
        _Candidate(
            other.number,
            figures(query, other, known),
            has_meaning=bool(mine.meaning and other.meaning),
        )
        for other in subjects(report_ids)
    ]
    return sorted(found, key=lambda one: (-score(one.figures, counted), -one.report_id))


def subjects(report_ids: Sequence[int]) -> Iterable[Subject]:
    """The indexed ones of these reports, as they are compared."""
    meant = model()
    rows = ReportFingerprint.objects.filter(pk__in=report_ids).values_list(
        "report_id",
        "packed",
        "report__program_id",
        "report__target_id",
        "report__vrt",
        "meaning",
        "meaning_model",
    )
    for report_id, packed, program_id, target, vrt, meaning, number in rows:
        # Vectors of another model say nothing to this one's.
        vector = bytes(meaning) if meant and meaning and number == meant.number else b""
        yield Subject(report_id, unpack(bytes(packed)), program_id, target, vrt, vector)


def _shown(report_id: int, found: Sequence[_Candidate], actor: Actor) -> Resembling:
    ids = [one.report_id for one in found]
    rows = dict(zip(ids, rows_of(ids, actor), strict=True))
    readings = {
        text.report_id: read(text.title, text.body) for text in newest_texts([report_id, *ids])
    }
    rarity = statistics().rarity
    items = tuple(
        Similar(
            row=rows[one.report_id],
            strength=strength(one.figures),
            is_older=one.report_id < report_id,
            evidence=shared(readings[report_id], readings[one.report_id], rarity),
            figures=one.figures,
            meaning=round(one.figures["meaning"], 2) if one.has_meaning else None,
        )
        for one in found
    )
    is_novel = all(one.strength is Strength.SLIGHT for one in items)
    return Resembling(items, is_novel=is_novel, is_read=True)
