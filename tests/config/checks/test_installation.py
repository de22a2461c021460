"""What doctor finds in files, database, clock, backup and log: one wrong thing, one finding."""

import json
import os
import time
from datetime import timedelta

import pytest
from django.db import connection

from seawall.config.checks import installation
from seawall.domain import append_only
from seawall.domain.audit.jobs import sequence_batch
from seawall.domain.audit.models import Checkpoint, LogHead
from seawall.domain.audit.queries import tree
from seawall.domain.jobs_queue.models import Heartbeat
from seawall.lib import clock
from seawall.web import actors
from seawall.web.actors import TOO_FEW_PROXIES
from tests import factories
from tests.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, settings, monkeypatch):
    """A fit home: private folders, a worker, a backup of just now, a checkpoint over all."""
    tmp_path.chmod(0o700)
    settings.HOME = tmp_path
    for name in ("BLOBS_FOLDER", "UPLOADS_FOLDER", "MAIL_FOLDER"):
        folder = tmp_path / name.lower()
        folder.mkdir(mode=0o700)
        setattr(settings, name, folder)
    monkeypatch.setattr(installation, "FIXED_SQLITE", (3, 0, 0))
    monkeypatch.setattr(installation, "LITTLE_FREE_BYTES", 0)
    monkeypatch.setattr(installation, "LEAST_FREE_BYTES", 0)
    monkeypatch.setenv("SEAWALL_BACKUP_RECIPIENT", "age1x")
    # The tests are the owner of their tables.
    monkeypatch.setattr(installation, "_rights", lambda: iter(()))
    factories.person()
    factories.member()
    factories.api_token()
    while sequence_batch():
        pass
    now = tree()
    Checkpoint.objects.create(size=now.size, root=now.root(), at=clock.now(), note="x")
    Heartbeat.objects.create(name="w", seen_at=clock.now())
    _backed_up(tmp_path, size=now.size, root=now.root().hex())
    return tmp_path


def _backed_up(home, *, size, root, ago=timedelta(0)):
    made_at = (clock.now() - ago).strftime("%Y%m%dT%H%M%SZ")
    note = {"made_at": made_at, "file": "x", "log_size": size, "log_root": root}
    (home / installation.LAST_BACKUP).write_text(json.dumps(note))


def _found() -> list[str]:
    return [str(one.id) for one in installation.findings()]


def test_a_fit_installation_has_no_finding(home):
    assert _found() == []


@pytest.mark.parametrize("place", ["", "secrets.json", "blobs_folder", "mail_folder"])
def test_what_others_can_read_is_found(home, place):
    (home / "secrets.json").touch(mode=0o600)
    (home / place).chmod(0o740)

    assert _found() == ["seawall.E030"]


def test_a_full_disk_is_found(home, monkeypatch):
    monkeypatch.setattr(installation, "LEAST_FREE_BYTES", 2**70)

    assert _found() == ["seawall.E040"]


def test_little_room_is_a_warning(home, monkeypatch):
    monkeypatch.setattr(installation, "LITTLE_FREE_BYTES", 2**70)

    assert _found() == ["seawall.W040"]


def test_a_clock_that_is_off_is_found(home, monkeypatch):
    now = time.time
    monkeypatch.setattr(installation.time, "time", lambda: now() + 60)

    expected = {"sqlite": 1, "postgresql": 2}[connection.vendor]
    assert _found() == ["seawall.E041"] * expected


def test_requests_through_too_few_proxies_are_found(home):
    mark = home / TOO_FEW_PROXIES
    mark.touch()
    assert _found() == ["seawall.E042"]

    os.utime(mark, (time.time() - 90_000,) * 2)
    assert _found() == []


def test_a_request_around_the_proxy_leaves_a_mark(home, settings, rf, monkeypatch):
    settings.TRUSTED_PROXIES = 2
    monkeypatch.setattr(actors, "_noted_at", -3600.0)

    actors.client_ip(rf.get("/", REMOTE_ADDR="127.0.0.1"))
    assert _found() == []
    actors.client_ip(rf.get("/", REMOTE_ADDR="10.0.0.9", headers={"X-Forwarded-For": "8.8.8.8"}))
    assert _found() == ["seawall.E042"]


def test_a_silent_worker_is_found(home):
    Heartbeat.objects.update(seen_at=clock.now() - timedelta(minutes=5))

    assert _found() == ["seawall.E052"]


def test_an_old_backup_and_none_are_found(home):
    now = tree()
    _backed_up(home, size=now.size, root=now.root().hex(), ago=timedelta(days=3))
    assert _found() == ["seawall.E035"]

    (home / installation.LAST_BACKUP).unlink()
    assert _found() == ["seawall.E035"]


def test_backups_that_are_not_sealed_are_a_warning(home, monkeypatch):
    monkeypatch.setenv("SEAWALL_BACKUP_RECIPIENT", "")

    assert _found() == ["seawall.W036"]


def test_a_log_that_is_shorter_or_other_than_the_backup_s_is_found(home):
    now = tree()
    _backed_up(home, size=now.size + 1, root=now.root().hex())
    assert _found() == ["seawall.E037"]

    _backed_up(home, size=now.size - 1, root=now.root().hex())
    assert _found() == ["seawall.E037"]


def test_a_log_that_went_on_since_the_backup_is_fine(home):
    factories.api_token()
    while sequence_batch():
        pass

    assert _found() == []


def test_events_without_a_checkpoint_are_found_after_an_hour(home):
    with clock.frozen_at(clock.now() - timedelta(hours=2)):
        factories.api_token()
        while sequence_batch():
            pass

    assert _found() == ["seawall.E038"]
    assert LogHead.objects.get().size > 0


def test_a_table_without_guards_is_found(home, monkeypatch):
    monkeypatch.setattr(append_only, "TABLES", (*append_only.TABLES, "domain_user"))

    assert _found() == ["seawall.E033"]


if ON_POSTGRESQL:
    # SQLite has no roles.

    def test_a_role_that_may_change_the_log_is_found(home, monkeypatch):
        monkeypatch.undo()

        assert "seawall.E034" in [str(one.id) for one in installation._rights()]
