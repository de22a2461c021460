"""How often the report that was repeated is among the first found, and what it costs at any size.

./run bench similar [--folder ../shared/data/related] [--model FOLDER] [--reports 10000,100000]
    [--database X]

Quality: each NAME.corpus.*.jsonl of the folder with its NAME.*.tsv (query, target), compared by the
rules alone within a program, earlier ids only; with vectors of meaning where a model is named.
Cost: generated reports in the database, asked for through the same query as the page.
"""

import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from os import environ
from pathlib import Path

from _load import databases, option, show
from _server import site

from seawall.domain.search.rules.fingerprints import fingerprint, signature, term
from seawall.domain.search.rules.reading import read
from seawall.domain.search.rules.similarity import Subject, figures, prepare, score
from seawall.domain.search.rules.statistics import Statistics
from seawall.lib.embedding import Embedding

# The same numbers as the query's and the index's own.
KEPT, ASKED, NEWEST, COMPARED = 16, 40, 300, 200
ASKED_REPORTS = 200


def main() -> None:
    """One line for each set, then one for each database and size."""
    shared = Path(environ.get("SEAWALL_SHARED", "../shared"))
    folder = Path(option(sys.argv, "--folder", str(shared / "data" / "related")))
    corpora = sorted(folder.glob("*.corpus.*"))
    model = option(sys.argv, "--model", "")
    meant = Embedding(Path(model)) if model else None
    if not corpora:
        print(f"SEAWALL_SHARED is absent: {folder} holds no *.corpus.*.jsonl.")
    for corpus in corpora:
        name = corpus.name.split(".")[0]
        for pairs in folder.glob(f"{name}.*.tsv"):
            _quality(name, corpus, pairs, meant)
    sizes = option(sys.argv, "--reports", "10000,100000")
    for database in databases(sys.argv) if sizes != "0" else ():
        for size in map(int, sizes.split(",")):
            with site(database, "similar", str(size)) as served:
                served.stop()
                show("similar", database=database, reports=size, **served.run("_ask_similar.py"))


def _quality(name: str, corpus: Path, pairs: Path, model: Embedding | None) -> None:
    with corpus.open(encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    asked = [line.split("\t")[:2] for line in pairs.read_text("utf-8").splitlines()[1:]]
    began = time.process_time()
    index = _Index(rows, model)
    read_ms = (time.process_time() - began) * 1000 / len(rows)
    began, ranks = time.process_time(), []
    for query, target in asked:
        order = index.best(query)
        ranks.append(order.index(target) + 1 if target in order else None)
    found = [rank for rank in ranks if rank]
    show(
        f"similar.{name}",
        reports=len(rows),
        cpu_ms_per_request=round((time.process_time() - began) * 1000 / len(asked), 2),
        read_cpu_ms=round(read_ms, 2),
        recall_at_5=round(sum(rank <= 5 for rank in found) / len(ranks), 4),
        recall_at_10=round(sum(rank <= 10 for rank in found) / len(ranks), 4),
        mean_reciprocal_rank=round(sum(1 / rank for rank in found) / len(ranks), 4),
    )


class _Index:
    """The tables of the index, in memory."""

    def __init__(self, rows: Mapping[str, Mapping[str, str]], model: Embedding | None) -> None:
        readings = {key: read(row["title"], row["body"]) for key, row in rows.items()}
        self.known = Statistics.over(_terms(one) for one in readings.values())
        self.found = {key: fingerprint(one, self.known) for key, one in readings.items()}
        texts = [f"{row['title']}\n{row['body']}" for row in rows.values()]
        vectors = model.vectors(texts) if model else [b""] * len(texts)
        self.meaning = dict(zip(rows, vectors, strict=True))
        self.program = {key: row.get("program", "") for key, row in rows.items()}
        self.posted: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key in sorted(rows, key=int):
            for each in signature(self.found[key], self.known, KEPT):
                self.posted[self.program[key], each].append(key)

    def best(self, key: str) -> list[str]:
        promise: Counter[str] = Counter()
        for each in signature(self.found[key], self.known, ASKED):
            earlier = [one for one in self.posted[self.program[key], each] if int(one) < int(key)]
            for one in earlier[-NEWEST:]:
                promise[one] += self.known.rarity(each)  # type: ignore[assignment]
        query = prepare(self._subject(key), self.known)
        scores = {
            one: score(figures(query, self._subject(one), self.known))
            for one, _ in promise.most_common(COMPARED)
        }
        return sorted(scores, key=lambda one: -scores[one])

    def _subject(self, key: str) -> Subject:
        return Subject(int(key), self.found[key], meaning=self.meaning[key])


def _terms(reading: object) -> frozenset[int]:
    said: Iterable[str] = (
        *reading.title, *reading.body, *reading.pairs, *reading.marks,  # type: ignore[attr-defined]
    )  # fmt: skip
    return frozenset(map(term, said))


def texts(count: int) -> Iterable[tuple[str, str]]:
    """Made-up reports: words by Zipf's law, some hosts, paths and parameters; always the same."""
    order = random.Random(11)
    syllables = [a + b for a in "bcdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words = ["".join(order.choices(syllables, k=order.randint(2, 4))) for _ in range(30_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    for number in range(count):
        said = order.choices(words, weights, k=90)
        place = f"https://h{order.randint(1, 200)}.example.org/{said[0]}/{number}?{said[1]}=1"
        yield " ".join(said[:8]), f"{place}\n{' '.join(said[8:])}."


if __name__ == "__main__":
    main()
