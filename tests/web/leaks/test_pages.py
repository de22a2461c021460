"""The pages of leaked keys, as a browser gets them, and the API beside them."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache

from seawall.domain.accounts.rules import Role
from seawall.domain.leaks.models import Leak, LeakIntake
from seawall.domain.rewards.models import Award
from seawall.domain.vault.models import Reveal, SealedSecret
from seawall.lib import clock
from tests import factories
from tests.domain.reports.commands.test_sealing import everything
from tests.web.reports.test_taking_out import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def program():
    return factories.intake().program


def text(answer) -> str:
    return answer.content.decode()


def posted(**parts):
    return {"credentials": factories.leaked_key(), "source": "code", "how_many": "1"} | parts


def member(program, role=Role.TRIAGER):
    return factories.member(program.organization, role).user


def test_anybody_reports_a_key_and_reads_the_answer_by_the_link(client, program):
    key = factories.leaked_key()

    thanks = client.post(f"/programs/{program.slug}/leaks/new", posted(credentials=key))
    link = text(thanks).split("/leaks/return/")[1].split('"')[0].split("<")[0]
    page = client.get(f"/leaks/return/{link}")

    assert thanks.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Received" in text(page)
    assert key not in text(thanks) + text(page) + everything()
    assert link not in everything()
    assert client.post(f"/leaks/return/{link}", {"body": "More"}).status_code == 303
    assert "More" in text(client.get(f"/leaks/return/{link}"))


def test_a_refused_form_comes_back_without_the_key(client, program):
    key = factories.leaked_key()

    answer = client.post(f"/programs/{program.slug}/leaks/new", posted(credentials=key, source=""))

    assert answer.status_code == 422
    assert key not in text(answer)


def test_a_program_without_intake_has_no_such_form(client):
    assert client.get(f"/programs/{factories.judged_program().slug}/leaks/new").status_code == 404


def test_the_team_works_on_it_and_the_finder_sees_how_it_goes(client, program):
    finder, key = factories.person("mira"), factories.leaked_key()
    leak = factories.leak(program=program, reporter=finder, keys=key)
    team = fresh(client, member(program))
    name = SealedSecret.objects.get().public_id

    assert leak.public_id in text(team.get("/leaks"))
    assert team.post(f"/leaks/{leak.public_id}/moves", {"move": "confirm"}).status_code == 303
    assert team.post(f"/leaks/{leak.public_id}/moves", {"move": "reopen"}).status_code == 422
    shown = team.post(f"/leaks/{leak.public_id}/credentials/{name}/reveal", {"reason": "revoke"})
    assert key in text(shown)
    assert shown.headers["Cache-Control"] == "no-store"

    client.force_login(finder)
    page = text(client.get(f"/leaks/{leak.public_id}"))
    assert "Confirmed" in page
    assert "Triager" in page
    assert key not in page


def test_the_reward_is_proposed_on_the_page_and_seen_there(client, program):
    finder = factories.person("mira")
    leak = factories.leak("revoked", program=program, reporter=finder)
    triager, manager = member(program), member(program, Role.PROGRAM_MANAGER)
    client.force_login(triager)
    address = f"/leaks/{leak.public_id}/awards"
    given = {"priority": "3", "kind": "bounty", "amount": "600", "reason": ""}

    empty = text(client.get(f"/leaks/{leak.public_id}"))
    assert ("None" in empty, '<option value="3" selected' in empty) == (False, True)
    refused = client.post(address, given | {"amount": "9000"})
    nonsense = client.post(address, given | {"amount": "many"})
    assert client.post(address, given).status_code == 303
    award = Award.objects.get()
    client.force_login(manager)
    before = text(client.get(f"/awards/{award.public_id}"))
    assert client.post(f"/awards/{award.public_id}/approve").status_code == 303

    assert (refused.status_code, "Give the reason" in text(refused)) == (422, True)
    assert nonsense.status_code == 422
    assert f'href="/leaks/{leak.public_id}"' in before
    client.force_login(finder)
    page = text(client.get(f"/leaks/{leak.public_id}"))
    assert ("Rewarded" in page, award.public_id in page) == (True, True)
    assert client.post(address, given).status_code == 403
    assert f'href="/leaks/{leak.public_id}"' in text(client.get("/rewards"))
    assert client.get(f"/awards/{award.public_id}").status_code == 200
    client.force_login(factories.person())
    assert client.post(address, given).status_code == 404


def test_a_key_that_nobody_touched_for_a_day_is_marked(client, program):
    leak = factories.leak(program=program)
    client.force_login(member(program))
    assert "Waits" not in text(client.get("/leaks"))

    Leak.objects.filter(pk=leak.pk).update(updated_at=clock.now() - timedelta(days=2))

    assert "Waits" in text(client.get("/leaks"))


def test_others_find_nothing(client, program):
    leak = factories.leak(program=program)
    name = SealedSecret.objects.get().public_id
    client.force_login(factories.person())

    for address in (
        f"/leaks/{leak.public_id}",
        f"/programs/{program.slug}/settings/secrets",
        "/platform/revocation",
    ):
        assert client.get(address).status_code == 404
    assert leak.public_id not in text(client.get("/leaks"))
    address = f"/leaks/{leak.public_id}/credentials/{name}/reveal"
    assert client.post(address, {"reason": "revoke"}).status_code == 404
    assert not Reveal.objects.exists()


def test_the_owner_sets_patterns_and_intake_and_the_operator_lets_the_address(client):
    program = factories.judged_program()
    owner = member(program, Role.OWNER)
    client.force_login(owner)
    given = {
        "patterns": "acme-key ACME-[A-Z0-9]{12}",
        "retention_days": "60",
        "is_open": "on",
        "leak_days": "45",
        "address": "https://revoke.example.org/x",
    }

    answer = client.post(f"/programs/{program.slug}/settings/secrets", given)
    wrong = client.post(
        f"/programs/{program.slug}/settings/secrets", given | {"patterns": "acme (a+)+"}
    )

    assert answer.status_code == 303
    assert (wrong.status_code, "Line 1" in text(wrong)) == (422, True)
    row = LeakIntake.objects.get()
    assert (row.is_open, row.retention_days, row.checked_at) == (True, 45, None)
    client.force_login(factories.person(is_platform_admin=True))
    assert "revoke.example.org" in text(client.get("/platform/revocation"))
    assert client.post(f"/platform/revocation/{program.slug}", {"allow": "yes"}).status_code == 303
    assert LeakIntake.objects.get().checked_at is not None


def api(client, path, token="", body=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is None:
        return client.get(f"/api/v1/{path}", headers=headers)
    return client.post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def test_machines_report_read_and_move_without_ever_reading_a_key(client, program):
    key = factories.leaked_key()
    finder, _row = factories.api_token()
    worker, _row = factories.api_token(member(program))
    stranger, _row = factories.api_token()

    sent = api(
        client, f"programs/{program.slug}/leaks", finder, {"credentials": key, "source": "app"}
    )
    name = sent.json()["id"]
    moved = api(client, f"leaks/{name}/moves", worker, {"move": "confirm"})
    answers = [
        api(client, f"leaks/{name}", worker),
        api(client, f"leaks/{name}", finder),
        api(client, f"programs/{program.slug}/leaks", worker),
    ]

    assert (sent.status_code, sent.json()["return_url"]) == (201, None)
    assert moved.json()["state"] == "confirmed"
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert key not in "".join(text(one) for one in (sent, moved, *answers))
    assert api(client, f"leaks/{name}", stranger).status_code == 404
    assert api(client, f"leaks/{name}/moves", stranger, {"move": "confirm"}).status_code == 404
    assert api(client, f"leaks/{name}/moves", finder, {"move": "revoke"}).status_code == 403


def test_a_machine_proposes_an_award(client, program):
    leak = factories.leak("revoked", program=program)
    worker, _row = factories.api_token(member(program))
    stranger, _row = factories.api_token()
    given = {"priority": 3, "amount_minor": 60_000, "currency": "USD"}

    made = api(client, f"leaks/{leak.public_id}/awards", worker, given)
    again = api(client, f"leaks/{leak.public_id}/awards", worker, given | {"priority": 9})

    assert made.status_code == 201
    assert (made.json()["leak"], made.json()["report"]) == (leak.public_id, None)
    assert again.status_code == 422
    assert api(client, f"leaks/{leak.public_id}/awards", stranger, given).status_code == 404


def test_a_machine_without_a_token_gets_the_secret_link_once(client, program):
    body = {"credentials": factories.leaked_key(), "source": "paste"}

    sent = api(client, f"programs/{program.slug}/leaks", body=body)

    url = sent.json()["return_url"]
    assert client.get(url.removeprefix("http://testserver")).status_code == 200
    assert Leak.objects.get().reporter is None


def test_the_keys_that_sign_messages_are_public(client):
    (key,) = api(client, "meta/public_keys/secret_scanning").json()["public_keys"]

    assert key["key"].startswith("-----BEGIN PUBLIC KEY-----")
    assert key["is_current"]
