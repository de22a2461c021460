"""What helps to decide on a report: others like it, and what its words speak for."""

from django.http import HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.v1.shapes.common import Out
from seawall.domain.search import queries
from seawall.lib import ids

router = Router(tags=["triage"], auth=Token())


class EvidenceOut(Out):
    """Terms that stand in both reports, stemmed and in lower case."""

    feature: str
    terms: tuple[str, ...]


class SimilarOut(Out):
    """One report like the asked one. `strength` is close, some or slight. `meaning`: how near the
    vectors of both texts are, 0 to 1; null where the installation has no model of meaning.
    """

    id: str
    title: str
    state: str
    program: str
    is_older: bool
    strength: str
    meaning: float | None
    evidence: tuple[EvidenceOut, ...]


class SimilarKnownOut(Out):
    """An entry of the programme's register of known issues. `is_earlier`: sent in time to close."""

    id: str
    title: str
    strength: str
    is_earlier: bool
    evidence: tuple[EvidenceOut, ...]


class SimilarListOut(Out):
    """The most alike first. `is_novel`: nothing you may see comes near. Evidence, no verdict."""

    items: list[SimilarOut]
    known: list[SimilarKnownOut]
    next_cursor: str | None
    is_novel: bool
    is_read: bool


class MetricGuessOut(Out):
    """One metric of a suggested vector. `source`: words (of the report), type, or plain."""

    code: str
    value: str
    source: str
    words: str


class VectorGuessOut(Out):
    """A CVSS 3.1 vector to begin a rating with, metric by metric."""

    vector: str
    score: float
    metrics: tuple[MetricGuessOut, ...]


class SuggestionOut(Out):
    """A weakness that the words speak for. `share` (0 to 1) compares the suggestions."""

    name: str
    cwe: str
    vrt: str
    priority: int | None
    cvss: str
    vector: VectorGuessOut | None
    share: float
    words: tuple[str, ...]
    learnt: tuple[str, ...]


class SuggestionListOut(Out):
    """The best first."""

    items: list[SuggestionOut]
    next_cursor: str | None


@router.get("/reports/{id}/similar", response=SimilarListOut, summary="Similar reports")
def similar(request: HttpRequest, id: str) -> SimilarListOut:  # noqa: A002
    """For members of the report's team; 404 for others."""
    found = queries.similar(actor_of(request), ids.normalize(id))
    items = [
        SimilarOut(
            id=one.row.public_id,
            title=one.row.title,
            state=one.row.state,
            program=one.row.program,
            is_older=one.is_older,
            strength=one.strength,
            meaning=one.meaning,
            evidence=tuple(
                EvidenceOut(feature=each.feature, terms=each.terms) for each in one.evidence
            ),
        )
        for one in found.items
    ]
    known = [
        SimilarKnownOut(
            id=one.public_id,
            title=one.title,
            strength=one.strength,
            is_earlier=one.is_earlier,
            evidence=tuple(
                EvidenceOut(feature=each.feature, terms=each.terms) for each in one.evidence
            ),
        )
        for one in found.known
    ]
    return SimilarListOut(
        items=items, known=known, next_cursor=None, is_novel=found.is_novel, is_read=found.is_read
    )


@router.get("/reports/{id}/suggestions", response=SuggestionListOut, summary="Suggested types")
def suggestions(request: HttpRequest, id: str) -> SuggestionListOut:  # noqa: A002
    """For members of the report's team; 404 for others. Suggestions never decide."""
    found = queries.suggestions(actor_of(request), ids.normalize(id))
    items = [SuggestionOut.model_validate(one) for one in found]
    return SuggestionListOut(items=items, next_cursor=None)
