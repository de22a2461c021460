"""Every page, light and dark: axe finds nothing, small screens fit, little is sent."""

from pathlib import Path

import pytest
from tests import servers
from tests.browser import pages
from tests.browser.conftest import contexts, sign_in

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
LARGEST_BYTES = 150 * 1024
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(
    one => [one.id, ...one.nodes.slice(0, 3).map(node => node.html.slice(0, 150))].join(' | ')))"""


@pytest.fixture(scope="session")
def demo():
    """The demo, served as `./run up --demo` does."""
    with servers.site("demo") as site:
        site.start("--demo")
        yield site, pages.pages_of(site)


@pytest.fixture
def open_context(browser, demo):
    """Opens a new browser profile at the demo; closes it, and fails on complaints."""
    yield from contexts(browser, demo[0])


def _enter(open_context, demo, actor, **options):
    page = open_context(**options).new_page()
    if actor != "visitor":
        sign_in(page, demo[0].link(pages.HANDLES[actor]))
    return page


@pytest.mark.parametrize("actor", pages.ACTORS)
def test_axe_finds_no_fault_in_light_and_dark(open_context, demo, actor):
    page = _enter(open_context, demo, actor, viewport={"width": 1280, "height": 900})
    faults = {}
    for theme in ("light", "dark"):
        # Before the page is there: a change of theme may fade for a moment.
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for path in demo[1](actor):
            _expect(page.goto(path), path)
            page.evaluate(AXE)
            found = page.evaluate(RUN)
            if found:
                faults[f"{path} {theme}"] = found

    assert faults == {}


@pytest.mark.parametrize("actor", pages.ACTORS)
def test_every_page_fits_a_small_screen(open_context, demo, actor):
    page = _enter(open_context, demo, actor, viewport={"width": 360, "height": 740})
    wide = {}
    for path in demo[1](actor):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width

    assert wide == {}


@pytest.mark.parametrize("actor", pages.ACTORS)
def test_every_page_is_light_on_the_network(open_context, demo, actor):
    page = _enter(open_context, demo, actor, viewport={"width": 1280, "height": 900})
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent = []
    client.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    heavy = {}
    for path in demo[1](actor):
        sent.clear()
        page.goto(path, wait_until="networkidle")
        if sum(sent) > LARGEST_BYTES:
            heavy[path] = sum(sent)

    assert heavy == {}


def _expect(answer, path: str) -> None:
    unknown = ("/there/is/nothing", "/link/unknown", "/programs/absent")
    assert answer.status == (404 if path in unknown else 200), f"{path} answers {answer.status}"
