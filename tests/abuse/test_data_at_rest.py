"""AC-113 to AC-117: what a stolen database, a log, a backup and a power cut give away or lose.

AC-119 is in test_data_at_rest_leaving.py.
"""

import json
import logging
import threading
import time
from collections import deque

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from seawall.domain.accounts import queries
from seawall.domain.errors import DomainError
from seawall.domain.jobs_queue.models import Job
from seawall.domain.programs import queries as programs
from seawall.lib import crypto
from seawall.web import metrics
from tests import factories, prepared, servers
from tests.abuse.surfaces import logged
from tests.crash import killing
from tests.crash.working import Sender
from tests.journeys.api_client import Api
from tests.web.accounts.walking import PASSWORD, code_for, sign_in


# ── AC-113 ───────────────────────────────────────────────────────────────────
def _every_string() -> set[str]:
    """Whatever a thief reads in the tables of people, sessions, links, factors, and all others."""
    found: set[str] = set()
    for label in ("domain", "account", "mfa"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                for row in cursor.fetchall():
                    for value in row:
                        found |= set(_strings(value))
    return {one for one in found if 8 <= len(one) <= 4096 and " " not in one}


def _strings(value):
    if isinstance(value, memoryview | bytes):
        yield bytes(value).hex()
    elif isinstance(value, str):
        yield value
        if value[:1] in "[{":
            try:
                yield from _strings(json.loads(value))
            except ValueError:
                return
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _opens(stolen: str) -> list[str]:
    doors = {
        "a session": lambda: queries.session_row(crypto.sha256_hex(stolen)),
        "the API": lambda: queries.actor_for_token(stolen),
        "a sign-in link": lambda: queries.one_time_link_purpose(stolen),
        "an invitation": lambda: queries.invitation_offer(stolen),
        "a programme": lambda: programs.offer(stolen),
        "an address": lambda: queries.former_address(stolen),
    }
    found = []
    for name, door in doors.items():
        try:
            found += [name] if door() is not None else []
        except DomainError:
            continue
    return found


@pytest.mark.django_db
def test_ac_113_no_value_of_the_database_opens_a_door(world):
    victim = world.person("R1")
    TOTP.activate(victim, generate_totp_secret())
    assert _opens(world.token("R1")) == ["the API"]
    assert _opens(world.other["invitation_secret"]) == ["an invitation"]

    through = {one: _opens(one) for one in _every_string()}

    assert len(through) > 300
    assert {one: doors for one, doors in through.items() if doors} == {}


@pytest.mark.django_db
def test_ac_113_seeds_and_codes_of_factors_are_unreadable():
    person = factories.person("mira", password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    sealed = Authenticator.objects.get(user=person).data["secret"]

    assert secret not in sealed
    assert code_for(secret) not in sealed
    for key in (bytes(32), settings.SECRET_KEY.encode()[:32].ljust(32)):
        with pytest.raises(crypto.Unreadable):
            crypto.unseal(sealed, key=key, use="second factor")


@pytest.mark.django_db
def test_ac_113_a_stolen_session_row_is_no_cookie():
    person = factories.person("mira", email="mira@example.org", password=PASSWORD)
    browser = Client()
    sign_in(browser, person.email)
    row = person.sessions.get()

    for stolen in (row.key_hash, row.payload, row.key_hash[:32], row.key_hash.upper()):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
        assert thief.get("/settings/profile").status_code == 302


# ── AC-114 ───────────────────────────────────────────────────────────────────
CANARY = "cnrysecret"


def _scenario(world) -> None:
    """Everything that is secret goes by once: in headers, queries, bodies, names and errors."""
    browser = Client(raise_request_exception=False)
    token = world.token("R1")
    bearer = {"Authorization": f"Bearer {token}"}
    bad = {"Authorization": f"Bearer sw_{CANARY}-token"}
    email = world.person("R1").email
    browser.post("/sign-in", {"login": email, "password": f"{CANARY}-password"})
    browser.post("/sign-in/code", {"code": f"{CANARY}-code"})
    browser.post("/reset", {"email": f"{CANARY}@example.org"})
    browser.get(f"/programs?q={CANARY}-query&token={token}")
    browser.get(f"/reports/{CANARY}-path")
    for kind in ("link", "invitations", "program-invitations", "address", "verify"):
        browser.get(f"/{kind}/{CANARY}-secret-of-a-link")
    browser.get(f"/reset/1-{CANARY}-reset")
    browser.get("/api/v1/me", headers=bad)
    browser.get(f"/api/v1/reports?cursor={CANARY}", headers=bearer)
    body = {
        "title": f"{CANARY}-title", "target": f"https://api.shop.example/{CANARY}",
        "vrt": f"{CANARY}-vrt", "description": f"{CANARY}-text", "impact": f"{CANARY}-impact",
        "accept_terms": 1,
    }  # fmt: skip
    browser.post("/api/v1/programs/a-pub/reports", json.dumps(body), "application/json",
                 headers=bearer)  # fmt: skip
    browser.post("/api/v1/programs/a-pub/reports", f'{{"{CANARY}', "application/json",
                 headers=bearer)  # fmt: skip
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(world.person("R1"))
    path = f"/reports/{world.id('X1')}"
    signed_in.post(f"{path}/comments", {"body": f"{CANARY}-comment", "audience": "participants"})
    upload = json.dumps({"name": f"{CANARY}.txt", "size": 5, "type": f"{CANARY}/plain"})
    signed_in.post(f"{path}/uploads", upload, "application/json")
    signed_in.get(f"{path}?{CANARY}", headers={"Referer": f"https://x/{CANARY}"})
    logging.getLogger("seawall.errors").info("The end")


@pytest.mark.django_db
def test_ac_114_no_log_job_cache_or_figure_holds_a_secret(world, monkeypatch):
    """Once as it is meant, once with everything failing inside."""
    held = [CANARY, world.token("R1"), world.other["invitation_secret"]]
    with logged() as lines:
        _scenario(world)

        def fail(*given, **named):
            raise ValueError(f"{CANARY}-in-a-message", given, named)

        monkeypatch.setattr("seawall.domain.reports.commands.submitting._screened", fail)
        monkeypatch.setattr("seawall.domain.reports.policies.visible_to", fail)
        _scenario(world)
    jobs = json.dumps(list(Job.objects.values_list("args", "failure", "unique_key")))
    figures = metrics.text().decode()

    assert len(lines) > 40
    # A word of the library that makes requests to a database names what it asks, at DEBUG only.
    kept = [line for line in lines if '"django.db.backends"' not in line]
    assert [line[:300] for line in kept if any(one in line for one in held)] == []
    assert not any(one in jobs for one in held)
    assert CANARY not in figures
    assert CANARY not in str(getattr(cache, "_cache", ""))


def test_ac_114_debug_of_the_database_is_never_logged():
    """The level that an operator sets does not reach the logger that names values."""
    level = settings.LOGGING["loggers"]["django"]["level"]

    assert logging.getLevelName(level) >= logging.WARNING


# ── AC-115 ───────────────────────────────────────────────────────────────────
@pytest.mark.server
def test_ac_115_a_backup_under_load_is_one_moment_and_comes_back(tmp_path):
    archive, key = tmp_path / "all.tar.age", tmp_path / "key"
    with servers.site("loaded", like=prepared.MIGRATED) as site:
        made = site.module("tests.journeys.team")
        site.more = dict([site.command("backup", "--make-key", str(key)).split("\n")[0].split("=")])
        site.start()
        stopping, path = threading.Event(), f"/programs/{made['program']}/reports"
        tokens = [made["tokens"][name] for name in ("rita", "colin")]
        senders = [
            Sender(Api(site.base_url, token, timeout=60), path, deque(), stopping, number)
            for number, token in enumerate(tokens)
        ]
        for sender in senders:
            sender.start()
        _until_some(senders)
        known = {one: sha for sender in senders for one, sha in dict(sender.reports).items()}
        files = {one: sha for sender in senders for one, sha in dict(sender.files).items()}
        said = site.command("backup", str(archive))
        _until_some(senders, more_than=max(len(sender.files) for sender in senders))
        stopping.set()
        for sender in senders:
            sender.join(timeout=60)
        site.stop()
        secrets = (site.home / "secrets.json").read_bytes()
    with servers.site("restored") as site:
        (site.home / "secrets.json").write_bytes(secrets)
        (site.home / "secrets.json").chmod(0o600)
        told = site.command("restore", str(archive), "--identity", str(key))
        remains = site.module("tests.crash.remains")
        site.start()
        refused = Api(site.base_url, tokens[0]).get("/me")

    content = archive.read_bytes()
    assert archive.stat().st_mode & 0o077 == 0
    assert not any(word in content for word in (b"Orders of others", b"SQLite format", b"PGDMP"))
    assert "log of" in said
    assert "Root: " in told
    # The files that stand for a mail server are those of the first home.
    assert [one for one in remains["half"] if not one.endswith("noted and not sent.")] == []
    assert known.items() <= remains["reports"].items()
    assert files.items() <= remains["files"].items()
    assert len(remains["files"]) < sum(len(sender.files) for sender in senders)
    assert refused.status == 401


def _until_some(senders, more_than: int = 0) -> None:
    until = time.monotonic() + servers.PATIENCE_SECONDS
    while not all(len(sender.files) > more_than for sender in senders):
        assert time.monotonic() < until, [sender.problem for sender in senders]
        time.sleep(0.05)


# ── AC-117 ───────────────────────────────────────────────────────────────────
@pytest.mark.server
def test_ac_117_after_kill_9_all_that_was_acknowledged_is_whole_and_nothing_else():
    killing.work_and_kill()
