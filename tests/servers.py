"""Real server processes for tests: own home, own port, own database on the engine of the run."""

import contextlib
import email
import email.policy
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests import prepared

ROOT = Path(__file__).resolve().parents[1]
SEAWALL = Path(sys.executable).parent / "seawall"
PATIENCE_SECONDS = 120
_numbers = itertools.count(1)


@dataclass
class Site:
    """A home and where it is served. `start` and `kill` may alternate as often as one likes."""

    home: Path
    database_url: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (str(SEAWALL),)

    @property
    def base_url(self) -> str:
        """By name: browsers refuse passkeys at a bare address."""
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the processes of this home read; nothing of the tests' own settings."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SEAWALL_")}
        return kept | {
            "SEAWALL_HOME": str(self.home),
            "SEAWALL_DATABASE_URL": self.database_url,
            "SEAWALL_LOGIN_LIMITS": "0",
            "SEAWALL_API_PER_MINUTE": "1000000",
            "SEAWALL_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
            **self.more,
        }

    def start(self, *arguments: str, until: str = "readyz") -> None:
        """Serve, and return when it is ready, or when it answers at all (`healthz`)."""
        self.port = self.port or free_port()
        command = [*self.program, "up", "--port", str(self.port), *arguments]
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )
        self._wait(f"{self.base_url}/{until}")

    def kill(self) -> None:
        """As if the power had gone."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """End it as an operator does, or by force when that takes too long."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()

    def log(self) -> str:
        """All that its processes printed."""
        return (self.home / "server.log").read_text("utf-8", "replace")

    def command(self, *arguments: str) -> str:
        """What `./run …` prints."""
        return self._run([str(SEAWALL), *arguments])

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `./run …` printed and how it ended, good or bad."""
        return self._finished([str(SEAWALL), *arguments])

    def module(self, name: str, *arguments: str) -> Any:
        """The JSON that a module of the tests prints when run inside this home."""
        return json.loads(self._run([sys.executable, "-m", name, *arguments]))

    def link(self, handle: str) -> str:
        """A one-time sign-in link."""
        path = urlsplit(self.command("link", handle).strip()).path
        return f"{self.base_url}{path}"

    def mails(self, to: str) -> list[EmailMessage]:
        """All mail to the address, oldest first."""
        found: list[EmailMessage] = []
        folder = self.home / "mail"
        for file in sorted(folder.glob("*.log"), key=lambda one: one.stat().st_mtime_ns):
            for text in re.split(rb"\n-{70,}\n", file.read_bytes()):
                if text.strip():
                    mail = email.message_from_bytes(text.lstrip(), policy=email.policy.default)
                    found += [mail] if to in str(mail["To"]) else []
        return found

    def wait_for_mail(self, to: str, words: str) -> EmailMessage:
        """The newest mail to the address whose subject has the words."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = [
                mail for mail in self.mails(to) if words.lower() in str(mail["Subject"]).lower()
            ]
            if found:
                return found[-1]
            subjects = [str(mail["Subject"]) for mail in self.mails(to)]
            assert time.monotonic() < until, f"No mail “{words}” to {to}, only {subjects}."
            time.sleep(0.1)

    def _run(self, command: list[str]) -> str:
        done = self._finished(command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _finished(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True
        )

    def _wait(self, address: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(address, timeout=5).close()
                return
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def site(name: str = "site", like: str = "") -> Iterator[Site]:
    """A home that is not served yet; it is stopped and removed at the end.

    Empty, or a copy of one that the run made once: `prepared.MIGRATED` or `prepared.DEMO`.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    home = Path(os.environ["SEAWALL_TEST_BASE"]) / f"{name}-{worker}-{next(_numbers)}"
    home.mkdir(parents=True)
    number = f"{home.parent.name}_{home.name}".replace("-", "_").lower()
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        if like:
            prepared.copy(like, home)
        found = Site(home, stack.enter_context(prepared.database(number, like)))
        stack.callback(found.stop)
        yield found
