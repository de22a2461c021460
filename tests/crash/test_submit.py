"""A server that is killed while reports and files come in, twenty times."""

import hashlib
import http.client
import random
import threading
import time
import urllib.error
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests import servers
from tests.journeys.api_client import Api

pytestmark = pytest.mark.server

KILLS = 20
CLIENTS = 3
BROKEN = (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException)


@dataclass
class Sender(threading.Thread):
    """Sends reports with a file each, and each request again until it is answered."""

    api: Api
    path: str
    number: int
    stopping: threading.Event
    reports: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    problem: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.dice = random.Random(self.number)

    def __hash__(self) -> int:
        return self.number

    def run(self) -> None:
        try:
            turn = 0
            while not self.stopping.is_set():
                turn += 1
                self._send(f"{self.number}-{turn}")
        except AssertionError as error:
            self.problem = str(error)

    def _send(self, name: str) -> None:
        body = {
            "title": f"Orders of others can be read, {name}",
            "target": "https://api.shop.example/v1/orders",
            "vrt": "broken_access_control.idor",
            "description": f"Step by step, {name}. " * self.dice.randint(1, 400),
            "impact": "Anybody reads all orders.",
            "accept_terms": 1,
        }
        sent = self._until_answered(lambda: self.api.post(self.path, body, key=f"report-{name}"))
        self.reports[sent["id"]] = sent["content_sha256"]
        content = self.dice.randbytes(self.dice.randint(1, 400_000))
        files = f"/reports/{sent['id']}/attachments"
        kept = self._until_answered(
            lambda: self.api.upload(files, f"{name}.bin", content, key=f"file-{name}")
        )
        assert kept["sha256"] == hashlib.sha256(content).hexdigest(), kept
        self.files[kept["id"]] = kept["sha256"]

    def _until_answered(self, ask: Any) -> Any:
        while True:
            try:
                answer = ask()
            except BROKEN:
                self.repeated += 1
                time.sleep(0.1)
                continue
            assert answer.status == 201, answer.content
            return answer.json


def test_what_was_acknowledged_is_whole_and_nothing_else_is_there():
    dice = random.Random(20)
    with servers.site("crash") as site:
        made = site.module("tests.journeys.team")
        site.start()
        stopping = threading.Event()
        senders = _senders(site, made, stopping)
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.05, 0.8))
            site.kill()
            site.start(until="healthz")
        stopping.set()
        for sender in senders:
            sender.join(timeout=60)
            assert not sender.is_alive()
        site.stop()
        assert [sender.problem for sender in senders] == [""] * CLIENTS, site.log()
        remains = site.module("tests.crash.remains")

    assert sum(sender.repeated for sender in senders) >= KILLS
    reports = {key: value for sender in senders for key, value in sender.reports.items()}
    files = {key: value for sender in senders for key, value in sender.files.items()}
    assert len(files) > KILLS
    assert remains == {"reports": reports, "files": files, "half": []}


def _senders(site, made, stopping) -> list[Sender]:
    path = f"/programs/{made['program']}/reports"
    tokens = [made["tokens"]["rita"], made["tokens"]["colin"], made["tokens"]["admin"]]
    senders = [
        Sender(Api(site.base_url, token, timeout=30), path, number, stopping)
        for number, token in enumerate(tokens[:CLIENTS])
    ]
    for sender in senders:
        sender.start()
    return senders
