"""The public security page and security.txt."""

import json
from datetime import datetime

import pytest
from django.test import Client

from seawall.lib import clock
from seawall.web.pages import security

pytestmark = pytest.mark.django_db


def test_without_a_contact_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_contact_of_the_operator_is_served_as_rfc_9116_has_it(settings, client, method):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.BASE_URL = "https://bugs.example"
    answer = getattr(client, method)("/.well-known/security.txt")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    if method == "get":
        fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        left = datetime.fromisoformat(fields.pop("Expires")) - clock.now()
        assert 1 < left.days < 366
        assert fields == {
            "Contact": "mailto:security@example.org",
            "Preferred-Languages": "en",
            "Canonical": "https://bugs.example/.well-known/security.txt",
            "Policy": "https://bugs.example/security",
        }


@pytest.fixture
def run(monkeypatch, tmp_path):
    """A run whose results the page reads: given by promise as (passed, failed)."""

    def record(**counts):
        said = {
            name: {"cases": [], "files": {"tests/a.py": {"passed": good, "failed": bad}}}
            for name, (good, bad) in counts.items()
        }
        file = tmp_path / "promises.json"
        found = {"tested_on": "2026-11-25", "databases": ["SQLite"], "promises": said}
        file.write_text(json.dumps(found), "utf-8")
        monkeypatch.setattr(security, "RESULTS", file)

    return record


def test_the_page_says_what_the_last_run_said(run, client):
    run(P1=(3, 0), P2=(3, 1))
    page = security.security_page()
    body = client.get("/security").content.decode()

    assert [line.result for line in page.promises[:3]] == ["passed", "failed", "untested"]
    assert [line.tests for line in page.promises[:3]] == [3, 4, 0]
    assert len(page.promises) == 15
    assert "Every award is paid once" in body
    assert "Last run: 2026-11-25, on SQLite." in body
    assert "broken" in body


def test_without_a_run_the_page_claims_none(monkeypatch, tmp_path, client):
    monkeypatch.setattr(security, "RESULTS", tmp_path / "none.json")
    body = client.get("/security").content.decode()

    assert "No whole run was recorded" in body
    assert "kept" not in body.split("<main", 1)[1]


def test_the_page_costs_no_statement_and_no_session(run, django_assert_num_queries):
    run(P1=(1, 0))
    browser = Client()
    with django_assert_num_queries(0):
        answer = browser.get("/security")

    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Set-Cookie", "")
