"""People and machines that work on through every crash, and remember what they were told."""

import hashlib
import http.client
import random
import subprocess
import threading
import time
import urllib.error
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests import servers
from tests.journeys.api_client import Api

BROKEN = (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException)
OPINION = {
    "side": "triage",
    "priority": 2,
    "cvss": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N",
    "reason_code": "taxonomy_baseline",
    "reason": "All orders can be read.",
}
VALID = {"in_scope": True, "exploitable": True, "novel": True}
SUM = {"amount_minor": 200_001, "currency": "USD", "kind": "bounty", "reason": "Good."}
# What a server says that is about to be killed, or that cannot reach what it needs.
FOR_A_MOMENT = {502, 503, 507}


class Worker(threading.Thread):
    """Sends each request again, under the same key, until it is answered."""

    def __init__(self, stopping: threading.Event, number: int) -> None:
        super().__init__(daemon=True)
        self.stopping = stopping
        self.number = number
        self.dice = random.Random(number)
        self.repeated = 0
        self.refused: list[int] = []
        self.problem = ""

    def run(self) -> None:
        """Turn after turn; what cannot be is the end."""
        turn = 0
        try:
            while not self.stopping.is_set():
                turn += 1
                self.work(f"{self.number}-{turn}")
        except AssertionError as error:
            self.problem = str(error) or "failed"

    def work(self, name: str) -> None:
        """One turn."""
        raise NotImplementedError

    def until_answered(self, ask: Any, *, status: int = 201) -> Any:
        """What came back at last."""
        while True:
            try:
                answer = ask()
            except BROKEN:
                self.repeated += 1
                time.sleep(0.1)
                continue
            if answer.status in FOR_A_MOMENT:
                assert "Retry-After" in answer.headers, answer.content
                self.refused.append(answer.status)
                time.sleep(0.2)
                continue
            assert answer.status == status, answer.content
            return answer.json


class Sender(Worker):
    """Sends reports with a file each."""

    def __init__(self, api: Api, path: str, sent: deque[str], *given: Any) -> None:
        super().__init__(*given)
        self.api, self.path, self.sent = api, path, sent
        self.reports: dict[str, str] = {}
        self.files: dict[str, str] = {}

    def work(self, name: str) -> None:
        body = {
            "title": f"Orders of others can be read, {name}",
            "target": "https://api.shop.example/v1/orders",
            "vrt": "broken_access_control.idor",
            "description": f"Step by step, {name}. " * self.dice.randint(1, 400),
            "impact": "Anybody reads all orders.",
            "accept_terms": 1,
        }
        made = self.until_answered(lambda: self.api.post(self.path, body, key=f"report-{name}"))
        self.reports[made["id"]] = made["content_sha256"]
        content = self.dice.randbytes(self.dice.randint(1, 400_000))
        files = f"/reports/{made['id']}/attachments"
        kept = self.until_answered(
            lambda: self.api.upload(files, f"{name}.bin", content, key=f"file-{name}")
        )
        assert kept["sha256"] == hashlib.sha256(content).hexdigest(), kept
        self.files[kept["id"]] = kept["sha256"]
        self.sent.append(made["id"])


class Awarder(Worker):
    """Rates, accepts and rewards what came in: two people, five requests."""

    def __init__(self, manager: Api, finance: Api, sent: deque[str], *given: Any) -> None:
        super().__init__(*given)
        self.manager, self.finance, self.sent = manager, finance, sent
        self.awards: dict[str, str] = {}

    def work(self, name: str) -> None:
        if not self.sent:
            time.sleep(0.02)
            return
        number = self.sent.popleft()
        path = f"/reports/{number}"
        steps: tuple[tuple[str, Any, int], ...] = (
            (f"{path}/severity", OPINION, 201),
            (f"{path}/moves", {"move": "triage", "checklist": VALID}, 200),
            (f"{path}/moves", {"move": "accept"}, 200),
        )
        for place, (step, body, status) in enumerate(steps):
            key = f"{number}-{place}"
            self.until_answered(
                lambda step=step, body=body, key=key: self.manager.post(step, body, key=key),
                status=status,
            )
        made = self.until_answered(
            lambda: self.manager.post(f"{path}/awards", SUM, key=f"{number}-award")
        )
        approved = self.until_answered(
            lambda: self.finance.post(f"/awards/{made['id']}/approve", key=f"{number}-approve"),
            status=200,
        )
        self.awards[made["id"]] = approved["state"]


@dataclass
class Saver(threading.Thread):
    """Makes one backup after the other; whoever kills may kill these, too."""

    site: servers.Site
    stopping: threading.Event
    process: subprocess.Popen[bytes] | None = None
    made: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """With a rest between them: a backup is made now and then, not all the time."""
        while not self.stopping.is_set():
            target = self.site.home / "backups" / f"{len(self.made)}.tar"
            self.process = subprocess.Popen(
                [str(servers.SEAWALL), "backup", str(target)],
                cwd=servers.ROOT,
                env=self.site.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.made.append(self.process.wait())
            self.stopping.wait(1)

    def kill(self) -> None:
        """As if the power had gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
