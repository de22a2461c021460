"""How well and how fast secrets are found, on the shared cases and on texts of real reports.

./run bench secrets

Precision, recall and F1 count rows of src gitleaks, secretlint and detect-secrets; `trufflehog` is
shown beside them. Ordinary reports are the disclosed ones and the trackers' with 200 characters or
more; of their flags, those that a reader would call secrets too are not taken off. Times are of
the processor.
"""

import base64
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from seawall.domain.vault.rules import scanning

SHARED = Path(os.environ.get("SEAWALL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
CASES = SHARED / "data" / "secrets" / "dev.jsonl"
NAMED = frozenset({"gitleaks", "secretlint", "detect-secrets"})
TRACKERS = ("jahan_eclipse", "jahan_firefox", "openoffice")
REPORTS = ("weakness/dev.jsonl", *(f"related/{name}.corpus.dev.jsonl" for name in TRACKERS))
SHORTEST = 200


def main() -> None:
    """One line per figure."""
    rows = [json.loads(line) for line in CASES.read_text("utf-8").split("\n") if line]
    show("cases", **_quality([row for row in rows if row["src"] in NAMED]))
    show("trufflehog", **_quality([row for row in rows if row["src"] not in NAMED]))
    texts = list(_texts())
    started = time.process_time()
    flagged = sum(bool(scanning.find(text)) for text in texts)
    seconds, size = time.process_time() - started, sum(map(len, texts))
    show(
        "ordinary",
        reports=len(texts),
        flagged=flagged,
        per_1000=round(flagged * 1000 / len(texts), 2),
    )
    show("speed", mb_per_s=round(size / seconds / 1e6, 1), load=round(os.getloadavg()[0], 1))
    clean = [text for text in texts if 3_000 < len(text) < 8_000 and not scanning.find(text)]
    show("report_of_5_kb", ms=round(_milliseconds(clean), 3), texts=len(clean))
    show("worst_of_64_kb", **_worst())


def show(figure: str, **values: float | str) -> None:
    """One JSON object on one line."""
    print(json.dumps({"bench": "secrets", "figure": figure, **values}))


def _quality(rows: list[dict[str, str]]) -> dict[str, float]:
    found = [bool(scanning.find(_text(row))) for row in rows]
    labels = [bool(row["label"]) for row in rows]
    hits = sum(one and other for one, other in zip(found, labels, strict=True))
    wrong, missed = sum(found) - hits, sum(labels) - hits
    precision, recall = hits / (hits + wrong), hits / (hits + missed)
    return {
        "rows": len(rows),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / (precision + recall), 3),
        "negatives_flagged": round(wrong / (len(rows) - sum(labels)), 3),
    }


def _text(row: dict[str, str]) -> str:
    return base64.b64decode(row["b64"]).decode("utf-8", "replace")


def _texts() -> Iterator[str]:
    for name in REPORTS:
        for line in filter(None, (SHARED / "data" / name).read_text("utf-8").split("\n")):
            row = json.loads(line)
            text = f"{row.get('title') or ''}\n{row.get('text') or row.get('body') or ''}"
            if len(text) >= SHORTEST:
                yield text


def _milliseconds(texts: list[str]) -> float:
    """Per 5 KB."""
    started = time.process_time()
    for text in texts:
        scanning.find(text)
    return (time.process_time() - started) * 1000 / sum(map(len, texts)) * 5_000


def _worst() -> dict[str, float | str]:
    """The slowest of texts that repeat what the rules look at first."""
    pieces = [
        *("key", "key=", "api_key", "secret_", "token = a1b2c3", "curl -u ", "sk-", "://", "eyJ"),
        *("-----BEGIN PRIVATE KEY-----\n", "LS0tLS1CRUdJTi", "%41", "password ", "\u200b"),
    ]
    times = {}
    for piece in pieces:
        text = (piece * 65_536)[:65_536]
        started = time.process_time()
        scanning.find(text)
        times[piece] = round((time.process_time() - started) * 1000, 1)
    slowest = max(times, key=lambda piece: times[piece])
    return {"ms": times[slowest], "piece": slowest.strip()}


main()
