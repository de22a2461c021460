"""The address of files: a file for a ticket, once, and nothing else of Seawall."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from seawall.domain.accounts.models import Session
from seawall.domain.audit.models import Event
from seawall.domain.readings import commands as readings
from seawall.domain.reports import commands
from seawall.domain.reports.models import FileTicket
from seawall.lib import clock
from tests import factories
from tests.web.rewards.test_pages import browser

pytestmark = pytest.mark.django_db
HOST = "files.example.net"


@pytest.fixture
def report():
    return factories.report()


@pytest.fixture
def file(report):
    actor = factories.actor(report.reporter)
    content = b"<script>alert(1)</script>"
    return commands.attach_bytes(report.public_id, name="poc.html", content=content, actor=actor)


@pytest.fixture(autouse=True)
def _second_address(settings):
    settings.FILES_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]


def _asked(client, file) -> str:
    """Where the file is to be fetched: the path at the address of files."""
    sent = client.get(f"/files/{file.public_id}")
    assert sent.status_code == 303
    place = urlsplit(sent.headers["Location"])
    assert (place.scheme, place.netloc) == ("https", HOST)
    return place.path


def _fetched(path, **headers):
    return Client().get(path, headers={"Host": HOST, **headers})


def test_a_file_is_handed_out_once_at_the_other_address_and_not_at_ours(report, file):
    path = _asked(browser(report.reporter), file)

    assert Client().get(path).status_code in (302, 404)
    found = _fetched(path, **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})

    assert b"".join(found.streaming_content) == b"<script>alert(1)</script>"
    assert found.headers["Content-Disposition"].startswith("attachment;")
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert found.headers["Cache-Control"] == "no-store"
    assert not found.cookies
    again = _fetched(path)
    assert (again.status_code, b"was used" in again.content) == (404, True)


def test_there_is_nothing_else_at_the_address_of_files(report, file):
    signed_in = browser(report.reporter)
    for path in ("/", "/reports", "/sign-in", f"/files/{file.public_id}", "/api/v1/me", "/x"):
        answer = signed_in.get(path, headers={"Host": HOST})
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain")
    assert signed_in.post("/sign-in", headers={"Host": HOST}).status_code == 405


def test_a_ticket_ends_with_its_minute_its_session_and_its_file(report, file):
    client = browser(report.reporter)
    late, ended, removed = (_asked(client, file) for _ in range(3))

    with clock.frozen_at(clock.now() + timedelta(seconds=61)):
        assert _fetched(late).status_code == 404
    file.removed_at = clock.now()
    file.removed_by = report.reporter
    file.save(update_fields=["removed_at", "removed_by"])
    assert _fetched(removed).status_code == 404
    file.removed_at = file.removed_by = None
    file.save(update_fields=["removed_at", "removed_by"])
    Session.objects.filter(user=report.reporter).delete()
    assert _fetched(ended).status_code == 404


def test_who_may_not_read_a_file_gets_no_ticket_and_a_reading_leaves_a_trace(report, file):
    stranger = browser(factories.person())
    assert stranger.get(f"/files/{file.public_id}").status_code == 404
    assert not FileTicket.objects.exists()

    triager = factories.team_actor(report.program)
    member = report.program.organization.memberships.get(user=triager.user_id)
    _asked(browser(member.user), file)
    readings.flush()

    assert Event.objects.filter(name__startswith="reading.", user_id=triager.user_id).exists()


def test_thumbnails_and_the_api_stay_where_they_are(report, file):
    from tests.api.client import ApiClient

    answer = ApiClient(report.reporter).get(f"/attachments/{file.public_id}")

    assert answer.status_code == 200
    assert not FileTicket.objects.exists()
