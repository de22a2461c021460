"""The triage desk in a real browser, by the keyboard alone: what each key waits for.

./run bench keys [--database sqlite|postgresql] [--reports 100000]

Every step goes on only when the page shows what it should, and fails after a minute otherwise:
walking the list, opening what rests, the filter, the next page, the palette, asking a question
with the dialog, and an action on selected reports. Times are from pressing to what is shown, in the
browser, with Playwright's own way (some milliseconds) in them.
"""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from _load import databases, option, show
from _server import Site, site

PATIENCE_MS = 60_000
STEPS, OPENED = 40, 12
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu"]


def main() -> None:
    """One line for each kind of step."""
    reports = int(option(sys.argv, "--reports", "100000"))
    for database in databases(sys.argv):
        with site(database, "reports", str(reports)) as served, _desk(served) as page:
            for name, times in _session(page):
                times.sort()
                show(
                    f"keys: {name}", database=database, concurrency=1, reports=reports,
                    p50_ms=round(statistics.median(times), 1),
                    p99_ms=round(times[min(len(times) - 1, int(len(times) * 0.99))], 1),
                    steps=len(times),
                )  # fmt: skip


@contextmanager
def _desk(served: Site) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{served.port}"
    with sync_playwright() as engine:
        found = os.environ.get("SEAWALL_CHROMIUM") or shutil.which("chromium")
        browser = engine.chromium.launch(
            executable_path=found or engine.chromium.executable_path, args=ARGUMENTS
        )
        context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        cookie = {"name": "seawall_s", "value": served.facts["session"], "url": address}
        context.add_cookies([cookie])
        page = context.new_page()
        yield page
        browser.close()


def _session(page: Any) -> Iterator[tuple[str, list[float]]]:
    """A triager's round. Nothing here uses a mouse, and addresses are typed once."""
    press = page.keyboard.press
    page.goto("/inbox")
    _wait(page, "document.querySelectorAll('[data-list] [data-row]').length >= 50")
    yield "j and k over the list", [_timed(page, lambda: press("j"), _MOVED) for _ in range(STEPS)]
    yield "o opens what rests", list(_opening(page))
    page.goto("/inbox")
    yield "] to the next page", [_timed(page, lambda: press("]"), _TURNED)]
    yield "/ and a filter", [_filtered(page)]
    yield "n and a question in the dialog", [_asked(page)]
    yield "palette to the awards", [_by_palette(page)]
    yield "g i back to the inbox", [_timed(page, lambda: (press("g"), press("i")), _LISTED)]
    yield "x five times, b, and assign them", [_selected(page)]


_MOVED = "window.rested !== document.activeElement && document.activeElement.matches('[data-row]')"
_LISTED = "location.pathname === '/inbox' && document.querySelector('[data-list] [data-row]')"
_TURNED = f"{_LISTED} && location.search.includes('after=')"


def _timed(page: Any, act: Callable[[], object], shown: str) -> float:
    """Milliseconds from the key to what it shows."""
    page.evaluate("window.rested = document.activeElement")
    began = time.perf_counter()
    act()
    _wait(page, shown)
    return (time.perf_counter() - began) * 1000


def _wait(page: Any, shown: str) -> None:
    """As a function: the site's own rules forbid to evaluate text."""
    page.wait_for_function(f"() => {shown}")


def _opening(page: Any) -> Iterator[float]:
    """Each time one further down; whoever looks at a row for a moment finds it fetched."""
    for _ in range(OPENED):
        page.keyboard.press("j")
        page.wait_for_timeout(400)
        number = page.evaluate("document.activeElement.pathname.split('/').pop()")
        shown = (
            "document.activeElement.id === 'report-title' && "
            f"document.querySelector('#report').innerText.includes('{number}')"
        )
        yield _timed(page, lambda: page.keyboard.press("o"), shown)


def _filtered(page: Any) -> float:
    page.keyboard.press("/")
    _wait(page, "document.activeElement.matches('input')")
    page.keyboard.press("Control+a")
    page.keyboard.type("state:new")
    return _timed(
        page,
        lambda: page.keyboard.press("Enter"),
        f"{_LISTED} && decodeURIComponent(location.search).includes('state:new')",
    )


def _by_palette(page: Any) -> float:
    page.keyboard.press("Control+k")
    _wait(page, "document.activeElement.closest('dialog')")
    page.keyboard.type("awards")
    page.wait_for_timeout(300)
    return _timed(
        page, lambda: page.keyboard.press("Enter"), "location.pathname.startsWith('/awards')"
    )


def _asked(page: Any) -> float:
    """Opens the first report, asks in the dialog and sends with Ctrl+Enter."""
    page.keyboard.press("j")
    page.keyboard.press("o")
    _wait(page, "document.activeElement.id === 'report-title'")
    page.keyboard.press("n")
    _wait(page, "document.activeElement.matches('dialog#act textarea[name=note]')")
    page.keyboard.type("With which account did you do it?")
    return _timed(
        page,
        lambda: page.keyboard.press("Control+Enter"),
        "!document.querySelector('dialog#act[open]') && "
        "document.querySelector('#report').innerText.includes('With which account')",
    )


def _selected(page: Any) -> float:
    """Selects five, opens what to do with them, chooses somebody and sends."""
    page.goto("/inbox")
    _wait(page, _LISTED)
    for _ in range(5):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("b")
    _wait(page, "location.pathname === '/inbox/selected'")
    _tab_to(page, "document.activeElement.matches('select[name=assignee]')")
    page.keyboard.press("ArrowDown")
    return _timed(
        page,
        lambda: page.keyboard.press("Control+Enter"),
        "document.querySelectorAll('main .callout li').length === 5",
    )


def _tab_to(page: Any, reached: str) -> None:
    for _ in range(60):
        if page.evaluate(f"() => {reached}"):
            return
        page.keyboard.press("Tab")
    raise SystemExit(f"No way there by the Tab key: {reached}")


if __name__ == "__main__":
    main()
