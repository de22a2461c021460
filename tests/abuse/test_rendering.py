"""Area rendering: hostile words in every field, opened by a triager in a real browser.

Chromium asks for real pages; every request is answered in this process, so that nothing leaves the
machine and whatever goes elsewhere is seen.
"""

import mimetypes
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import ada_url
import pytest
from django.test import RequestFactory

from seawall.domain.accounts.models import Organization, User
from seawall.domain.programs.models import Program
from seawall.domain.reports import commands
from seawall.lib import markdown
from seawall.web.adapters import AccountAdapter
from tests.abuse.surfaces import Answer, ask
from tests.abuse.world import move
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.lib.shared_cases import shared_cases

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P11", "P12")]

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
STATIC = Path(__file__).resolve().parents[2] / "src" / "seawall" / "web" / "static"
ORIGIN = "http://testserver"
# Browsers take this one for as safe as https.
SECURE = "http://localhost"
# Most of a comment; the payloads are put together up to it.
ROOM = 40_000

SCRIPTS = [
    "<script>fired()</script>",
    "<img src=x onerror=fired()>",
    "<svg><animate onbegin=fired() attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=fired()>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=fired()></annotation-xml>",
    "[a](javascript:fired())",
    "[a](JaVaScRiPt&colon;fired())",
    '[a](https://a.example "onmouseover=fired()")',
    "[a]: javascript:fired()\n\n[a]",
    "<javascript:fired()>",
    "[a](data:text/html,<script>fired()</script>)",
    '```html"onclick=fired()\nx\n```',
    '![a](x"onerror=fired())',
    "<details open ontoggle=fired()>",
    "<iframe srcdoc='<script>parent.fired()</script>'>",
    "</title></textarea></script><script>fired()</script>",
    "{{constructor.constructor('fired()')()}}",
]
DRIVEN = [
    "<div hx-post=/reports hx-trigger=load>x</div>",
    "<div data-hx-get=/reports/canaryrequest hx-trigger='load'>x</div>",
    "<div hx-on:click=fired() hx-on::load=fired()>x</div>",
    "<form action=/sign-out method=post><button>x</button></form>",
    "<button formaction=/canaryrequest>x</button>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<a id=main name=csrfmiddlewaretoken class='dialog menu' data-confirm=x href=/x>x</a>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<dialog open class=dialog>x</dialog>",
]
WATCHED = [
    "![x](http://tracker.example/p.png)",
    "![x](//tracker.example/p.png)",
    "![x][ref]\n\n[ref]: http://tracker.example/r.png",
    "<img srcset='http://tracker.example/p.png 2x' src=/x>",
    "<p style='background:url(http://tracker.example/c.png)'>x</p>",
    "<svg><filter><feImage href='http://tracker.example/f.png'/></filter></svg>",
    "<video poster=http://tracker.example/v.png>",
    "<input type=image src=http://tracker.example/i.png>",
]
MARKS = ("hx-", "onerror", "onload", "ontoggle", "onbegin", "srcdoc", "formaction", "javascript:")


class Visit:
    """What a browser did while it looked at pages that were made before it was started.

    (While Playwright runs, this thread reaches another connection to the database.)
    """

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.foreign: list[str] = []
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.seen = ""

    def look(self, engine) -> None:
        """Load each page, let what would start by itself start, and keep its DOM."""
        path = find_chromium() or engine.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("NO BROWSER: set SEAWALL_CHROMIUM; nothing was tested in a real browser.")
        browser = engine.chromium.launch(executable_path=path, args=ARGUMENTS)
        for place in self.answers:
            page = browser.new_page()
            page.add_init_script("window.fired = () => console.error('FIRED')")
            page.on("console", self._console)
            page.on("dialog", self._dialog)
            page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
            page.route("**/*", self._answer)
            page.goto(f"{SECURE}{place}", wait_until="domcontentloaded", timeout=30_000)
            page.wait_for_timeout(300)
            self.seen += page.content()
            page.close()
        browser.close()

    def _console(self, message) -> None:
        expected = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(message.text[:300])

    def _dialog(self, dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _answer(self, route) -> None:
        place = urlsplit(route.request.url)
        if f"{place.scheme}://{place.netloc}" != SECURE:
            self.foreign.append(route.request.url)
            route.abort()
        elif place.path.startswith("/static/"):
            file = STATIC / place.path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            body = file.read_bytes() if file.is_file() else b""
            route.fulfill(status=200 if body else 404, body=body, content_type=kind)
        else:
            self.asked.append(f"{route.request.method} {place.path}")
            found = self.answers.get(place.path)
            if found is None or route.request.method != "GET":
                route.fulfill(status=404, body="")
            else:
                route.fulfill(status=found.status, body=found.body, headers=found.headers)


def _together(payloads) -> list[str]:
    """The payloads in as few texts as fit: each begins a paragraph of its own."""
    texts, room = [""], ROOM
    for one in payloads:
        piece = f"\n\n{one}\n\n"
        if len(texts[-1]) + len(piece) > room:
            texts.append("")
        texts[-1] += piece
    return [text for text in texts if text.strip()]


def _plant(world, payloads) -> None:
    """In every field that somebody may fill: long ones hold all, lines the first."""
    lines = [" ".join(one.split())[:70] for one in payloads[:17]]
    number, mine, team = world.id("X1"), world.actor("R1"), world.actor("T1")
    for text in _together(payloads):
        for who, audience in ((mine, "participants"), (team, "team")):
            commands.comment(number, body=text, audience=audience, actor=who)
    commands.attach_bytes(number, name=f"{lines[0]}.png", content=b"x", actor=mine)
    report = world.report("X1")
    type(report).objects.filter(pk=report.pk).update(title=lines[1], target=lines[2])
    User.objects.filter(pk=world.person("R1").pk).update(display_name=lines[3])
    Organization.objects.filter(slug="org-a").update(name=lines[4], about=_together(payloads)[0])
    Program.objects.filter(slug="a-priv").update(name=lines[5], summary=lines[6])
    move(world, "X1", "close_not_applicable", "T1", note=_together(payloads)[0][:8000])


def _pages(world) -> list[str]:
    number = world.id("X1")
    return [
        f"/reports/{number}",
        f"/inbox/{number}",
        f"/inbox/{number}/similar",
        "/inbox",
        "/programs/a-priv",
        "/organizations/org-a",
        "/notices",
    ]


def _look(world, *paths: str) -> Visit:
    """What the triager's browser does with these pages, or with all of them."""
    sync_api = pytest.importorskip("playwright.sync_api")
    visit = Visit({path: ask(world, "T1", path) for path in paths or _pages(world)})
    with sync_api.sync_playwright() as engine:
        visit.look(engine)
    return visit


@pytest.mark.browser
def test_ac_025_no_script_runs_whatever_stands_in_any_field(world):
    try:
        cases = [case["payload"] for case in shared_cases("xss/dev.jsonl")]
    except pytest.skip.Exception:
        cases = []
    cases = cases if LONG else cases[::20]
    # What cannot be stored at all is refused at the door.
    _plant(world, SCRIPTS + [one for one in cases if one.isprintable()])
    visit = _look(world)

    assert not visit.complaints, "\n".join(visit.complaints)
    assert visit.foreign == []


@pytest.mark.browser
def test_ac_027_nothing_in_a_text_drives_the_page(world):
    plain = _look(world)
    _plant(world, DRIVEN * 2)
    visit = _look(world)

    assert not visit.complaints, "\n".join(visit.complaints)
    assert visit.foreign == []
    assert set(visit.asked) == set(plain.asked)
    assert "canaryrequest" not in " ".join(visit.asked)
    assert "<base" not in visit.seen
    assert 'http-equiv="refresh"' not in visit.seen


@pytest.mark.browser
def test_ac_028_no_picture_of_another_host_is_fetched(world):
    _plant(world, WATCHED * 3)
    visit = _look(world)

    assert visit.foreign == []
    assert 'src="http://tracker' not in visit.seen
    assert "tracker.example/p.png" in visit.seen


@pytest.mark.browser
def test_a_part_that_is_refused_is_not_asked_for_over_and_over(world):
    """A limit that was reached must not make every open page knock without end."""
    path = f"/inbox/{world.id('X1')}"
    visit = _look(world, path)

    # Each once; T1 has saved views, whose counts come late too.
    assert sorted(visit.asked) == sorted(
        [f"GET {path}", f"GET {path}/similar", "GET /inbox/views/counts"]
    )


@pytest.mark.parametrize("text", SCRIPTS + DRIVEN + WATCHED)
def test_ac_025_rendered_text_has_only_listed_tags_and_schemes(text):
    found = re.findall(r"<\s*(/?)([a-zA-Z0-9-]+)([^>]*)>", markdown.render(text))

    for _slash, tag, attributes in found:
        assert tag in markdown.TAGS
        assert not any(mark in attributes.lower() for mark in MARKS)
        assert set(re.findall(r"\s([a-z-]+)=", attributes)) <= {
            "href", "title", "rel", "class", "src", "alt", "align", "start"
        }  # fmt: skip


TARGETS = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:///evil.example",
    "%09//evil.example",
    "\t//evil.example",
    "http://testserver@evil.example/",
    "http://testserver;@evil.example/",
    "%2f%2fevil.example",
    "%252f%252fevil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver.evil.example/",
    "///evil.example",
    "/%5cevil.example",
    "http:evil.example",
]


def _leads(location: str) -> str:
    """The origin where a browser would go."""
    return str(ada_url.URL(location, base=f"{ORIGIN}/sign-in").origin)


@pytest.mark.parametrize("target", TARGETS)
def test_ac_030_a_return_leads_nowhere_else(world, target):
    faults = []
    for path, method in (
        ("/sign-in", "GET"),
        ("/sign-up", "GET"),
        ("/sign-out", "POST"),
        ("/confirm", "POST"),
        ("/settings/preferences", "POST"),
        ("/csp", "POST"),
        ("/notices/read", "POST"),
    ):
        body = {"next": target, "theme": "dark"} if method == "POST" else None
        for query in ("", f"?next={target}"):
            for headers in ({}, {"Referer": target.strip() or "/"}):
                answer = ask(world, "R1", path + query, method, body, headers=headers)
                location = answer.headers.get("Location", "")
                if location and _leads(location) != ORIGIN:
                    faults.append(f"{method} {path}{query}: {location}")

    assert faults == []


TWISTED = [
    *TARGETS,
    "/\t/evil.example",
    "/\n/evil.example",
    "\x01//evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "http:\\\\evil.example",
    "http://testserver\\@evil.example/",
    "http://testserver#@evil.example/",
    "http://evil.example#@testserver/",
    "http://testserver%2eevil.example/",
    "http://[::ffff:7f00:1]/",
    "//testserver@evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "?next=//evil.example",
    "blob:http://testserver/x",
    "http://\uff54estserver.evil.example/",
]


@pytest.mark.parametrize("target", TWISTED)
def test_ac_030_what_is_taken_for_a_way_back_is_one_for_browsers_too(settings, target):
    """The one question that every door asks before it sends somebody on."""
    settings.BASE_URL = ORIGIN
    if AccountAdapter(RequestFactory().get("/")).is_safe_url(target):
        assert _leads(target) == ORIGIN
