"""What the pages for users tell to run, runs."""

import re
from pathlib import Path

from tests.lib.shared_cases import shared_cases

WEBHOOKS = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "webhooks.md"


def _python(number: int) -> dict:
    blocks = re.findall(r"```python\n(.*?)```", WEBHOOKS.read_text("utf-8"), re.DOTALL)
    names: dict = {"__name__": "snippet"}
    exec(compile(blocks[number], str(WEBHOOKS), "exec"), names)  # noqa: S102  # our own page
    return names


def test_the_snippet_that_checks_webhooks_agrees_with_the_specification(monkeypatch):
    snippet = _python(0)
    wrong = []
    for case in shared_cases("webhooks/dev.jsonl"):
        headers = {
            "webhook-id": case["id"],
            "webhook-timestamp": case["timestamp"],
            "webhook-signature": case["signature"],
        }
        monkeypatch.setattr(snippet["time"], "time", lambda now=case["timestamp"]: int(now) + 5)
        if snippet["is_genuine"](case["secret"], headers, case["body"].encode()) != case["valid"]:
            wrong.append(case)
        monkeypatch.setattr(snippet["time"], "time", lambda now=case["timestamp"]: int(now) + 600)
        if snippet["is_genuine"](case["secret"], headers, case["body"].encode()):
            wrong.append(case)

    assert wrong == []


def test_the_receiver_of_the_page_is_one():
    assert _python(1)["Receiver"].do_POST
