"""The scripts in a real browser, on the style page, under the strictest policy of content."""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace as Shape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string

from seawall.lib import clock
from seawall.web.pages.navigation import Group, Item

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

STATIC = Path(__file__).resolve().parents[3] / "src/seawall/web/static"
AXE = Path(__file__).resolve().parents[2] / "browser/vendor/axe.min.js"
ORIGIN = "http://seawall.test"
NONCE = "bm9uY2U"
POLICY = (
    f"default-src 'none'; script-src 'nonce-{NONCE}'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PIECE = 65536


def metric(key: str, *values: str) -> Shape:
    return Shape(key=key, label=key, options=[(value, value, "") for value in values])


def style_page(theme: str) -> str:
    """The style page with every part of the shell."""
    link = Shape(label="Inbox", url="/inbox", icon="inbox", count=3, current=True, warn=True)
    levels = ("N", "L", "H")
    context = {
        "csp_nonce": NONCE,
        "csrf_token": "t0ken",
        "theme": theme,
        "nav": (Group("Work", (Item("Inbox", "/inbox", "inbox", 3, True, True),)),),
        "viewer": Shape(display_name="Ana Novak", note="Triage lead", items=[link]),
        "notices_url": "/notices",
        "notices_count": 4,
        "sign_out_url": "/out",
        "at": clock.now(),
        "lines": [Shape(kind="add", text="api.acme.example", old_no=None, new_no=1)],
        "choices": [("a", "Security", "What can be broken"), ("b", "Functionality", "")],
        "tabs": [Shape(label="Report", url="#", current=True, count=3)],
        "crumbs": [Shape(label="Start", url="/"), Shape(label="Style", url="")],
        "metrics": [
            metric("AV", "N", "A", "L", "P"),
            metric("AC", "L", "H"),
            metric("PR", *levels),
            metric("UI", "N", "R"),
            metric("S", "U", "C"),
            *(metric(key, *levels) for key in "CIA"),
        ],
    }
    return render_to_string("style/index.html", context)


@dataclass
class Server:
    """What the pages talk to: static files, and the answers that README promises of a server."""

    theme: str = "light"
    saved: list[dict[str, str]] = field(default_factory=list)
    stored: bytes = b""
    size: int = 0
    break_next: int = 0

    def answer(self, route) -> None:
        request = route.request
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            found = STATIC / path.removeprefix("/static/")
            kind = TYPES.get(found.suffix, "font/woff2")
            route.fulfill(body=found.read_bytes(), headers={"Content-Type": kind})
        elif path == "/save":
            self.saved.append(dict(re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n', request.post_data)))
            route.fulfill(json={"saved_at": clock.now().isoformat(), "version": 7})
        elif path == "/vrt":
            words = parse_qs(urlsplit(request.url).query)["q"][0]
            found = [{"value": "idor", "label": "Broken access control", "hint": "varies"}]
            route.fulfill(json={"items": found if words in found[0]["label"].lower() else []})
        elif path == "/preview":
            html = "<p id='shown'>Shown <b>well</b></p><img src=x onerror='window.bad = 1'>"
            route.fulfill(body=html, headers={"Content-Type": "text/html"})
        elif path.startswith("/up"):
            self.upload(route, path)
        else:
            headers = {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": POLICY,
            }
            route.fulfill(body=style_page(self.theme), headers=headers)

    def upload(self, route, path: str) -> None:
        request = route.request
        if request.method == "POST" and path == "/up":
            self.size = json.loads(request.post_data)["size"]
            route.fulfill(json={"upload": "u1", "offset": 0, "chunk_bytes": PIECE})
        elif request.method == "PATCH":
            if self.break_next:
                self.break_next -= 1
                route.abort()
                return
            assert int(request.headers["upload-offset"]) == len(self.stored)
            self.stored += request.post_data_buffer
            route.fulfill(json={"offset": len(self.stored)})
        elif request.method == "GET":
            route.fulfill(json={"offset": len(self.stored)})
        elif request.method == "DELETE":
            route.fulfill(status=204)
        else:
            digest = hashlib.sha256(self.stored).hexdigest()
            route.fulfill(json={"id": "F-1", "name": "f", "size": self.size, "sha256": digest})


@pytest.fixture(autouse=True)
def plain_names(settings):
    """The files as they lie in the source, whether or not they have been collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as engine:
        started = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def problems():
    return []


@pytest.fixture
def page(browser, server, problems):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "console",
        lambda line: problems.append(line.text) if "Content Security" in line.text else None,
    )
    opened.route(f"{ORIGIN}/**", server.answer)
    opened.goto(f"{ORIGIN}/style")
    yield opened
    context.close()
    assert problems == []


def test_the_theme_switches_and_is_remembered_in_a_cookie(page):
    page.keyboard.press("t")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert "theme=dark" in page.evaluate("document.cookie")


def test_the_question_mark_opens_the_help_but_not_while_typing(page):
    page.focus("#id_title")
    page.keyboard.type("?")
    assert not page.is_visible("#shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#shortcuts")


def test_the_palette_finds_what_the_help_lists_and_does_it(page):
    before = page.get_attribute("html", "data-theme")
    page.keyboard.press("Control+k")
    page.keyboard.type("light dark")
    option = page.locator("#palette [role=option]")
    playwright.expect(option).to_have_count(1)
    page.keyboard.press("Enter")

    assert not page.is_visible("#palette")
    assert page.get_attribute("html", "data-theme") != before


def test_the_palette_closes_by_the_key_that_opened_it(page):
    for is_open in (True, False):
        page.keyboard.press("Control+k")
        assert page.is_visible("#palette") is is_open


def test_control_enter_presses_the_button_that_stands_with_the_field(page):
    page.evaluate(
        """() => {
            const form = document.createElement('form');
            for (const name of ['assign', 'move']) {
                const section = form.appendChild(document.createElement('section'));
                section.append(Object.assign(document.createElement('textarea'), { id: name }));
                const button = section.appendChild(document.createElement('button'));
                Object.assign(button, { className: 'button', name: 'do', value: name });
                button.setAttribute('type', 'submit');
            }
            form.append(Object.assign(document.createElement('input'), { id: 'outside' }));
            form.addEventListener('submit', (event) => {
                event.preventDefault();
                window.pressed = event.submitter.value;
            });
            document.querySelector('main').append(form);
        }"""
    )
    for place, pressed in (("#move", "move"), ("#assign", "assign"), ("#outside", "assign")):
        page.locator(place).focus()
        page.keyboard.press("Control+Enter")
        assert page.evaluate("() => window.pressed") == pressed


def test_a_draft_is_saved_soon_after_the_last_key_and_keeps_the_new_version(page, server):
    page.focus("#id_title")
    page.keyboard.type("!!")
    page.wait_for_selector("[data-autosave-status]:has-text('Saved ')")
    playwright.expect(page.locator("#sample [name=version]")).to_have_value("7")
    assert server.saved[-1]["title"].count("!!") == 1
    assert server.saved[-1]["version"] == "1"


def test_a_draft_is_saved_when_the_page_is_left(page, server):
    page.fill("#id_title", "Left in a hurry")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    playwright.expect(page.locator("#sample [name=version]")).to_have_value("7")
    assert server.saved[-1]["title"] == "Left in a hurry"


def test_an_upload_goes_on_where_the_network_broke(page, server):
    content = bytes(range(256)) * 1024
    server.break_next = 1
    page.set_input_files(
        "[data-upload] input[type=file]", {"name": "poc.bin", "mimeType": "", "buffer": content}
    )
    page.wait_for_selector("[data-upload-list] input[type=hidden]", state="attached")
    assert server.stored == content
    assert page.get_attribute("[data-upload-list] input[type=hidden]", "value") == "F-1"
    assert hashlib.sha256(content).hexdigest() in page.inner_text("[data-upload-list]")


def test_a_finished_file_can_be_taken_back(page):
    page.set_input_files(
        "[data-upload] input[type=file]", {"name": "a.txt", "mimeType": "", "buffer": b"a"}
    )
    page.wait_for_selector("[data-upload-list] input[type=hidden]", state="attached")
    page.click("[data-upload-list] button")
    assert page.locator("[data-upload-list] .file").count() == 0


def test_the_picker_searches_and_is_worked_by_keys_alone(page):
    page.focus("[role=combobox]")
    page.keyboard.type("broken")
    page.wait_for_selector("[role=option][data-active]")
    active = page.get_attribute("[role=combobox]", "aria-activedescendant")
    assert page.inner_text(f"#{active}").startswith("Broken access control")
    page.keyboard.press("Enter")
    assert page.input_value("[role=combobox]") == "Broken access control"
    assert page.evaluate("document.forms.sample.vrt.value") == "idor"
    assert page.get_attribute("[role=combobox]", "aria-expanded") == "false"


def test_a_half_typed_word_in_the_picker_chooses_nothing(page):
    page.focus("[role=combobox]")
    page.keyboard.type("brok")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Tab")
    assert page.input_value("[role=combobox]") == ""
    assert page.evaluate("document.forms.sample.vrt.value") == ""


def test_the_cvss_choices_follow_the_vector_and_write_it(page):
    page.click("summary:has-text('Choose metric by metric')")
    assert page.is_checked("[data-metric=C] [value=H]")
    page.check("[data-metric=AV] [value=P]")
    assert page.input_value("#id_cvss") == "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"


def test_the_preview_shows_the_servers_html_and_runs_none_of_its_code(page, problems):
    page.click("#id_description_show")
    page.wait_for_selector("#shown")
    assert page.is_hidden("#id_description")
    assert page.evaluate("window.bad") is None
    page.click("#id_description_write")
    assert page.is_visible("#id_description")
    assert all("inline" in problem for problem in problems)
    problems.clear()


def test_a_dangerous_button_asks_first(page):
    page.click("text=Close as spam >> nth=0")
    assert page.inner_text("#confirm_text") == "Close this report as spam?"
    page.click("#confirm [data-dialog-close]")
    assert not page.is_visible("#confirm")


def test_whom_a_comment_reaches_is_said_in_the_sentence_and_on_the_button(page):
    composer = page.locator("#reply")
    assert "The reporter will see this" in composer.inner_text()
    assert (
        composer.locator("button.button[type=submit]").inner_text().strip()
        == "Send to reporter and team"
    )
    composer.locator("[value=team]").check()
    assert "The reporter will never see this" in composer.inner_text()
    assert (
        composer.locator("button.button[type=submit]").inner_text().strip()
        == "Save for the team only"
    )


def test_a_moment_is_told_relative_with_the_exact_one_on_hover(page):
    moment = page.locator("time[data-relative]").first
    assert "minute" in moment.inner_text() or "min" in moment.inner_text()
    assert str(clock.now().year) in moment.get_attribute("title")


@pytest.mark.parametrize("width", [360, 820, 1440, 2560])
def test_nothing_runs_off_the_side(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_no_fault_on_the_style_page(browser, server, theme, width):
    server.theme = theme
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
    )
    opened = context.new_page()
    opened.route(f"{ORIGIN}/**", server.answer)
    opened.goto(f"{ORIGIN}/style")
    opened.evaluate(AXE.read_text())
    faults = opened.evaluate("axe.run()")["violations"]
    context.close()
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in faults] == []
