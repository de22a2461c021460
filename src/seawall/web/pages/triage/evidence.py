"""What else there is like a report, and what its words speak for: evidence for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.reports.queries.rows import ReportRow
from seawall.domain.reports.rules.content import FIELDS, Content
from seawall.domain.search import queries
from seawall.domain.search.queries.strengths import Strength
from seawall.domain.search.rules.evidence import Evidence, Feature
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules.suggesting.vectors import Source, VectorGuess
from seawall.lib.text import gettext_noop
from seawall.web.pages.reports import wording
from seawall.web.pages.reports.revisions import PartDiff, collapsed, numbered
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.narrowing import Narrowing

FEATURE_LABELS = {
    Feature.HOST: gettext_noop("Host"),
    Feature.PATH: gettext_noop("Path"),
    Feature.PARAMETER: gettext_noop("Parameter"),
    Feature.IDENTIFIER: gettext_noop("Name"),
    Feature.TITLE: gettext_noop("Both titles"),
    Feature.PHRASES: gettext_noop("Phrase"),
    Feature.WORDS: gettext_noop("Words"),
}
STRENGTH_LABELS = {
    Strength.CLOSE: gettext_noop("much in common"),
    Strength.SOME: gettext_noop("something in common"),
    Strength.SLIGHT: gettext_noop("little in common"),
}
_SHOWN_FEATURES = 4
_BESIDE = 5
_UNSHOWN = frozenset({"title", "target_id", "kind"})


@dataclass(frozen=True, slots=True)
class Shared:
    """What both reports say, of one kind."""

    label: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One report that is like it. `duplicate_url` is empty where it cannot be the original.

    `meaning`: how near the meaning of both texts is, of 100; None without a model of it.
    """

    row: ReportRow
    url: str
    compare_url: str
    duplicate_url: str
    strength: str
    strength_label: str
    is_older: bool
    shared: tuple[Shared, ...]
    meaning: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """A known issue that is like it. `close_url` is empty where it was registered too late."""

    public_id: str
    title: str
    url: str
    close_url: str
    strength: str
    strength_label: str
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class MetricWords:
    """A metric of a suggested vector that the report's words decided."""

    name: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector to begin a rating with. `rate_url` opens the form with it; `by_words` says which
    metrics the words decided, the others are usual for the type.
    """

    vector: str
    score: str
    level: str
    by_words: tuple[MetricWords, ...]
    rate_url: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A weakness that the words speak for. `percent` compares the guesses with each other."""

    name: str
    cwe: str
    vrt: str
    vrt_path: str
    priority: int | None
    percent: int
    words: str
    learnt: str
    vector: Vector | None


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """`is_novel`: nothing that the reader may see comes near; `is_read`: it was indexed.

    `near` are the first of the candidates that have more than little in common.
    """

    public_id: str
    back: str
    candidates: tuple[Candidate, ...]
    near: tuple[Candidate, ...]
    known: tuple[Known, ...]
    guesses: tuple[Guess, ...]
    is_novel: bool
    is_read: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two reports beside each other."""

    row: ReportRow
    url: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two reports: what they share, both texts, and the difference line by line."""

    asked: str
    back: str
    older: Side
    newer: Side
    shared: tuple[Shared, ...]
    differences: tuple[PartDiff, ...]
    duplicate_url: str


def evidence(actor: Actor, public_id: str, narrowing: Narrowing) -> EvidencePage:
    """For a report that the actor sees as a member of its team. Raises NotFound else."""
    found = queries.similar(actor, public_id)
    query = narrowing.query()
    candidates = tuple(_candidate(public_id, one, query) for one in found.items)
    near = tuple(one for one in candidates if one.strength != Strength.SLIGHT)
    return EvidencePage(
        public_id=public_id,
        back=panes.url("report", public_id, query),
        candidates=candidates,
        near=near[:_BESIDE],
        known=tuple(_known(public_id, found.program, one, query) for one in found.known),
        guesses=tuple(
            _guess(public_id, one, query) for one in queries.suggestions(actor, public_id)
        ),
        is_novel=found.is_novel,
        is_read=found.is_read,
    )


def compare(actor: Actor, public_id: str, other_id: str, narrowing: Narrowing) -> ComparePage:
    """Two reports of one team. Raises NotFound where the actor sees not both so."""
    found = queries.compare(actor, public_id, other_id)
    query = narrowing.query()
    older = _side(found.older, found.older_content, query)
    newer = _side(found.newer, found.newer_content, query)
    return ComparePage(
        asked=public_id,
        back=panes.url("report", public_id, query),
        older=older,
        newer=newer,
        shared=_shared(found.evidence),
        differences=tuple(
            PartDiff(wording.part(name), tuple(collapsed(numbered(lines))))
            for name, lines in found.differences.items()
        ),
        duplicate_url=_duplicate_url(found.newer.public_id, found.older.public_id, query),
    )


def _candidate(public_id: str, one: queries.Similar, query: str) -> Candidate:
    number = one.row.public_id
    return Candidate(
        row=one.row,
        url=panes.url("report", number, query),
        compare_url=f"{reverse('inbox-compare', args=[public_id, number])}{query}",
        duplicate_url=_duplicate_url(public_id, number, query) if one.is_older else "",
        strength=one.strength,
        strength_label=_(STRENGTH_LABELS[one.strength]),
        is_older=one.is_older,
        shared=_shared(one.evidence)[:_SHOWN_FEATURES],
        meaning=None if one.meaning is None else round(one.meaning * 100),
    )


def _known(public_id: str, program: str, one: queries.SimilarKnown, query: str) -> Known:
    joint = "&" if query else "?"
    move = panes.url("move", public_id, query, "mark_known")
    return Known(
        public_id=one.public_id,
        title=one.title,
        url=f"{reverse('program_known_issues', args=[program])}#{one.public_id}",
        close_url=f"{move}{joint}known_issue={one.public_id}" if one.is_earlier else "",
        strength=one.strength,
        strength_label=_(STRENGTH_LABELS[one.strength]),
        shared=_shared(one.evidence)[:_SHOWN_FEATURES],
    )


def _duplicate_url(public_id: str, original: str, query: str) -> str:
    """The form that closes the one as a duplicate of the other, filled in."""
    joint = "&" if query else "?"
    move = panes.url("move", public_id, query, "mark_duplicate")
    return f"{move}{joint}original={original}"


def _shared(found: Sequence[Evidence]) -> tuple[Shared, ...]:
    return tuple(Shared(_(FEATURE_LABELS[one.feature]), one.terms) for one in found)


def _side(row: ReportRow, content: Content, query: str) -> Side:
    parts = ((wording.part(name), _part(name, content)) for name in FIELDS if name not in _UNSHOWN)
    return Side(
        row=row,
        url=panes.url("report", row.public_id, query),
        parts=tuple((label, text) for label, text in parts if text),
    )


def _part(name: str, content: Content) -> str:
    text = str(getattr(content, name))
    return taxonomy.node(text).name if name == "vrt" and text else text


def _guess(public_id: str, one: queries.Suggested, query: str) -> Guess:
    return Guess(
        name=one.name,
        cwe=one.cwe,
        vrt=one.vrt,
        vrt_path=one.vrt_path,
        priority=one.priority,
        percent=round(one.share * 100),
        words=", ".join(one.words),
        learnt=", ".join(one.learnt),
        vector=_vector(public_id, one.vector, query) if one.vector else None,
    )


def _vector(public_id: str, found: VectorGuess, query: str) -> Vector:
    joint = "&" if query else "?"
    return Vector(
        vector=found.vector,
        score=str(found.score),
        level=found.rating,
        by_words=tuple(
            MetricWords(_(one.name), _(one.value_name), one.words)
            for one in found.metrics
            if one.source is Source.WORDS
        ),
        rate_url=f"{panes.url('severity', public_id, query)}{joint}cvss={quote(found.vector)}",
    )
