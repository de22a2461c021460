"""Area http-edge: caches, hosts, odd framing, errors and headers."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core import mail
from django.db import DataError
from django.test import Client, RequestFactory

from seawall.cli import serving
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from seawall.domain.jobs_queue import worker
from seawall.web.actors import client_ip
from tests.abuse import sweep
from tests.abuse.surfaces import ask
from tests.abuse.test_object_access import THINGS_OF_A
from tests.matrix import routes
from tests.matrix.binding import BODIES

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P1", "P15")]

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("actor", ["R1", "T1", "anonymous"])
def test_ac_120_no_cache_keeps_what_is_personal(world, actor):
    things = THINGS_OF_A if actor != "anonymous" else {"program": ("a-pub",)}
    kept = [
        answer.path
        for answer in sweep.crawl(world, actor, things)
        if "no-store" not in answer.headers.get("Cache-Control", "")
    ]

    assert kept == []


@pytest.mark.parametrize(
    "suffix",
    ["/x.css", ";.js", ".css", "%2Fx.css", "/..%2Fstatic%2Fx.css", "%0A.css", "?.css/x.js"],
)
@pytest.mark.parametrize("path", ["/settings/profile", "/reports", "/notices", "/settings/tokens"])
def test_ac_120_a_page_does_not_pass_for_a_file(world, path, suffix):
    """Unknown suffixes are unknown pages; what is a page is never stored."""
    answer = ask(world, "R1", path + suffix)

    assert answer.status == (200 if suffix.startswith("?") else 404)
    assert answer.headers["Cache-Control"] == "no-store"


def test_ac_120_static_files_know_no_cookies(world, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text("body {}")
    settings.WHITENOISE_USE_FINDERS = False
    browser = Client()
    browser.force_login(world.person("R1"))
    answer = browser.get("/static/a.css")

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


FORGED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "444",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Prefix": "/evil",
    "X-Original-URL": "/platform/people",
    "X-Rewrite-URL": "/platform/people",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": "host=evil.example;proto=https;for=203.0.113.9",
}


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil", ""])
def test_ac_122_another_host_is_refused(client, host):
    answer = Client(raise_request_exception=False).get("/", headers={"Host": host or ":80"})

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_ac_122_forged_headers_change_nothing(world):
    for path in ("/", "/sign-in", "/programs/a-pub", "/reports"):
        ask(world, "R1", path)  # briefs that were read once are remembered
        plain, forged = ask(world, "R1", path), ask(world, "R1", path, headers=FORGED)

        assert plain.difference(forged) == []
        assert "evil" not in forged.text


def test_ac_122_mailed_links_name_the_one_address(world):
    browser = Client()
    answer = browser.post(
        "/reset", {"email": world.person("R1").email}, headers={**FORGED, "Host": "localhost"}
    )
    worker.settle()
    body = mail.outbox[-1].body

    assert answer.status_code == 302
    assert "http://testserver/" in body
    assert "evil" not in body
    assert "localhost" not in body


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "evil", ""),
        (1, "", "192.0.2.1"),
    ],
)
def test_ac_122_the_address_comes_from_the_trusted_hop(settings, proxies, header, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")

    assert client_ip(request) == address


@pytest.fixture(scope="module")
def served():
    """Our own server with its limits, on a free port; /healthz asks no database."""
    server = serving.listening("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def _said(port: int, sent: bytes) -> bytes:
    """All that comes back until the server closes or says nothing more."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        connection.settimeout(1.5)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except TimeoutError:
            received += b"(open)"
        except ConnectionError:
            pass
    return received


HEAD = b"POST /healthz HTTP/1.1\r\nHost: testserver\r\n"
NEXT = b"GET /smuggled HTTP/1.1\r\nHost: testserver\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SMUGGLED = {
    "CL.TE": HEAD + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + NEXT,
    "TE.CL": HEAD + CHUNKED + b"Content-Length: 6\r\n\r\n0\r\n\r\n" + NEXT,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 45\r\n\r\n" + NEXT,
    "list of lengths": HEAD + b"Content-Length: 0, 45\r\n\r\n" + NEXT,
    "signed length": HEAD + b"Content-Length: +0\r\n\r\n" + NEXT,
    "hex length": HEAD + b"Content-Length: 0x2d\r\n\r\n" + NEXT,
    "control in TE": HEAD + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + NEXT,
    "space before colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + NEXT,
    "unknown TE": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + NEXT,
    "two TE": HEAD + CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n" + NEXT,
    "bare line feed": b"POST /healthz HTTP/1.1\nHost: testserver\nContent-Length: 0\n\n" + NEXT,
    "folded header": HEAD + b"X-A: b\r\n Content-Length: 45\r\n\r\n" + NEXT,
    "bad chunk size": HEAD + CHUNKED + b"\r\n0x1\r\na\r\n0\r\n\r\n" + NEXT,
    "chunk without end": HEAD + CHUNKED + b"\r\n1\r\naX0\r\n\r\n" + NEXT,
    "huge header": HEAD + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n" + NEXT,
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n" + NEXT,
    "not HTTP": b"\x16\x03\x01\x02\x00" + NEXT,
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_ac_123_odd_framing_is_refused_and_the_line_closed(served, name):
    received = _said(served, SMUGGLED[name])
    status = received.split(b" ", 2)[1:2]

    assert received.count(b"HTTP/1.") == 1, received[:400]
    assert b"(open)" not in received, received[:400]
    assert status[0] in (b"400", b"413", b"431", b"501"), received[:200]
    assert b"HTTP/1.1 200" in _said(
        served, b"GET /healthz HTTP/1.1\r\nHost: testserver\r\nConnection: close\r\n\r\n"
    )


def test_ac_123_an_upgrade_is_not_taken(served):
    received = _said(
        served,
        b"GET /healthz HTTP/1.1\r\nHost: testserver\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
    )

    assert received.count(b"HTTP/1.") == 1
    assert b" 101 " not in received


def test_ac_123_an_absolute_target_of_another_host_is_refused(served):
    received = _said(
        served,
        b"GET http://evil.example/sign-in HTTP/1.1\r\nHost: evil.example\r\n"
        b"Connection: close\r\n\r\n",
    )

    assert received.startswith(b"HTTP/1.1 400")
    assert b"Server:" not in received


PROBLEMS = [
    ValueError("canarysecret"),
    NotFound(),
    NotAllowed("No."),
    Conflict("Busy."),
    Invalid("Bad."),
    TooMany("Slow.", retry_after=9),
    DataError("canarysecret: no NUL in text"),
]
TELLTALE = ("Traceback", "canarysecret", "site-packages", "django", "SELECT ", "/work/", "python")


def _tells(text: str) -> list[str]:
    return [word for word in TELLTALE if word.lower() in text.lower()]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: type(one).__name__)
def test_ac_124_an_error_says_nothing_of_the_inside(world, monkeypatch, problem):
    def fail(*given, **named):
        raise problem

    monkeypatch.setattr("seawall.web.pages.programs.directory.directory", fail)
    monkeypatch.setattr("seawall.domain.programs.queries.directory", fail)
    monkeypatch.setattr("seawall.domain.reports.queries.thread", fail)
    for path in ("/", f"/reports/{world.id('X1')}", f"/api/v1/reports/{world.id('X1')}"):
        answer = ask(world, "R1", path, headers={"X-Told": "canaryecho"})

        assert _tells(answer.body) == [], path
        assert not isinstance(problem, DataError) or answer.status == 422
        assert "canaryecho" not in answer.text
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Server" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/reports.xml", None, 404),
        ("GET", "/api/v1/reports.xml", None, 404),
        ("GET", "/api/v1/reports/R-AAAAAA.xml", None, 404),
        ("GET", "/no/such/page?q=canaryecho", None, 404),
        ("DELETE", "/reports", None, 405),
        ("PUT", "/api/v1/me", {}, 405),
        ("POST", "/api/v1/programs/a-pub/reports", b"{", 400),
        ("GET", "/reports?cursor=%00", None, 422),
        ("GET", "/%ff%fe", None, 404),
        ("GET", "/api/v1/reports?limit=canaryecho", None, 422),
    ],
)
def test_ac_124_what_is_refused_echoes_nothing(world, method, path, body, status):
    answer = ask(world, "R1", path, method, body)

    assert answer.status == status
    assert _tells(answer.body) == []
    assert "canaryecho" not in answer.body
    assert "nosniff" in answer.headers["X-Content-Type-Options"]


def test_ac_124_a_broken_form_is_no_error_of_ours(world):
    browser = Client(raise_request_exception=False)
    browser.force_login(world.person("R1"))
    broken = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut off'
    for kind in (
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain; charset=no",
    ):
        answer = browser.generic("POST", "/settings/profile", broken, kind)

        assert answer.status_code < 500
        assert _tells(answer.content.decode()) == []


FORMS = ("inbox-assign", "inbox-severity", "inbox-checklist", "inbox-award", "report-comments")


@pytest.mark.parametrize("name", FORMS)
def test_a_character_that_no_database_stores_is_no_error_of_ours(world, name):
    route = next(one for one in sweep.addresses(world) if one.route.name == name)
    path = route.path.format(world.id("X1"))
    body = {field: f"{value}\0" for field, value in BODIES[name].items()}
    answer = ask(world, "T1", path, "POST", body)

    assert answer.status < 500
    assert answer.changed == ()


@pytest.mark.parametrize("path", ["/reports/{}%00", "/files/{}%00", "/api/v1/reports/{}%00"])
def test_an_address_with_a_nul_is_an_unknown_one(world, path):
    for actor in ("R1", "R3"):
        answer = ask(world, actor, path.format(world.id("X1")))

        assert (answer.status, answer.leaks) == (404, [])
    assert ask(world, "R1", "/?q=%00&search=a%00b").status == 200


def test_ac_125_every_answer_of_every_route_carries_the_headers(world):
    """Also refusals, redirects and files; tests/web/test_headers.py has them word by word."""
    missing = []
    for actor, things in (("T1", THINGS_OF_A), ("R1", THINGS_OF_A)):
        for answer in sweep.crawl(world, actor, things):
            policy = answer.headers.get("Content-Security-Policy", "")
            found = [
                "default-src 'none'" in policy,
                "unsafe" not in policy,
                answer.headers.get("X-Frame-Options") == "DENY",
                answer.headers.get("X-Content-Type-Options") == "nosniff",
                answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
                answer.headers.get("Cross-Origin-Resource-Policy") == "same-origin",
                answer.headers.get("Referrer-Policy") in ("same-origin", "strict-origin"),
                "camera=()" in answer.headers.get("Permissions-Policy", ""),
            ]
            missing += [answer.path] if not all(found) else []

    assert missing == []
    assert len(routes.every_route()) > 100


def test_ac_125_cookies_of_production_are_locked_to_the_host():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json; from seawall.config import settings as s; print(json.dumps({k: getattr(s,"
            " k) for k in dir(s) if 'COOKIE' in k or k.startswith('SECURE_')}))",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "SEAWALL_BASE_URL": "https://bugs.example"},
    )
    found = json.loads(told.stdout)

    assert {found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]} == {"__Host-s", "__Host-c"}
    for kind in ("SESSION", "CSRF"):
        assert found[f"{kind}_COOKIE_SECURE"] is True
        assert found[f"{kind}_COOKIE_HTTPONLY"] is True
        assert found[f"{kind}_COOKIE_SAMESITE"] == "Lax"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_SSL_REDIRECT"] is True


def test_ac_125_signing_out_clears_what_the_browser_kept(world):
    answer = ask(world, "R1", "/sign-out", "POST", {})

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_browsers_report_is_taken_and_limited(world):
    body = {"csp-report": {"effective-directive": "img-src", "blocked-uri": "canaryecho"}}
    browser = Client()
    taken = [
        browser.generic("POST", "/csp", json.dumps(body), "application/csp-report").status_code
        for _each in range(25)
    ]

    assert taken[0] == 204
    assert taken[-1] == 429
