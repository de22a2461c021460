"""How often the weakness that people settled on is among the first suggested, on real reports.

./run bench suggest [--folder ../shared/data/weakness]

Reads dev.jsonl (title, text, weakness) of the folder of real cases. First without any history,
then with the first half as the installation's own past and the second half asked.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from os import environ
from pathlib import Path

from _load import option, show

from seawall.domain.taxonomy.rules.suggesting import EMPTY, History, load_weaknesses, suggest
from seawall.domain.taxonomy.rules.suggesting.phrases import words_of

DEPTHS = (1, 3, 5)


def main() -> None:
    """One line for each amount of text and of history."""
    shared = Path(environ.get("SEAWALL_SHARED", "../shared"))
    folder = Path(option(sys.argv, "--folder", str(shared / "data" / "weakness")))
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        print(f"SEAWALL_SHARED is absent: {folder} holds no *.jsonl.")
        return
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    rated = [row for row in rows if row["weakness"] and row["title"]]
    told = [row for row in rated if row["text"]]
    _show("title", rated, EMPTY)
    _show("title_and_text", told, EMPTY, body=True)
    random.Random(1).shuffle(rated)
    half = len(rated) // 2
    keys = {weakness.name: key for key, weakness in load_weaknesses().items()}
    for past in (0, 300, 1000, half):
        known = [(words_of(row["title"]), keys.get(row["weakness"])) for row in rated[:past]]
        history = History.of((words, key) for words, key in known if key)
        _show(f"title_after_{past}", rated[half:], history)


def _show(
    name: str, rows: Sequence[dict[str, str]], history: History, *, body: bool = False
) -> None:
    hits: Counter[int] = Counter()
    began = time.process_time()
    for row in rows:
        found = suggest(row["title"], row["text"] if body else "", history=history)
        names = [one.weakness.name for one in found]
        hits.update(depth for depth in DEPTHS if row["weakness"] in names[:depth])
    spent = (time.process_time() - began) * 1000 / len(rows)
    figures = {f"top_{depth}": round(hits[depth] / len(rows), 4) for depth in DEPTHS}
    show(f"suggest.{name}", reports=len(rows), cpu_ms_per_request=round(spent, 3), **figures)


main()
