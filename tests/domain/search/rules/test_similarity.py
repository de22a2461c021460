"""Fingerprints keep what tells, and what is alike ranks first."""

import json
import random
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.search.rules import fingerprints, learning, similarity
from seawall.domain.search.rules.evidence import Feature, shared
from seawall.domain.search.rules.reading import read
from seawall.domain.search.rules.statistics import Statistics

TEXTS = {
    1: ("Stored XSS in order notes", "The note at https://shop.example/orders/1?note=x runs."),
    2: ("Script in the notes of orders", "https://shop.example/orders/9?note=y runs a script."),
    3: ("Session stays valid", "After signing out the cookie still works."),
    4: ("Invoices can be read", "Change the number at https://pay.example/invoices/4."),
}


def _terms(title, body):
    found = read(title, body)
    return frozenset(
        map(fingerprints.term, (*found.title, *found.body, *found.pairs, *found.marks))
    )


KNOWN = Statistics.over(_terms(*text) for text in TEXTS.values())


def _subject(number, program=1):
    return similarity.Subject(
        number, fingerprints.fingerprint(read(*TEXTS[number]), KNOWN), program
    )


def test_the_report_of_the_same_bug_comes_first():
    query = similarity.prepare(_subject(2), KNOWN)
    scores = {
        other: similarity.score(similarity.figures(query, _subject(other), KNOWN))
        for other in (1, 3, 4)
    }

    assert max(scores, key=scores.get) == 1


def test_a_report_is_most_like_itself():
    for number in TEXTS:
        query = similarity.prepare(_subject(number), KNOWN)
        found = similarity.figures(query, _subject(number), KNOWN)

        assert found["title_in_text"] == pytest.approx(1)
        assert found["text_in_title"] == pytest.approx(1)


@given(title=st.text(max_size=80), body=st.text(max_size=400))
def test_what_is_packed_comes_back(title, body):
    found = fingerprints.fingerprint(read(title, body), KNOWN)

    assert fingerprints.unpack(fingerprints.pack(found)) == found


def test_a_signature_names_rare_terms_first():
    found = fingerprints.fingerprint(read(*TEXTS[1]), KNOWN)
    signature = fingerprints.signature(found, KNOWN, 5)

    assert len(signature) == 5
    assert set(signature) <= found.terms()
    assert all(-(2**31) <= term < 2**31 for term in signature)


def test_evidence_stands_in_both_texts():
    mine, theirs = read(*TEXTS[1]), read(*TEXTS[2])
    found = {one.feature: one.terms for one in shared(mine, theirs, KNOWN.rarity)}

    assert found[Feature.HOST] == ("shop.example",)
    assert found[Feature.PATH] == ("shop.example/orders/#",)
    assert found[Feature.PARAMETER] == ("note",)
    for terms in (found[Feature.TITLE], found.get(Feature.WORDS, ())):
        for said in terms:
            assert said in {*mine.title, *mine.body}
            assert said in {*theirs.title, *theirs.body}


def test_rarity_falls_with_use():
    often, once, never = (fingerprints.term(word) for word in ("often", "once", "never"))
    counted = Statistics.over([frozenset({often, once}), frozenset({often}), frozenset({often})])

    assert counted.rarity(often) < counted.rarity(once) < counted.rarity(never)
    assert Statistics.from_bytes(3, counted.to_bytes()).rarity(once) == counted.rarity(once)


def _cases(count):
    """Rulings of a team for whom only marks count."""
    order = random.Random(7)
    for _ in range(count):
        figures = [
            dict.fromkeys(similarity.WEIGHTS, 0.0) | {"words": order.random(), "marks": 0.0}
            for _ in range(20)
        ]
        original = dict.fromkeys(similarity.WEIGHTS, 0.0) | {"words": 0.2, "marks": 0.4}
        yield learning.Case(original, figures)


def test_weights_follow_the_rulings_of_a_team():
    cases = list(_cases(60))
    learnt = learning.learn(cases[:30])

    before = learning.quality(cases[30:], similarity.WEIGHTS)
    after = learning.quality(cases[30:], learnt)
    assert learnt["marks"] > similarity.WEIGHTS["marks"]
    assert after.mean_reciprocal_rank > before.mean_reciprocal_rank
    assert after.cases == 30


def test_few_rulings_teach_nothing():
    with pytest.raises(ValueError, match="20 rulings"):
        learning.learn(list(_cases(19)))


def test_real_duplicates_are_found_as_often_as_promised(shared_pairs):
    corpus, pairs = shared_pairs
    readings = {key: read(row["title"], row["body"]) for key, row in corpus.items()}
    known = Statistics.over(_terms(row["title"], row["body"]) for row in corpus.values())
    found = {key: fingerprints.fingerprint(one, known) for key, one in readings.items()}
    programs = {row["program"]: n for n, row in enumerate(corpus.values())}
    posted = defaultdict(list)
    for key in sorted(corpus, key=int):
        for term in fingerprints.signature(found[key], known, 16):
            posted[corpus[key]["program"], term].append(key)

    def best(key):
        program = corpus[key]["program"]
        promise = Counter()
        for term in fingerprints.signature(found[key], known, 40):
            earlier = [one for one in posted[program, term] if int(one) < int(key)]
            promise.update(dict.fromkeys(earlier[-300:], known.rarity(term)))
        mine = similarity.Subject(int(key), found[key], programs[program])
        query = similarity.prepare(mine, known)
        scores = {
            one: similarity.score(
                similarity.figures(
                    query, similarity.Subject(int(one), found[one], programs[program]), known
                )
            )
            for one, _ in promise.most_common(200)
        }
        return sorted(scores, key=lambda one: -scores[one])

    ranks = []
    for key, target in pairs:
        order = best(key)
        ranks.append(order.index(target) + 1 if target in order else 10**9)
    assert sum(rank <= 5 for rank in ranks) / len(ranks) >= 0.82
    assert sum(rank <= 10 for rank in ranks) / len(ranks) >= 0.88
    assert sum(1 / rank for rank in ranks) / len(ranks) >= 0.70


@pytest.fixture
def shared_pairs(shared):
    folder = shared / "data/related"
    with (folder / "h1_related.corpus.dev.jsonl").open(encoding="utf-8") as lines:
        corpus = {row["id"]: row for row in map(json.loads, lines)}
    rows = (folder / "h1_related.dev.tsv").read_text("utf-8").splitlines()[1:]
    return corpus, [tuple(row.split("\t")[:2]) for row in rows]
