"""What the words of a report speak for, with the words; never a decision."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import policies as reports
from seawall.domain.search.queries.statistics import history
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules import vrt
from seawall.domain.taxonomy.rules.suggesting import node_for, suggest
from seawall.domain.taxonomy.rules.suggesting.vectors import VectorGuess, suggest_vector


@dataclass(frozen=True, slots=True)
class Suggested:
    """One weakness. `share` (0–1) compares the candidates; `priority` None: it varies.

    `words` stand in the report's title or text; `learnt` weigh by this installation's ratings.
    `cvss` is the usual vector of the type, `vector` the one that the words make of it.
    """

    name: str
    cwe: str
    vrt: str
    vrt_path: str
    priority: int | None
    cvss: str
    vector: VectorGuess | None
    share: float
    words: tuple[str, ...]
    learnt: tuple[str, ...]


def suggestions(actor: Actor, public_id: str, *, limit: int = 5) -> tuple[Suggested, ...]:
    """For the newest words of a report that the actor sees as a member of its team."""
    report = reports.seen_by_team(actor).filter(public_id=public_id).first()
    if report is None or report.reporter_id == actor.user_id:
        raise NotFound
    text = next(iter(newest_texts([report.pk])))
    release = taxonomy.release(report.vrt_release or None)
    found = []
    for one in suggest(text.title, text.body, history=history(), limit=limit):
        node = node_for(one.weakness, release, text.title)
        found.append(
            Suggested(
                name=one.weakness.name,
                cwe=one.weakness.cwe,
                vrt=node.id if node else "",
                vrt_path=node.path_name if node else "",
                priority=vrt.suggested_priority(node) if node else None,
                cvss=(vrt.suggested_cvss(node) or "") if node else "",
                vector=suggest_vector(
                    vrt.suggested_cvss(node) if node else None, text.title, text.body
                ),
                share=one.share,
                words=tuple(dict.fromkeys((*one.title_words, *one.body_words))),
                learnt=one.learnt,
            )
        )
    return tuple(found)
