"""Chromium and served homes. Any complaint of the browser fails the test that caused it."""

import os
import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests import prepared, servers

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# A test waits for what it needs, however busy the machine is; only a hung page is a failure.
PATIENCE_MS = 120_000
# The browser says this of every answer of 4xx; the tests look at answers themselves.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


@dataclass
class Watch:
    """What went wrong in the pages of one test."""

    origin: str
    complaints: list[str] = field(default_factory=list)

    def attend(self, context) -> None:
        """Listen to everything that happens in the context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("request", self._request)

    def _console(self, message) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("data", "blob"):
            return
        if f"{place.scheme}://{place.netloc}" != self.origin:
            self.complaints.append(f"foreign: {request.url}")


def find_chromium() -> str | None:
    """SEAWALL_CHROMIUM, or the system's, or Playwright's own (None when that is not there)."""
    for name in (os.environ.get("SEAWALL_CHROMIUM", ""), "chromium", "chromium-browser"):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of a module: a process can drive only one at a time."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as engine:
        path = find_chromium() or engine.chromium.executable_path
        if not os.path.exists(path):
            pytest.skip("NO BROWSER: set SEAWALL_CHROMIUM; nothing was tested in a real browser.")
        started = engine.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def harbour():
    """A served home with a team (tests/journeys/team.py), and what was made in it."""
    with servers.site("harbour", like=prepared.MIGRATED) as site:
        made = site.module("tests.journeys.team")
        site.start()
        yield site, made


@pytest.fixture
def open_context(browser, harbour):
    """Opens a new browser profile at the served home; closes it, and fails on complaints."""
    site, _made = harbour
    yield from contexts(browser, site)


def contexts(browser, site):
    """For fixtures: a function that opens profiles, watched until the test ends."""
    watch, opened = Watch(site.base_url), []

    def open_one(**options):
        context = browser.new_context(base_url=site.base_url, **options)
        context.set_default_timeout(PATIENCE_MS)
        watch.attend(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def enter(open_context, harbour):
    """Signs somebody in with a one-time link: gives their page."""
    site, _made = harbour

    def signed_in(handle, **options):
        page = open_context(**options).new_page()
        sign_in(page, site.link(handle))
        return page

    return signed_in


def sign_in(page, link: str) -> None:
    """Open a one-time link and confirm it."""
    page.goto(link)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/link/" not in url)
