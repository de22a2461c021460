"""Invitations into a private programme, as pages."""

import pytest
from django.test import Client

from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.sealing import text_of
from seawall.domain.programs import policies
from seawall.domain.programs.models import ProgramInvitation
from tests import factories
from tests.web.programs.browsers import browser_of, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def private():
    return factories.private_program(slug="stealth", name="Stealth")


def _invite(program, who):
    return browser_of(manager_of(program)).post(
        f"/programs/{program.slug}/researchers", {"who": who}
    )


def test_an_invitation_is_mailed_and_its_link_accepted(private):
    user = factories.person(email="mira@example.org")

    assert _invite(private, "mira@example.org").status_code == 303
    text = text_of(Mail.objects.get())
    link = next(word for word in text.split() if "/program-invitations/" in word)
    path = link.split("testserver")[1]
    seen = Client().get(path, follow=True)
    answered = browser_of(user).post(f"{path}/answer", {"answer": "accept"})

    assert "Stealth" in seen.content.decode()
    assert "shop.example" not in seen.content.decode()
    assert "shop.example" not in text
    assert answered.headers["Location"] == "/programs/stealth"
    assert policies.can_read(factories.actor(user), private)


def test_an_own_invitation_is_found_on_the_front_page(private):
    user = factories.person("kestrel")
    _invite(private, "@kestrel")
    browser = browser_of(user)

    assert "You are invited to a private programme" in browser.get("/").content.decode()
    assert "Stealth" in browser.get("/program-invitations").content.decode()
    row = ProgramInvitation.objects.get()
    answered = browser.post(f"/program-invitations/own/{row.pk}/answer", {"answer": "accept"})

    assert answered.status_code == 303
    assert "No open invitations" in browser.get("/program-invitations").content.decode()


def test_declining_asks_why_and_keeps_what_was_typed(private):
    secret, row = factories.program_invitation(private, who="mira@example.org")
    browser = browser_of(factories.person(email="mira@example.org"))
    url = f"/program-invitations/{secret}/answer"

    refused = browser.post(url, {"answer": "decline", "reason": "", "note": "Too far away"})
    declined = browser.post(url, {"answer": "decline", "reason": "other", "note": "Too far away"})

    row.refresh_from_db()
    assert refused.status_code == 422
    assert "Too far away" in refused.content.decode()
    assert declined.status_code == 303
    assert row.decline_reason == "other: Too far away"


def test_the_link_of_somebody_else_is_of_no_use(private):
    secret, row = factories.program_invitation(private, who="mira@example.org")

    answer = browser_of().post(f"/program-invitations/{secret}/answer", {"answer": "accept"})
    guessed = browser_of().post(f"/program-invitations/own/{row.pk}/answer", {"answer": "accept"})

    assert (answer.status_code, guessed.status_code) == (403, 404)


def test_unknown_links_are_not_found():
    assert Client().get("/program-invitations/unknown").status_code == 404
    browser = browser_of()
    for address in ("unknown", "own/99999999999999999999999"):
        answer = browser.post(f"/program-invitations/{address}/answer", {"answer": "accept"})
        assert answer.status_code == 404


def test_the_team_reads_who_declined_and_why_but_no_address_behind_a_handle(private):
    user = factories.person("kestrel", email="secret@example.org")
    _invite(private, "kestrel")
    row = ProgramInvitation.objects.get()
    browser_of(user).post(
        f"/program-invitations/own/{row.pk}/answer",
        {"answer": "decline", "reason": "scope", "note": "Web only"},
    )

    page = browser_of(manager_of(private)).get("/programs/stealth/researchers").content.decode()

    assert "@kestrel" in page
    assert "scope: Web only" in page
    assert "secret@example.org" not in page


def test_whom_nobody_knows_is_said_beside_the_field(private):
    answer = _invite(private, "nobody-at-all")

    assert answer.status_code == 422
    assert 'value="nobody-at-all"' in answer.content.decode()
    assert "Nobody has this handle" in answer.content.decode()


def test_access_and_invitations_are_taken_back(private):
    user = factories.person()
    factories.program_access(private, user)
    _secret, row = factories.program_invitation(private)
    browser = browser_of(manager_of(private))

    ended = browser.post(f"/programs/stealth/researchers/{user.pk}/revoke")
    revoked = browser.post(f"/programs/stealth/researchers/invitations/{row.pk}/revoke")
    again = browser.post(f"/programs/stealth/researchers/{user.pk}/revoke")
    beyond = browser.post(f"/programs/stealth/researchers/{10**30}/revoke")

    assert (ended.status_code, revoked.status_code) == (303, 303)
    assert (again.status_code, beyond.status_code) == (404, 404)
    assert browser_of(user).get("/programs/stealth").status_code == 404
