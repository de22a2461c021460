"""Mixed load on a cluster, by clients that send again until they are answered.

Who writes names each request by an Idempotency-Key, so that sending again does nothing twice; what
was answered with success is kept to be looked for at the end.
"""

import http.client
import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from submit import BODY

PATIENCE_SECONDS = 8.0
PAUSE_SECONDS = 0.05


@dataclass
class Told:
    """What the clients saw. `reports` and `comments`: what was acknowledged, by its own words."""

    reports: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    good: int = 0
    failed: int = 0
    longest_outage_s: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)

    def take(self) -> dict[str, Any]:
        """The figures since the last time."""
        found = {
            "requests": self.good, "failed_attempts": self.failed,
            "longest_outage_s": round(self.longest_outage_s, 1), "failures": self.statuses,
        }  # fmt: skip
        self.good, self.failed, self.longest_outage_s, self.statuses = 0, 0, 0.0, {}
        return found


class Load:
    """Clients in threads, until `stop`."""

    def __init__(self, proxy: str, facts: dict[str, Any]) -> None:
        self.told = Told()
        self._proxy, self._facts = proxy, facts
        self._stop = threading.Event()
        self._mutex = threading.Lock()
        self._numbers = itertools.count(1)
        work = [self._report, self._report, self._comment, self._read, self._read]
        self._threads = [threading.Thread(target=self._run, args=(one,)) for one in work]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Every client ends once it was answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, work: Callable[[int], None]) -> None:
        number = 0
        while not self._stop.is_set():
            work(number)
            number += 1
            time.sleep(PAUSE_SECONDS)

    def _report(self, number: int) -> None:
        title = f"Orders of others are shown, case {next(self._numbers)}"
        body = self._post("/api/v1/programs/bench/reports", BODY | {"title": title}, "hunter")
        if body is not None:
            with self._mutex:
                self.told.reports[title] = json.loads(body)["id"]

    def _comment(self, number: int) -> None:
        with self._mutex:
            ids = list(self.told.reports.values())
        if not ids:
            return
        said = f"We could reproduce it, remark {next(self._numbers)}."
        to = ids[-1 - number % len(ids[-20:])]
        told = {"body": said, "audience": "participants"}
        if self._post(f"/api/v1/reports/{to}/comments", told, "owner") is not None:
            with self._mutex:
                self.told.comments[said] = to

    def _read(self, number: int) -> None:
        path = "/inbox" if number % 2 else "/api/v1/reports?limit=50"
        self._ask("GET", path, b"", self._headers("owner", path), 200)

    def _headers(self, who: str, path: str) -> dict[str, str]:
        if path.startswith("/api/"):
            return {"Authorization": f"Bearer {self._facts['tokens'][who]}"}
        return {"Cookie": f"seawall_s={self._facts['session']}"}

    def _post(self, path: str, body: dict[str, Any], who: str) -> bytes | None:
        headers = self._headers(who, path) | {
            "Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex,
        }  # fmt: skip
        return self._ask("POST", path, json.dumps(body).encode(), headers, 201)

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str], good: int
    ) -> bytes | None:
        """Again and again until it is good; None if the load was stopped before."""
        began = time.monotonic()
        while True:
            try:
                status, answer = self._once(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                status, answer = type(error).__name__, b""
            with self._mutex:
                if status == good:
                    self.told.good += 1
                    took = time.monotonic() - began
                    self.told.longest_outage_s = max(self.told.longest_outage_s, took)
                    return answer
                self.told.failed += 1
                key = str(status)
                self.told.statuses[key] = self.told.statuses.get(key, 0) + 1
            if self._stop.is_set() and time.monotonic() - began > 60:
                return None
            time.sleep(0.25)

    def _once(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int | str, bytes]:
        connection = http.client.HTTPConnection(self._proxy, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
