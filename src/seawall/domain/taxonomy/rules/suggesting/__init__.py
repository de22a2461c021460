"""Which weakness a text speaks of: a ranking with the words that led to it, never a decision.

Knows phrases of the field (`data/cues.txt`), how common each weakness is (`data/weaknesses.tsv`)
and, where it is given, what this installation's own reports were rated as (`History`).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seawall.domain.taxonomy.rules.suggesting.history import EMPTY, History, features
from seawall.domain.taxonomy.rules.suggesting.phrases import Cue, cues_in, words_of
from seawall.domain.taxonomy.rules.suggesting.weaknesses import Weakness, load_weaknesses
from seawall.domain.taxonomy.rules.tree import Node, Release

__all__ = [
    "EMPTY",
    "History",
    "Suggestion",
    "Weakness",
    "features",
    "load_weaknesses",
    "node_for",
    "suggest",
]

LONGEST_BODY = 8 * 1024
# A phrase in the body says less than one in the title: bodies mention much in passing.
_BODY_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One weakness. `share` (0–1) compares it with the other candidates; it is no probability.

    `title_words` and `body_words` occur in the texts as given, in lower case; `learnt` are words
    whose weight comes from this installation's own reports. All three empty: the commonest guess.
    """

    weakness: Weakness
    share: float
    title_words: tuple[str, ...]
    body_words: tuple[str, ...]
    learnt: tuple[str, ...]


def suggest(
    title: str, body: str = "", *, history: History = EMPTY, limit: int = 5
) -> tuple[Suggestion, ...]:
    """The best `limit` weaknesses for the text, the best first.

    Scores add up as in a log-linear model: a prior, the weight of each phrase, and the log ratio
    of each word in the history. Reads at most LONGEST_BODY characters of the body.
    """
    title_words = words_of(title)
    in_title = cues_in(title_words)
    in_body = cues_in(words_of(body[:LONGEST_BODY])) if body else {}
    in_body = {cue: said for cue, said in in_body.items() if cue not in in_title}
    scores = {key: weakness.prior for key, weakness in load_weaknesses().items()}
    _add(scores, in_title, 1.0)
    _add(scores, in_body, _BODY_SHARE)
    learnt = history.evidence(features(title_words), scores)
    for key, told in learnt.items():
        scores[key] += told.score
    best = sorted(scores, key=lambda key: -scores[key])[:limit]
    shares = _shares(scores)
    return tuple(
        Suggestion(
            weakness=load_weaknesses()[key],
            share=shares[key],
            title_words=_said(in_title, key),
            body_words=_said(in_body, key),
            learnt=learnt[key].words if key in learnt else (),
        )
        for key in best
    )


def node_for(weakness: Weakness, release: Release, title: str) -> Node | None:
    """The entry of the taxonomy for the weakness: the one below it that the title names, if any.

    None where this release has nothing for it.
    """
    top = release.get(weakness.vrt) if weakness.vrt else None
    if top is None:
        return None
    said = set(words_of(title))
    below = [node for node in release.nodes.values() if node.id.startswith(f"{top.id}.")]
    named = [(len(own & said), node) for node in below if (own := _own_words(node, top)) <= said]
    return max(named, key=lambda pair: pair[0])[1] if named else top


def _own_words(node: Node, top: Node) -> set[str]:
    return set(words_of(node.name)) - set(words_of(top.name)) or {node.id}


def _add(scores: dict[str, float], said: Iterable[Cue], share: float) -> None:
    for cue in said:
        for key, weight in cue.weights.items():
            scores[key] += weight * share


def _said(cues: Mapping[Cue, str], key: str) -> tuple[str, ...]:
    told = [(cue.weights[key], said) for cue, said in cues.items() if key in cue.weights]
    return tuple(said for _, said in sorted(told, key=lambda pair: -pair[0]))


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    powers = {key: math.exp(score - top) for key, score in scores.items()}
    whole = sum(powers.values())
    return {key: power / whole for key, power in powers.items()}
