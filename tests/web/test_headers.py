"""Every answer carries the security headers: pages, refusals, errors, redirects, files."""

import pytest
from django.test import Client

from seawall.domain.errors import Conflict, Invalid, NotAllowed, TooMany
from seawall.web.middleware import PERMISSIONS_POLICY
from tests.factories import accounts, reports
from tests.matrix import routes

pytestmark = pytest.mark.django_db

EXACT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
DIRECTIVES = (
    "default-src 'none'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
)
# Pages whose address is a secret tell other sites nothing but the host.
STRICTER = {("Referrer-Policy", "strict-origin")}
FILE_POLICY = "default-src 'none'; sandbox"


@pytest.fixture(autouse=True)
def _plain(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.BLOBS_FOLDER = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def everybody(client):
    """A visitor and the platform's administrator, whom most routes answer."""
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(accounts.person("ada", is_platform_admin=True))
    client.raise_request_exception = False
    return (client, signed_in)


def _missing(answer, *, cached=False) -> list[str]:
    found = [
        f"{name}: {answer.headers.get(name)}"
        for name, value in EXACT.items()
        if answer.headers.get(name) != value and (name, answer.headers.get(name)) not in STRICTER
    ]
    policy = answer.headers.get("Content-Security-Policy", "")
    if policy != FILE_POLICY:
        found += [directive for directive in DIRECTIVES if directive not in policy]
        found += [word for word in ("unsafe-inline", "unsafe-eval", "*", "http") if word in policy]
    if not cached and "no-store" not in answer.headers.get("Cache-Control", ""):
        found.append(f"Cache-Control: {answer.headers.get('Cache-Control')}")
    return found


def _given(route: routes.Route) -> dict[str, object]:
    numbers = ("pk", "number", "_id")
    return {
        name: 1 if name.endswith(numbers) and name not in ("public_id", "upload_id") else "absent"
        for name in route.parameters
    }


def test_every_route_answers_everybody_with_them(everybody):
    wrong = {}
    for route in routes.every_route():
        path = routes.address(route, _given(route))
        for client in everybody:
            for method in ("GET", "POST"):
                answer = client.generic(method, path)
                missing = _missing(answer)
                failed = answer.status_code >= 500 and route.name != "readyz"
                if missing or failed:
                    wrong[f"{method} {path}"] = [answer.status_code, *missing]

    assert wrong == {}


def test_the_nonce_is_new_for_every_answer(client):
    policies = {client.get("/sign-in").headers["Content-Security-Policy"] for _ in range(5)}

    assert len(policies) == 5


@pytest.mark.parametrize(
    "problem",
    [
        ValueError("a secret"),
        NotAllowed("No."),
        Conflict("Busy."),
        Invalid("Bad."),
        TooMany("Slow.", retry_after=9),
    ],
    ids=lambda problem: type(problem).__name__,
)
def test_errors_and_refusals_carry_them(everybody, monkeypatch, problem):
    def fail(*given, **named):
        raise problem

    monkeypatch.setattr("seawall.web.pages.programs.directory.directory", fail)
    answer = everybody[0].get("/")

    assert answer.status_code == getattr(problem, "status", 500)
    assert _missing(answer) == []
    assert b"a secret" not in answer.content


def test_what_django_itself_refuses_carries_them(everybody):
    visitor = everybody[0]
    strict = Client(enforce_csrf_checks=True)
    answers = {
        404: visitor.get("/there/is/nothing"),
        403: strict.post("/sign-in", {"login": "a"}),
        400: visitor.get("/", headers={"Host": "elsewhere.example"}),
    }

    for status, answer in answers.items():
        assert answer.status_code == status
        assert _missing(answer) == [], status


def test_requests_of_other_sites_are_refused_with_them(client):
    answer = client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert _missing(answer) == []


def test_a_download_may_do_nothing_in_the_browser_that_opens_it(client):
    from seawall.domain.reports import commands

    reporter = accounts.person()
    report = reports.report(reporter=reporter)
    row = commands.attach_bytes(
        report.public_id,
        name="page.html",
        content=b"<script>alert(1)</script>",
        actor=accounts.actor(reporter),
    )
    client.force_login(reporter)
    answer = client.get(f"/files/{row.public_id}")

    assert _missing(answer) == []
    assert answer.headers["Content-Security-Policy"] == FILE_POLICY
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_static_files_carry_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text("body {}")
    settings.WHITENOISE_USE_FINDERS = False
    answer = Client().get("/static/a.css")

    assert answer.status_code == 200
    assert _missing(answer, cached=True) == []


def test_an_address_that_takes_forms_alone_is_no_blank_page():
    report = reports.report()
    browser = Client()
    browser.force_login(report.reporter)

    answer = browser.get(f"/reports/{report.public_id}/moves")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "This address is not a page" in answer.text
