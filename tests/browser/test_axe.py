"""Every page, light and dark, narrow and wide: axe finds nothing, it fits, little is sent."""

import os
from pathlib import Path

import pytest

from tests import prepared, servers
from tests.browser import pages
from tests.browser.conftest import contexts, sign_in

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
LARGEST_BYTES = 150 * 1024
NARROW, USUAL, WIDE = 360, 1280, 2560
# What fits a narrow screen fits a wide one, as long as nothing has a width of its own.
LOOKS = (
    ((WIDE if os.environ.get("SEAWALL_TEST_LONG") == "1" else USUAL), "light"),
    (NARROW, "dark"),
)
UNKNOWN = ("/there/is/nothing", "/link/unknown", "/programs/absent")
RUN = """() => axe.run(document, {resultTypes: ['violations']})
    .then(found => found.violations.map(one =>
        [one.id, ...one.nodes.slice(0, 3).map(node => node.html.slice(0, 150))].join(' | ')))"""
# What a change of theme or width sets moving has come to rest, and every font is there.
AT_REST = """async () => {
    await document.fonts.ready
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    await Promise.all(document.getAnimations().map(one => one.finished.catch(() => {})))
    await new Promise(requestAnimationFrame)
}"""


@pytest.fixture(scope="module")
def demo():
    """The demo, served as `./run up --demo` does."""
    with servers.site("demo", like=prepared.DEMO) as site:
        site.start("--demo")
        yield site, pages.pages_of(site)


@pytest.fixture
def open_context(browser, demo):
    """Opens a new browser profile at the demo; closes it, and fails on complaints."""
    yield from contexts(browser, demo[0])


@pytest.mark.parametrize("actor", pages.ACTORS)
def test_every_page_is_open_to_everybody_on_every_screen(open_context, demo, actor):
    site, addresses = demo
    page = open_context(reduced_motion="reduce").new_page()
    if actor != "visitor":
        sign_in(page, site.link(pages.HANDLES[actor]))
    sent = _count_bytes(page)

    faults = _look_at_the_frame(page, addresses(actor)[0])
    looks = LOOKS
    for path in addresses(actor):
        sent.clear()
        answer = page.goto(path)
        assert answer.status == (404 if path in UNKNOWN else 200), f"{path}: {answer.status}"
        page.evaluate(AT_REST)
        page.evaluate(AXE)
        # It comes as the last one was left: turning a page over costs more than loading it.
        looks = looks[::-1]
        found = [*_look(page, looks[0]), *_look(page, looks[1], is_turned=True)]
        if sum(sent) > LARGEST_BYTES:
            found.append(f"weighs {sum(sent)} bytes")
        if found:
            faults[path] = found

    assert faults == {}


def _look_at_the_frame(page, path: str) -> dict[str, list[str]]:
    """What stands beside every page, in dark: narrow screens do not show it."""
    page.goto(path)
    _show(page, USUAL, "dark")
    page.evaluate(AXE)
    found = page.evaluate(RUN)
    _show(page, *LOOKS[1])
    return {f"{path} in dark": found} if found else {}


def _look(page, look: tuple[int, str], *, is_turned: bool = False) -> list[str]:
    width, theme = look
    if is_turned:
        _show(page, width, theme)
    needed = page.evaluate("document.documentElement.scrollWidth")
    found = [f"needs {needed} of {width} pixels"] if needed > width else []
    return found + [f"{theme}, {width} wide: {fault}" for fault in page.evaluate(RUN)]


def _show(page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate(AT_REST)


def _count_bytes(page) -> list[int]:
    """The bytes of each answer as they come, headers included, nothing from a cache."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent: list[int] = []
    client.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    return sent
